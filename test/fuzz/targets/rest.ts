/** What a Codex node answers over HTTP: bodies, statuses, texts of errors. Nothing of it is believed before it is proved. */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import type * as Http from "../../../src/adapters/codex-http/Http.ts"
import * as Node from "../../../src/adapters/codex-http/Node.ts"
import * as Options from "../../../src/adapters/codex-http/Options.ts"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as Cid from "../../../src/domain/codex/Cid.ts"
import * as Dataset from "../../../src/domain/codex/Dataset.ts"
import * as Manifest from "../../../src/domain/codex/Manifest.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { damaged } from "../generators/bytes.ts"
import { jsons } from "../generators/json.ts"
import { type Target, texts } from "../Target.ts"

const CONTENT = Bytes.utf8("what the dataset holds")
const hasher = Dataset.hasher(Node.sha256)
hasher.push(CONTENT)
const MANIFEST = Dataset.manifest(Result.getOrThrow(hasher.finish()))
const CID = Manifest.cid(MANIFEST)

const options = Options.resolve({ urls: [], retries: 0 })
const REASONS: ReadonlySet<string> = new Set(["NotFound", "Rejected", "Full", "Unavailable", "Timeout", "Corrupt"])

/** A node at a fixed base that answers everything alike. */
const node = (status: number, body: Uint8Array, url = "http://node/api"): Node.CodexNode => {
  const half = body.length >>> 1
  const http: Http.Http = {
    request: () =>
      Effect.succeed({
        status,
        length: undefined,
        body: Stream.fromIterable([body.subarray(0, half), body.subarray(half)])
      })
  }
  return Node.make(options, http, url)
}

/** Runs a question; its failure must be of the kind that callers know, in one line that is safe to show. */
const asked = async <A>(question: Effect.Effect<A, Node.NodeFailure>): Promise<Result.Result<A, Node.NodeFailure>> => {
  const answer = await Effect.runPromise(Effect.result(question))
  if (Result.isFailure(answer)) {
    assert.isTrue(answer.failure instanceof Node.NodeFailure && REASONS.has(answer.failure.reason))
    assert.isAtMost(answer.failure.detail.length, 600)
    assert.notMatch(answer.failure.detail, /[\p{C}\p{Zl}\p{Zp}]/u)
  }
  return answer
}

const rest = (
  name: string,
  law: string,
  inputs: fc.Arbitrary<Uint8Array>,
  check: Target["check"],
  kind: Target["kind"] = "text"
): Target => ({ name: `codex-${name}`, law, kind, inputs, check })

const manifests = fc
  .record({
    treeCid: fc.constantFrom<string>(MANIFEST.treeCid, CID, ""),
    datasetSize: fc.constantFrom(CONTENT.length, 0, -1, 2 ** 53),
    blockSize: fc.constantFrom(65_536, 0),
    filename: fc.constantFrom(null, "a"),
    mimetype: fc.constantFrom(Dataset.MIMETYPE, Dataset.MIMETYPE, null)
  })
  .map((manifest) => JSON.stringify({ cid: CID, manifest }))
const honest = JSON.stringify({ cid: CID, manifest: { ...MANIFEST, filename: null } })
const STATUSES = [199, 204, 301, 400, 404, 422, 429, 500, 503, 599]

export const targets: ReadonlyArray<Target> = [
  rest(
    "rest-manifest",
    "a manifest in JSON is refused, or is the one of the CID that was asked for",
    jsons(fc.oneof(manifests, fc.constant(honest))),
    async (input) => {
      const said = await asked(node(200, input).manifest(CID))
      if (Result.isFailure(said)) return false
      assert.strictEqual(Manifest.cid(said.success), CID)
      return true
    }
  ),
  rest(
    "rest-list",
    "a list in JSON is refused, or holds nothing but CIDs of datasets",
    jsons(
      fc
        .array(fc.record({ cid: fc.oneof(Generators.Codex.cid, fc.string()) }), { maxLength: 4 })
        .map((content) => JSON.stringify({ content }))
    ),
    async (input) => {
      const said = await asked(node(200, input).list)
      if (Result.isFailure(said)) return false
      for (const cid of said.success) assert.isTrue(Result.isSuccess(Cid.parse(cid)))
      return true
    }
  ),
  rest(
    "rest-exists",
    "an answer in JSON is refused, or is yes or no",
    jsons(fc.constantFrom(JSON.stringify({ [CID]: true }), '{"has":false}', "{}")),
    async (input) => {
      const said = await asked(node(200, input).has(CID))
      if (Result.isFailure(said)) return false
      assert.isBoolean(said.success)
      return true
    }
  ),
  rest(
    "rest-info",
    "whatever answers at the address, it is a node of a known API, or the question fails",
    jsons(fc.constantFrom('{"codex":{"version":"v0"},"content":[]}', '{"storage":{},"content":[]}', '"Hello"')),
    async (input) => {
      const said = await asked(node(200, input, "http://node").list)
      return Result.isSuccess(said)
    }
  ),
  rest(
    "rest-refusal",
    "the text of an error, of any status, becomes one line that is safe to show",
    fc
      .tuple(
        fc.nat(9),
        damaged(
          texts(fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.constant("Unable to store block\r\n")))
        )
      )
      .map(([status, text]) => Bytes.concat([Uint8Array.of(status), text])),
    async (input) => {
      const status = STATUSES[(input[0] ?? 0) % STATUSES.length]!
      const said = await asked(node(status, input.subarray(1)).has(CID))
      if (status === 204) return Result.isSuccess(said)
      assert.isTrue(Result.isFailure(said))
      return true
    },
    "bytes"
  ),
  rest(
    "rest-upload",
    "the CID that a node says it stored under is one line of text, or the upload fails",
    damaged(texts(fc.constantFrom<string>(CID, `${CID}\n`, "x".repeat(400)))),
    async (input) => {
      const said = await asked(node(200, input).upload(Stream.toAsyncIterable(Stream.make(CONTENT))))
      if (Result.isFailure(said)) return false
      assert.isAtMost(said.success.length, 300)
      return true
    }
  ),
  rest(
    "rest-download",
    "bytes of a dataset are given to their end only where they are those of the CID",
    damaged(fc.constantFrom(CONTENT, Bytes.concat([CONTENT, Uint8Array.of(0)]))),
    async (input) => {
      const said = await asked(Stream.runCollect(node(200, input).download(CID, MANIFEST)))
      if (Result.isFailure(said)) return false
      assert.deepStrictEqual(Bytes.concat(said.success), CONTENT)
      return true
    },
    "bytes"
  )
]
