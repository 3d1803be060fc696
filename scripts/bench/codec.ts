/** The codec alone: an archive of 300-byte payloads, encoded and decoded on one core. */
import * as Result from "effect/Result"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { argumentsOfChild, child, median, rounds, type Measure } from "./measure.ts"
import * as World from "./world.ts"

const MESSAGES = 100_000
const PAYLOAD = 300
const PAGE = 1_000
/** As a file is read. */
const CHUNK = 64 * 1024
/** Passes in a process; the first ones warm up and do not count. */
const PASSES = 12
const WARM = 5

const limits = { maxMessageBytes: 2 ** 22, maxMessages: MESSAGES, maxTopics: 10, maxHeaderBytes: 2 ** 20 }

interface Speeds {
  readonly encode: number
  readonly decode: number
}

/** Millions of messages a second. */
const pass = (messages: ReadonlyArray<WakuMessage.WakuMessage>): Speeds => {
  const begun = performance.now()
  const pages: Array<Uint8Array> = []
  for (let at = 0; at < messages.length; at += PAGE) pages.push(ArchiveFile.body(messages.slice(at, at + PAGE)))
  const encoded = performance.now()
  const bytes = Bytes.concat(pages)
  const between = performance.now()
  const decoder = ArchiveFile.decoder(limits)
  let found = 0
  for (let at = 0; at < bytes.length; at += CHUNK) {
    found += Result.getOrThrow(decoder.push(bytes.subarray(at, at + CHUNK))).length
  }
  Result.getOrThrow(decoder.finish())
  const decoded = performance.now()
  if (found !== messages.length) throw new Error(`${found} messages were decoded`)
  return { encode: found / (encoded - begun) / 1000, decode: found / (decoded - between) / 1000 }
}

const run = (): Speeds => {
  const messages = Array.from({ length: MESSAGES }, (_, n) => {
    const payload = new Uint8Array(PAYLOAD)
    for (let at = 0; at < PAYLOAD; at++) payload[at] = (n * 31 + at * 17) & 0xff
    return WakuMessage.make({
      payload,
      version: 1,
      contentTopic: ContentTopic("/waku/1/0x12345678/rfc26"),
      timestamp: Time.add(World.START, Time.nanos(BigInt(n) * 1_000_003n))
    })
  })
  const passes = rounds(PASSES, () => pass(messages)).slice(WARM)
  return { encode: median(passes.map(({ encode }) => encode)), decode: median(passes.map(({ decode }) => decode)) }
}

const speeds = (count: number) => {
  const measured = rounds(count, () => child(import.meta.filename, "run") as Speeds)
  return {
    encode: median(measured.map(({ encode }) => encode)),
    decode: median(measured.map(({ decode }) => decode))
  }
}

const speedOf = (side: keyof Speeds, least: number): Measure => ({
  title: `codec alone, ${side} an archive of ${PAYLOAD}-byte payloads, on one core`,
  goal: `≥ ${least} M messages a second`,
  limit: least,
  atLeast: true,
  run: (count) =>
    Promise.resolve({
      value: speeds(count)[side],
      unit: "M messages a second",
      detail: ["compiled implementations reach 1.0 M a second encoding and 2.7 M decoding"]
    })
})

export const measures = [speedOf("encode", 0.8), speedOf("decode", 2)]

const args = argumentsOfChild()
if (args !== undefined) process.stdout.write(JSON.stringify(run()))
