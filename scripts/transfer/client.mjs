/** One transfer through the built `codex-http`, in a process of its own and without anything else, so that its peak memory is its own. */
import { Codex } from "community-history"
import { CodexHttp } from "community-history/node"
import { Effect, Stream } from "effect"
import * as fs from "node:fs"

const [operation, url, subject] = process.argv.slice(2)
const CHUNK = 256 * 1024

const upload = Effect.gen(function* () {
  const file = fs.createReadStream(subject, { highWaterMark: CHUNK })
  const bytes = Stream.fromAsyncIterable(file, (cause) => cause)
  return (yield* (yield* Codex).put(bytes)).cid
})

const download = Effect.gen(function* () {
  yield* Stream.runDrain((yield* Codex).get(subject))
  return subject
})

const began = performance.now()
const cid = await Effect.runPromise(
  (operation === "upload" ? upload : download).pipe(Effect.provide(CodexHttp.layer({ urls: [url] })))
)
const millis = performance.now() - began
console.log(JSON.stringify({ cid, millis, mebibytes: process.resourceUsage().maxRSS / 1024 }))
