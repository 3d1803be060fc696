/**
 * One Codex node over its REST API, of either generation: `/api/codex/v1` and `/api/storage/v1`, found out by asking. Its
 * errors are plain text and never parsed; nothing it says about content is believed before it is proved.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { Scope } from "effect/Scope"
import * as Stream from "effect/Stream"
import { hash } from "node:crypto"
import type { Cid } from "../../domain/codex/Cid.ts"
import * as Cids from "../../domain/codex/Cid.ts"
import * as Dataset from "../../domain/codex/Dataset.ts"
import * as Manifest from "../../domain/codex/Manifest.ts"
import type { CodexFailure } from "../../ports/Codex.ts"
import * as Base from "./Base.ts"
import * as Http from "./Http.ts"
import * as Options from "./Options.ts"

/** Why this node cannot do it; `detail` names the node. */
export class NodeFailure extends Data.TaggedError("NodeFailure")<{
  readonly reason: CodexFailure["reason"]
  readonly detail: string
}> {
  get passing(): boolean {
    return this.reason === "Unavailable" || this.reason === "Timeout"
  }
}

export interface CodexNode {
  readonly url: string
  /** Sends the bytes and answers the CID that the node says, unproved. */
  readonly upload: (bytes: AsyncIterable<Uint8Array>) => Effect.Effect<string, NodeFailure>
  /** Proved equal to the CID under the layout it has. May come from other nodes of the network. */
  readonly manifest: (cid: Cid) => Effect.Effect<Manifest.Manifest, NodeFailure>
  /** Proved by its end: tree and size are those of the manifest, or the stream fails. */
  readonly download: (cid: Cid, manifest: Manifest.Manifest) => Stream.Stream<Uint8Array, NodeFailure>
  readonly has: (cid: Cid) => Effect.Effect<boolean, NodeFailure>
  readonly remove: (cid: Cid) => Effect.Effect<void, NodeFailure>
  readonly list: Effect.Effect<ReadonlyArray<Cid>, NodeFailure>
}

const REASONS = { Refused: "Unavailable", Broken: "Unavailable", Timeout: "Timeout", Address: "Rejected" } as const
/** What stands before the host may be a secret. */
const PASSWORD = /\/\/[^/]*@/u
const MAX_TEXT = 300
const MAX_JSON = 64 * 1024
const MAX_LIST = 64 * 1024 * 1024
/** Fixed, so that the same bytes keep the same CID (A-40): this type, and no file name. */
const UPLOAD_HEADERS = { "content-type": Dataset.MIMETYPE }

export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"))

const ManifestAnswer = Schema.fromJsonString(
  Schema.Struct({
    manifest: Schema.Struct({
      treeCid: Schema.String,
      datasetSize: Schema.Finite,
      blockSize: Schema.Finite,
      filename: Schema.optional(Schema.NullOr(Schema.String)),
      mimetype: Schema.optional(Schema.NullOr(Schema.String))
    })
  })
)
const ListAnswer = Schema.fromJsonString(
  Schema.Struct({ content: Schema.Array(Schema.Struct({ cid: Schema.String })) })
)
const ExistsAnswer = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Boolean))

const LAYOUTS = ["L3", "L2", "L1"] as const

export const make = (options: Options.Resolved, http: Http.Http, address: string): CodexNode => {
  const base = Base.make(options, http, address)
  const url = address.replace(PASSWORD, "//…@")
  const fail = (reason: CodexFailure["reason"], detail: string) =>
    new NodeFailure({ reason, detail: `the Codex node ${url}: ${detail}` })
  const ofHttp = ({ detail, reason }: Http.HttpFailure) => {
    if (reason !== "Broken") base.forget()
    return fail(REASONS[reason], detail)
  }

  /** `size`: the most bytes that the answer may have. */
  const ask = (
    method: Http.Request["method"],
    path: string,
    size: number,
    more: Pick<Http.Request, "headers" | "body"> = {},
    deadline = options.answerDeadline
  ) => {
    const bodyDeadline = Options.wholeWithin(options, size)
    return Effect.flatMap(base.url, (at) =>
      http.request({ ...more, bodyDeadline, method, url: `${at}${path}` }, deadline)
    ).pipe(Effect.mapError(ofHttp))
  }

  /** A status that is no success, as what it means (the text is the node's own). */
  const refused = Effect.fnUntraced(function* (answer: Http.Answer) {
    const text = yield* Http.excerpt(answer, MAX_TEXT)
    const said = `it answers ${answer.status}${text === "" ? "" : `, "${text}"`}`
    if (answer.status === 404) return fail("NotFound", said)
    if (answer.status === 400 || answer.status === 422) return fail("Rejected", said)
    if (answer.status === 500 && /empty (leaves|body)|no bytes/i.test(text)) return fail("Rejected", said)
    if (answer.status === 500 && /unable to store block/i.test(text))
      return fail("Full", `${said}; raise its quota or remove what is not needed`)
    return fail("Unavailable", said)
  })

  const succeeded = (answer: Http.Answer) =>
    answer.status >= 200 && answer.status < 300
      ? Effect.succeed(answer)
      : Effect.flatMap(refused(answer), (failure) => Effect.fail(failure))

  const json = <A>(schema: Schema.Decoder<A>, answer: Http.Answer, maxBytes: number) =>
    Effect.flatMap(Effect.mapError(Http.whole(answer, maxBytes), ofHttp), (text) =>
      Effect.mapError(Schema.decodeEffect(schema)(text), () => fail("Unavailable", "its answer cannot be read"))
    )

  const moved = Effect.mapError(base.moved, ofHttp)
  /** A path that a node does not know says nothing of the content. */
  const elsewhere = <A, R>(question: Effect.Effect<A, NodeFailure, R>) =>
    Effect.catchIf(
      question,
      ({ reason }) => reason === "NotFound",
      (failure) => Effect.flatMap(moved, (isMoved) => (isMoved ? question : Effect.fail(failure)))
    )

  const pauses = Schedule.jittered(Schedule.exponential("100 millis"))
  /** For questions alone: asking again changes nothing. */
  const again = <A>(question: Effect.Effect<A, NodeFailure, Scope>) =>
    Effect.retry(Effect.scoped(elsewhere(question)), {
      schedule: pauses,
      times: options.retries,
      while: ({ reason }) => reason === "Unavailable"
    })

  const has = (cid: Cid) =>
    again(
      Effect.gen(function* () {
        const answer = yield* Effect.flatMap(ask("GET", `/data/${cid}/exists`, MAX_JSON), succeeded)
        const said = yield* json(ExistsAnswer, answer, MAX_JSON)
        return said[cid] ?? said["has"] ?? false
      })
    )

  /** The layout under which what the node says encodes to the CID; none: it is not the manifest of the CID. */
  const proved = (cid: Cid, said: (typeof ManifestAnswer.Type)["manifest"]): Manifest.Manifest | undefined =>
    LAYOUTS.map((layout) => ({
      layout,
      treeCid: said.treeCid as Manifest.Manifest["treeCid"],
      blockSize: said.blockSize,
      datasetSize: said.datasetSize,
      filename: said.filename ?? undefined,
      mimetype: said.mimetype ?? undefined
    })).find((manifest) => Cids.isTree(manifest.treeCid) && Manifest.cid(manifest) === cid)

  const absent = (cid: Cid, failure: NodeFailure) =>
    Effect.matchEffect(has(cid), {
      onFailure: () => Effect.fail(failure),
      onSuccess: (held) =>
        Effect.fail(held ? failure : fail("NotFound", "it does not hold it and no other node offered it in time"))
    })

  const manifest = (cid: Cid) =>
    again(
      Effect.gen(function* () {
        const answer = yield* Effect.flatMap(ask("GET", `/data/${cid}/network/manifest`, MAX_JSON), succeeded)
        const said = yield* json(ManifestAnswer, answer, MAX_JSON)
        const found =
          Number.isSafeInteger(said.manifest.datasetSize) && said.manifest.datasetSize > 0
            ? proved(cid, said.manifest)
            : undefined
        return found ?? (yield* fail("Corrupt", "the manifest it sends is not that of the CID"))
      })
    ).pipe(
      // An older node looks for what nobody has until its client gives up.
      Effect.catchIf(
        ({ reason }) => reason === "Timeout",
        (failure) => absent(cid, failure)
      )
    )

  const body = (cid: Cid, expected: Manifest.Manifest) =>
    Effect.gen(function* () {
      const answer = yield* Effect.flatMap(ask("GET", `/data/${cid}/network/stream`, expected.datasetSize), succeeded)
      if (answer.length !== undefined && answer.length !== expected.datasetSize)
        return yield* fail("Corrupt", "what it sends has not the size of the dataset")
      const verifier = Dataset.verifier(expected, sha256)
      let size = 0
      const checked = answer.body.pipe(
        Stream.mapError(ofHttp),
        Stream.mapArrayEffect((chunks) => {
          for (const chunk of chunks) {
            size += chunk.length
            if (size > expected.datasetSize) return Effect.fail(fail("Corrupt", "it sends more than the dataset has"))
            verifier.push(chunk)
          }
          return Effect.succeed(chunks)
        })
      )
      const proof = Stream.unwrap(
        Effect.sync(() =>
          size < expected.datasetSize
            ? Stream.fail(fail("Unavailable", `it ended after ${size} of ${expected.datasetSize} bytes`))
            : verifier.finish()
              ? Stream.empty
              : Stream.fail(fail("Corrupt", "the bytes it sends are not those of the CID"))
        )
      )
      return Stream.concat(checked, proof)
    })

  return {
    url,
    upload: (bytes) =>
      Effect.gen(function* () {
        const answer = yield* Effect.flatMap(
          ask("POST", "/data", MAX_TEXT, { headers: UPLOAD_HEADERS, body: bytes }, options.totalDeadline),
          succeeded
        )
        return (yield* Effect.mapError(Http.whole(answer, MAX_TEXT), ofHttp)).trim()
      }).pipe(
        Effect.scoped,
        // The bytes are gone with the first attempt: only whoever has them can send them again.
        Effect.catchIf(
          ({ reason }) => reason === "NotFound",
          () =>
            Effect.andThen(
              moved,
              Effect.fail(fail("Unavailable", "it does not know this API; try again, or check the address"))
            )
        )
      ),
    manifest,
    download: (cid, expected) => Stream.unwrap(body(cid, expected)),
    has,
    remove: (cid) => again(Effect.asVoid(Effect.flatMap(ask("DELETE", `/data/${cid}`, MAX_TEXT), succeeded))),
    list: again(
      Effect.gen(function* () {
        const answer = yield* Effect.flatMap(ask("GET", "/data", MAX_LIST), succeeded)
        const { content } = yield* json(ListAnswer, answer, MAX_LIST)
        return content.flatMap(({ cid }) => (Result.isSuccess(Cids.parse(cid)) ? [cid as Cid] : []))
      })
    )
  }
}
