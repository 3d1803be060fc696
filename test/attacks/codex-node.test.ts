/** A Codex node that answers with headers. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import * as Dataset from "../../src/domain/codex/Dataset.ts"
import * as Manifest from "../../src/domain/codex/Manifest.ts"
import * as Result from "effect/Result"
import { sha256 } from "@noble/hashes/sha2.js"
import { join } from "../support/codex-server.ts"

const cid = (() => {
  const hasher = Dataset.hasher(sha256)
  hasher.push(Uint8Array.of(1, 2, 3))
  return Manifest.cid(Dataset.manifest(Result.getOrThrow(hasher.finish())))
})()

/** A server that answers everything alike; how often it was asked. */
const answering = (answer: (response: http.ServerResponse, requests: number) => void) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly url: string; readonly asked: () => number; readonly server: http.Server }>((resume) => {
      let asked = 0
      const server = http.createServer((request, response) => {
        request.resume()
        answer(response, ++asked)
      })
      server.listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, asked: () => asked, server }))
      })
    }),
    ({ server }) =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )

describe("a hostile Codex node", () => {
  it.live("that sends its client elsewhere is not followed, to no other machine and no file", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const elsewhere = yield* answering((response) => void response.end("secret"))
        for (const status of [301, 302, 307, 308]) {
          for (const location of [`${elsewhere.url}/stolen`, "file:///etc/passwd", "\u00ff", "http://[::1"]) {
            const node = yield* answering((response) => {
              response.writeHead(status, { location }).end()
            })
            const codex = yield* join([node.url], { retries: 0 })
            const got = yield* Effect.flip(Stream.runDrain(codex.get(cid)))
            const has = yield* Effect.flip(codex.has(cid))
            for (const failure of [got, has]) assert.strictEqual(failure._tag, "CodexFailure")
          }
        }
        assert.strictEqual(elsewhere.asked(), 0)
      })
    )
  )

  it.live("that sends headers without end fails with a reason, in memory that is bounded", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const node = yield* answering((response) => {
          const { socket } = response
          socket?.write("HTTP/1.1 200 OK\r\n")
          const more = () => {
            if (socket?.destroyed !== false) return
            socket.write(`x-${"a".repeat(60_000)}: b\r\n`, more)
          }
          socket?.on("error", () => undefined)
          more()
        })
        const codex = yield* join([node.url], { retries: 0 })
        const failure = yield* Effect.flip(codex.manifest(cid))
        assert.include(["Unavailable", "Corrupt"], failure.reason)
        assert.notInclude(failure.message, "aaaaaaaaaa")
      })
    )
  )
})
