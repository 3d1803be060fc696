/**
 * Codex over HTTP: the contract, on this project's server in both generations of the API and, where `CODEX_URL` names one, on
 * a real node. Every way in which a node can fail or lie has a test.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Queue, Scope, Stream } from "effect"
import * as fc from "fast-check"
import type * as CodexHttp from "../../src/adapters/codex-http/Codex.ts"
import type * as Faults from "../../src/app/devnet/codex/Faults.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Dataset from "../../src/domain/codex/Dataset.ts"
import * as Manifest from "../../src/domain/codex/Manifest.ts"
import type { Codex, CodexFailure } from "../../src/ports/Codex.ts"
import { bytesOf, codexContract, manifestOf, put } from "../../src/testing/contract/Codex.ts"
import { pattern } from "../../src/testing/generators/codex.ts"
import { client, join, serve, serveNew } from "../support/codex-server.ts"
import { temporaryFolder } from "../support/temporary.ts"

for (const dialect of ["codex", "storage"] as const) {
  codexContract(
    `codex-http on a server of /api/${dialect}/v1`,
    Layer.unwrap(Effect.map(serveNew({ dialect }), ({ url }) => client([url]))),
    { slowness: 10 }
  )
}
codexContract(
  "codex-http on two servers",
  Layer.unwrap(
    Effect.map(Effect.all([serveNew(), serveNew({ dialect: "codex" })]), (two) => client(two.map(({ url }) => url)))
  )
)

const bytes = pattern(200_001, 5)
const large = pattern(9_000_001, 6)
const { cid } = { cid: Manifest.cid(manifestOf(bytes)) }

const live = (name: string, test: () => Effect.Effect<unknown, unknown, Scope.Scope>) =>
  it.live(name, () => Effect.scoped(Effect.orDie(test())))

const reasonOf = <A>(effect: Effect.Effect<A, CodexFailure>) => Effect.map(Effect.flip(effect), ({ reason }) => reason)
const drained = (codex: Codex["Service"], of = cid) => Stream.runDrain(codex.get(of))

const collect = (codex: Codex["Service"], of = cid) =>
  Effect.gen(function* () {
    let given = 0
    const outcome = yield* Effect.result(
      Stream.runForEach(codex.get(of), (chunk) =>
        Effect.sync(() => {
          given += chunk.length
        })
      )
    )
    return { given, reason: outcome._tag === "Success" ? "ok" : outcome.failure.reason }
  })

describe("codex-http, an address that is none", () => {
  live("is a typed failure of every call that says what to write, and is not tried again", () =>
    Effect.gen(function* () {
      for (const address of ["nonsense", "", "ftp://127.0.0.1:1", "http://", "http://me:secret@127.0.0.1:1"]) {
        const codex = yield* join([address])
        const calls = [
          codex.put(Stream.succeed(bytes)),
          drained(codex),
          codex.has(cid),
          codex.remove(cid),
          codex.manifest(cid),
          codex.list
        ]
        for (const call of calls) {
          const failure: CodexFailure = yield* Effect.flip<unknown, CodexFailure, never>(call)
          assert.strictEqual(failure.reason, "Rejected")
          assert.isFalse(failure.retryable)
          assert.match(failure.message, /no address of a node; write for example http:/)
          assert.notMatch(failure.message, /secret/)
        }
      }
    })
  )

  live("costs the other nodes nothing", () =>
    Effect.gen(function* () {
      const { url } = yield* serveNew()
      const codex = yield* join(["nonsense", url])
      yield* put(codex, bytes)
      assert.deepStrictEqual(yield* bytesOf(codex, cid), bytes)
    })
  )
})

describe("codex-http, a node that lies or fails", () => {
  live(
    "A-40 CHA-64: whatever a node sends in place of the content, there is a typed failure and not one byte of it",
    () =>
      Effect.gen(function* () {
        const server = yield* serveNew()
        const codex = yield* join([server.url], { retries: 0 })
        const hurried = yield* join([server.url], { retries: 0, slowest: 1_000_000 })
        yield* put(codex, bytes)
        const faults: ReadonlyArray<readonly [Faults.DownloadFault, CodexFailure["reason"]]> = [
          ["other", "Corrupt"],
          ["fewer", "Unavailable"],
          ["more", "Corrupt"],
          ["endless", "Corrupt"],
          ["nothing", "Unavailable"],
          ["drip", "Timeout"],
          ["stall", "Timeout"],
          ["hang", "Timeout"],
          ["break", "Unavailable"],
          ["cut", "Unavailable"],
          [{ status: 500 }, "Unavailable"],
          [{ status: 404 }, "NotFound"]
        ]
        for (const [download, reason] of faults) {
          yield* server.misbehave({ download })
          assert.deepStrictEqual(
            yield* collect(download === "drip" ? hurried : codex),
            { given: 0, reason },
            JSON.stringify(download)
          )
        }
        yield* server.misbehave({})
        assert.isTrue(Bytes.equals(yield* bytesOf(codex, cid), bytes))
      })
  )

  live("a dataset too large to be held back fails by its end, within its size, whatever is sent", () =>
    Effect.gen(function* () {
      const server = yield* serveNew()
      const codex = yield* join([server.url], { retries: 0 })
      const hurried = yield* join([server.url], { retries: 0, slowest: 1_000_000_000 })
      const stored = yield* put(codex, large)
      for (const [download, reason] of [
        ["other", "Corrupt"],
        ["fewer", "Unavailable"],
        ["endless", "Corrupt"],
        ["drip", "Timeout"],
        ["stall", "Timeout"],
        ["break", "Unavailable"]
      ] as const) {
        yield* server.misbehave({ download })
        const { given, reason: found } = yield* collect(download === "drip" ? hurried : codex, stored.cid)
        assert.strictEqual(found, reason, download)
        assert.isAtMost(given, large.length)
      }
    })
  )

  live("a manifest that is not that of the CID, is no manifest, or never ends, is not believed", () =>
    Effect.gen(function* () {
      const server = yield* serveNew()
      const patient = yield* join([server.url], { retries: 0, slowest: 1_000 })
      const hurried = yield* join([server.url], { retries: 0, slowest: 1_000_000 })
      yield* put(patient, bytes)
      for (const [manifest, reason] of [
        ["other", "Corrupt"],
        ["garbage", "Unavailable"],
        ["endless", "Unavailable"],
        ["drip", "Timeout"],
        ["hang", "Timeout"],
        ["cut", "Unavailable"],
        [{ status: 503 }, "Unavailable"]
      ] as const) {
        yield* server.misbehave({ manifest })
        const codex = manifest === "drip" ? hurried : patient
        assert.strictEqual(yield* reasonOf(codex.manifest(cid)), reason, JSON.stringify(manifest))
        assert.strictEqual(yield* reasonOf(drained(codex)), reason, JSON.stringify(manifest))
      }
    })
  )

  live("an upload that the node does not take whole, or stores as something else, is not stored", () =>
    Effect.gen(function* () {
      const server = yield* serveNew()
      const codex = yield* join([server.url])
      for (const [upload, reason] of [
        ["hang", "Timeout"],
        ["stall", "Timeout"],
        ["cut", "Unavailable"],
        ["other-cid", "Corrupt"],
        [{ status: 500 }, "Unavailable"],
        [{ status: 422 }, "Rejected"]
      ] as const) {
        yield* server.misbehave({ upload })
        assert.strictEqual(yield* reasonOf(put(codex, large, [100_000])), reason, JSON.stringify(upload))
      }
    })
  )

  live("whatever else goes wrong is a failure of its kind, with the name of the node in one line", () =>
    Effect.gen(function* () {
      const server = yield* serveNew()
      const codex = yield* join([server.url], { retries: 1 })
      yield* put(codex, bytes)
      for (const [rest, reason] of [
        ["hang", "Timeout"],
        ["cut", "Unavailable"],
        [{ status: 500 }, "Unavailable"]
      ] as const) {
        yield* server.misbehave({ rest })
        for (const call of [codex.has(cid), codex.remove(cid), codex.list]) {
          const failure = yield* Effect.flip<unknown, CodexFailure, never>(call)
          assert.strictEqual(failure.reason, reason)
          assert.include(failure.message, server.url)
          assert.notInclude(failure.message, "\n")
        }
      }
    })
  )

  live(
    "what a node says of its failure is shown in one line, without anything that moves a terminal or turns text around",
    () =>
      Effect.gen(function* () {
        const server = yield* serveNew()
        const codex = yield* join([server.url], { retries: 0 })
        const text = "a\u001b[31m\u0007b\nc\u2028d\u202ee\u0085f"
        yield* server.misbehave({ rest: { status: 500, text } })
        const { message } = yield* Effect.flip(codex.has(cid))
        assert.include(message, "a [31m b c d e f")
        yield* server.misbehave({ rest: { status: 500, text: "x".repeat(100_000) } })
        assert.isBelow((yield* Effect.flip(codex.has(cid))).message.length, 1_000)
      })
  )

  live("nobody there: unavailable at once, and later found", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const scope = yield* Scope.make()
      const { url } = yield* Scope.provide(serve(folder), scope)
      const codex = yield* join([url], { retries: 0 })
      yield* put(codex, bytes)
      yield* Scope.close(scope, Exit.void)
      for (const call of [drained(codex), codex.has(cid), codex.list, put(codex, bytes)]) {
        assert.strictEqual(yield* reasonOf<unknown>(call), "Unavailable")
      }
      // Started again as a node of the other generation.
      yield* serve(folder, { port: Number(new URL(url).port), dialect: "codex" })
      assert.isTrue(Bytes.equals(yield* bytesOf(codex, cid), bytes))
    })
  )
})

describe("codex-http, the protocol", () => {
  live("A-40: uploads carry the same headers always, so that the same bytes keep the same CID", () =>
    Effect.gen(function* () {
      const server = yield* serveNew()
      const codex = yield* join([server.url])
      const stored = [yield* put(codex, bytes), yield* put(codex, bytes, [3, 70_000])]
      assert.deepStrictEqual(stored, [
        { cid, size: bytes.length },
        { cid, size: bytes.length }
      ])
      const uploads = (yield* server.requests).filter(({ method }) => method === "POST")
      assert.strictEqual(uploads.length, 2)
      for (const { headers } of uploads) {
        assert.strictEqual(headers["content-type"], Dataset.MIMETYPE)
        assert.isUndefined(headers["content-disposition"])
      }
    })
  )

  live("both shapes of `exists` are understood", () =>
    Effect.gen(function* () {
      const server = yield* serveNew()
      const codex = yield* join([server.url])
      for (const documented of [false, true]) {
        yield* server.misbehave({ documented })
        yield* codex.remove(cid)
        assert.isFalse(yield* codex.has(cid))
        yield* put(codex, bytes)
        assert.isTrue(yield* codex.has(cid))
      }
    })
  )

  live("the base path is asked for once; a URL with a path is taken as it is", () =>
    Effect.gen(function* () {
      const server = yield* serveNew({ dialect: "codex" })
      const codex = yield* join([server.url])
      yield* put(codex, bytes)
      yield* codex.has(cid)
      const paths = (yield* server.requests).map(({ url }) => url)
      assert.deepStrictEqual(
        paths.filter((path) => path?.endsWith("/debug/info")),
        ["/api/storage/v1/debug/info", "/api/codex/v1/debug/info"]
      )
      const direct = yield* join([`${server.url}/api/codex/v1/`])
      assert.isTrue(yield* direct.has(cid))
      assert.strictEqual((yield* server.requests).length, paths.length + 1)
    })
  )

  live("a node of the other generation that took the place of the one before is found by the next call", () =>
    Effect.gen(function* () {
      const calls: ReadonlyArray<(codex: Codex["Service"]) => Effect.Effect<unknown, CodexFailure>> = [
        (codex) => codex.has(cid),
        (codex) => codex.manifest(cid),
        (codex) => codex.list,
        (codex) => bytesOf(codex, cid),
        // An upload that was sent in vain is not sent again by itself.
        (codex) => Effect.retry(put(codex, bytes), { times: 1, while: ({ retryable }) => retryable })
      ]
      for (const call of calls) {
        const folder = yield* temporaryFolder
        const scope = yield* Scope.make()
        const { url } = yield* Scope.provide(serve(folder, { dialect: "codex" }), scope)
        const codex = yield* join([url], { retries: 0 })
        yield* put(codex, bytes)
        const before = yield* call(codex)
        yield* Scope.close(scope, Exit.void)
        yield* serve(folder, { port: Number(new URL(url).port), dialect: "storage" })
        assert.deepStrictEqual(yield* call(codex), before)
      }
    })
  )

  live("a quota that is used up is told from other failures, and frees what was begun", () =>
    Effect.gen(function* () {
      const { url } = yield* serveNew({ quota: 300_000 })
      const codex = yield* join([url])
      assert.strictEqual(yield* reasonOf(put(codex, large, [50_000])), "Full")
      assert.strictEqual((yield* put(codex, bytes)).cid, cid)
      assert.strictEqual(yield* reasonOf(put(codex, pattern(200_001, 9))), "Full")
    })
  )

  live("CHA-45: a dataset is gone after its time, and storing it again gives it a new one", () =>
    Effect.gen(function* () {
      const { url } = yield* serveNew({ ttl: 0 })
      const codex = yield* join([url])
      assert.strictEqual((yield* put(codex, bytes)).cid, cid)
      assert.isFalse(yield* codex.has(cid))
      assert.strictEqual(yield* reasonOf(drained(codex)), "NotFound")
      const lasting = yield* serveNew()
      const other = yield* join([lasting.url])
      yield* put(other, bytes)
      assert.isTrue(yield* other.has(cid))
    })
  )

  live("an interrupted download or upload closes its connection", () =>
    Effect.gen(function* () {
      const server = yield* serveNew()
      const codex = yield* join([server.url], { answerDeadline: "1 minute", idleDeadline: "1 minute" })
      yield* put(codex, bytes)
      const idle = yield* server.connections

      yield* server.misbehave({ download: "stall" })
      const begun = yield* Deferred.make<void>()
      const reading = yield* Effect.forkChild(Effect.andThen(Deferred.succeed(begun, undefined), drained(codex)))
      yield* Deferred.await(begun)
      yield* Fiber.interrupt(reading)
      yield* Effect.repeat(server.connections, { until: (count) => count <= idle })

      yield* server.misbehave({ upload: "stall" })
      const sent = yield* Queue.unbounded<void>()
      const writing = yield* Effect.forkChild(
        codex.put(
          Stream.fromEffect(Effect.as(Queue.offer(sent, undefined), pattern(70_000, 1))).pipe(
            Stream.concat(Stream.never)
          )
        )
      )
      yield* Queue.take(sent)
      yield* Fiber.interrupt(writing)
      yield* Effect.repeat(server.connections, { until: (count) => count <= idle })
    })
  )
})

describe("codex-http, several nodes", () => {
  const two = (options: Partial<CodexHttp.Options> = {}) =>
    Effect.gen(function* () {
      const notices: Array<string> = []
      const [one, other] = [yield* serveNew(), yield* serveNew({ dialect: "codex" })]
      const codex = yield* join([one.url, other.url], {
        retries: 0,
        notice: (text) => Effect.sync(() => void notices.push(text)),
        ...options
      })
      return { one, other, codex, notices }
    })

  live("writes go to all; one that fails or stalls is named and does not hold up the rest", () =>
    Effect.gen(function* () {
      const { codex, notices, one, other } = yield* two()
      for (const upload of ["stall", "cut", "hang", "other-cid", { status: 500 }] as const) {
        yield* one.misbehave({ upload })
        const content = pattern(300_000, notices.length)
        const stored = yield* put(codex, content, [30_000])
        const alone = yield* join([other.url])
        assert.isTrue(Bytes.equals(yield* bytesOf(alone, stored.cid), content))
        assert.include(notices.at(-1), one.url)
      }
      assert.strictEqual(notices.length, 5)
      yield* one.misbehave({})
      const both = yield* put(codex, bytes)
      for (const { url } of [one, other]) assert.isTrue(yield* (yield* join([url])).has(both.cid))
      assert.strictEqual(notices.length, 5)
    })
  )

  live("reads come from whoever has the content and tells the truth, of small and of large datasets", () =>
    Effect.gen(function* () {
      const { codex, one } = yield* two()
      for (const content of [bytes, large]) {
        const stored = yield* put(codex, content, [500_000])
        for (const fault of [
          { download: "other" },
          { download: "fewer" },
          { download: "stall" },
          { download: "break" },
          { download: "cut" },
          { download: { status: 404 } },
          { manifest: "hang" },
          { manifest: "other" },
          { manifest: { status: 500 } }
        ] as const) {
          yield* one.misbehave(fault)
          const outcome = yield* Effect.result(bytesOf(codex, stored.cid))
          // Of a large dataset, wrong bytes may have been given before the lie showed: then, and only then, it fails.
          if ("download" in fault && fault.download === "other" && content === large && outcome._tag === "Failure") {
            assert.strictEqual(outcome.failure.reason, "Corrupt")
            assert.isTrue(Bytes.equals(yield* bytesOf(codex, stored.cid), content))
            continue
          }
          assert.isTrue(outcome._tag === "Success" && Bytes.equals(outcome.success, content), JSON.stringify(fault))
        }
      }
    })
  )

  live("what is removed is gone from every node that can be reached, also where another one is down", () =>
    Effect.gen(function* () {
      const { codex, one, other } = yield* two()
      yield* put(codex, bytes)
      for (const [down, up] of [
        [one, other],
        [other, one]
      ] as const) {
        yield* down.misbehave({ rest: "cut" })
        assert.strictEqual(yield* reasonOf(codex.remove(cid)), "Unavailable")
        assert.isFalse(yield* (yield* join([up.url])).has(cid))
        yield* down.misbehave({})
        yield* put(codex, bytes)
      }
    })
  )

  live("a node that drips does not keep a download from the next one", () =>
    Effect.gen(function* () {
      const { codex, one } = yield* two({ slowest: 1_000_000 })
      for (const fault of [{ download: "drip" }, { manifest: "drip" }] as const) {
        yield* one.misbehave({})
        yield* put(codex, bytes)
        yield* one.misbehave(fault)
        assert.isTrue(Bytes.equals(yield* bytesOf(codex, cid), bytes))
      }
    })
  )

  live("a node alone that is down makes nothing unavailable", () =>
    Effect.gen(function* () {
      const { url } = yield* serveNew()
      const codex = yield* join(["http://127.0.0.1:1", url])
      const stored = yield* put(codex, bytes)
      assert.isTrue(Bytes.equals(yield* bytesOf(codex, stored.cid), bytes))
      assert.isTrue(yield* codex.has(cid))
      assert.deepStrictEqual(yield* codex.manifest(cid), manifestOf(bytes))
    })
  )

  it("large datasets arrive whole from nodes that break anywhere", () =>
    fc.assert(
      fc.asyncProperty(fc.nat(255), fc.constantFrom("break", "fewer", "stall"), (seed, download) =>
        Effect.gen(function* () {
          const { codex, one } = yield* two({ idleDeadline: "1 second", answerDeadline: "2 seconds" })
          const content = pattern(8_400_000 + seed * 997, seed)
          const stored = yield* put(codex, content, [1_000_000])
          yield* one.misbehave({ download })
          assert.isTrue(Bytes.equals(yield* bytesOf(codex, stored.cid), content))
        }).pipe(Effect.scoped, Effect.runPromise)
      ),
      { numRuns: 5 }
    ))
})

const real = process.env["CODEX_URL"]

describe.skipIf(real === undefined)(`codex-http on the node of CODEX_URL (${real ?? "not set: skipped"})`, () => {
  live("stores, finds, gives back and forgets a dataset that nobody else has", () =>
    Effect.gen(function* () {
      const codex = yield* join([real!], { answerDeadline: "30 seconds", idleDeadline: "60 seconds" })
      const content = pattern(300_001, Date.now() & 255).map((byte, index) => byte ^ (Date.now() >> (index & 7)))
      const stored = yield* put(codex, content, [70_000])
      assert.strictEqual(stored.size, content.length)
      assert.isTrue(yield* codex.has(stored.cid))
      assert.strictEqual((yield* codex.manifest(stored.cid)).datasetSize, content.length)
      assert.isTrue(Bytes.equals(yield* bytesOf(codex, stored.cid), content))
      assert.include(yield* codex.list, stored.cid)
      assert.deepStrictEqual(yield* put(codex, content), stored)
      yield* codex.remove(stored.cid)
      assert.isFalse(yield* codex.has(stored.cid))
    })
  )
})
