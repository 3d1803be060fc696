/** What is on Codex and what nodes remember: archives, indexes, announcements, states. */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import * as zlib from "node:zlib"
import * as NodeInflate from "../../../src/adapters/crypto-node/Inflate.ts"
import * as PureInflate from "../../../src/adapters/crypto-pure/Inflate.ts"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as Cid from "../../../src/domain/codex/Cid.ts"
import * as Archive from "../../../src/domain/history/Archive.ts"
import * as ArchiveFile from "../../../src/domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../../../src/domain/history/ArchiveIndex.ts"
import * as Compression from "../../../src/domain/history/Compression.ts"
import * as Fields from "../../../src/domain/wire/Fields.ts"
import * as Wire from "../../../src/domain/wire/Wire.ts"
import { Inflate, InflateFailure } from "../../../src/ports/Inflate.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { damaged } from "../generators/bytes.ts"
import { messages } from "../generators/protobuf.ts"
import { assertTyped, roundTrip, type Target } from "../Target.ts"

const limits: ArchiveFile.Limits = { maxMessageBytes: 512, maxMessages: 6, maxTopics: 5, maxHeaderBytes: 512 }

const file = Generators.Archives.sealed(8).map(({ messages, topics, window }) =>
  Bytes.concat([ArchiveFile.header(window, topics), ArchiveFile.body(messages)])
)

type Outcome = Result.Result<ReadonlyArray<ArchiveFile.Item>, ArchiveFile.ArchiveError>

const read = (pieces: Iterable<Uint8Array>): Outcome => {
  const decoder = ArchiveFile.decoder(limits)
  const items: Array<ArchiveFile.Item> = []
  for (const piece of pieces) {
    const pushed = decoder.push(piece)
    if (Result.isFailure(pushed)) return Result.fail(pushed.failure)
    items.push(...pushed.success)
  }
  return Result.map(decoder.finish(), () => items)
}

/** Sizes of pieces that follow from the bytes themselves. */
const pieces = (bytes: Uint8Array): ReadonlyArray<Uint8Array> =>
  Generators.Codex.cut(bytes, [1 + ((bytes[0] ?? 0) % 7), 1 + ((bytes.at(-1) ?? 0) % 5), 13])

const checkFile = (input: Uint8Array): boolean => {
  const whole = read([input])
  assert.deepStrictEqual(read(pieces(input)), whole, "it depends on how the file is cut")
  if (Result.isFailure(whole)) {
    assert.isTrue(["ArchiveError", "UnsupportedVersion"].includes(whole.failure._tag))
    assert.isAbove(whole.failure.why.length, 0)
    return false
  }
  assert.isDefined(Fields.scan(input), "what is no protobuf message passes for an archive")
  const items = whole.success
  const metadata = items.flatMap((item) => (item._tag === "Metadata" ? [item.metadata] : []))
  const list = items.flatMap((item) => (item._tag === "Message" ? [item.message] : []))
  assert.isAtMost(items.length - metadata.length, limits.maxMessages)
  assert.isAtMost(metadata.length, 1)
  const [first] = metadata
  if (first === undefined) return true
  assert.isAtMost(first.topics.length, limits.maxTopics)
  assert.isTrue(first.window.from < first.window.to)
  assert.deepStrictEqual(Archive.topics(first.topics), first.topics)
  // A bound that stood in seconds stands in nanoseconds now, so the header may be longer than it was.
  const again = read([ArchiveFile.header(first.window, first.topics), ArchiveFile.body(list)])
  const kept = [{ _tag: "Metadata", metadata: first }, ...list.map((message) => ({ _tag: "Message", message }))]
  if (ArchiveFile.boundOf(first.window.from) === first.window.from)
    assert.deepStrictEqual<unknown>(again, Result.succeed(kept))
  return true
}

const bounds: Compression.InflateLimits = { maxBytes: 2 * 1024 * 1024, maxRatio: 100, maxWindow: 1024 * 1024 }

const inflateBy = (layer: Layer.Layer<Inflate>, chunks: ReadonlyArray<Uint8Array>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { inflate } = yield* Inflate
      let given = Bytes.empty
      const outcome = yield* inflate(Stream.fromIterable(chunks), bounds).pipe(
        Stream.runForEach((chunk) => Effect.sync(() => (given = Bytes.concat([given, chunk])))),
        Effect.result
      )
      return { given, failure: Result.isFailure(outcome) ? outcome.failure : undefined }
    }).pipe(Effect.provide(layer))
  )

const plain = fc.oneof(
  file,
  fc.uint8Array({ maxLength: 40 }),
  fc
    .tuple(fc.nat(255), fc.constantFrom(300, 300, 2_000, 2_000, 2_000, 140_000))
    .map(([value, size]) => new Uint8Array(size).fill(value))
)
const fresh = (buffer: Buffer): Uint8Array => Uint8Array.from(buffer)
const gzip = plain.map((bytes) => fresh(zlib.gzipSync(bytes)))
const zstd = fc
  .tuple(plain, fc.boolean())
  .map(([bytes, sum]) =>
    fresh(zlib.zstdCompressSync(bytes, { params: { [zlib.constants.ZSTD_c_checksumFlag]: sum ? 1 : 0 } }))
  )
const packed = fc.oneof(gzip, zstd, plain)
/** Members and frames, one after another. */
const several = fc
  .oneof(...[gzip, zstd, packed].map((one) => fc.array(one, { minLength: 2, maxLength: 3 })))
  .map(Bytes.concat)
const bomb = fc.constantFrom(1_500_000, 3_000_000).map((size) => fresh(zlib.gzipSync(new Uint8Array(size))))

/** By the platform alone, which knows nothing of our reading of the members; none where other bytes follow them. */
const gunzipped = (input: Uint8Array): Uint8Array | undefined => {
  try {
    return zlib.gunzipSync(input)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (error.message === "incorrect header check") return undefined
    // One byte that follows is half a header to the platform. What is really cut short does not end one byte earlier either.
    if (error.message === "unexpected end of file") return zlib.gunzipSync(input.subarray(0, -1))
    throw error
  }
}

const checkInflate: Target["check"] = async (input) => {
  const native = await inflateBy(NodeInflate.layer, [input])
  const pure = await inflateBy(
    PureInflate.layer,
    input.length > 2_000 ? Generators.Codex.cut(input, [999]) : pieces(input)
  )
  for (const { failure, given } of [native, pure]) {
    assert.isAtMost(given.length, bounds.maxBytes)
    if (failure !== undefined) {
      assert.isTrue(failure instanceof InflateFailure)
      assert.isAbove(failure.detail.length, 0)
    }
  }
  const format = Compression.sniff(input)
  if (native.failure === undefined) {
    assert.isUndefined(pure.failure, "one implementation refuses what the other takes")
    assert.strictEqual(Bytes.toHex(pure.given), Bytes.toHex(native.given), "two implementations give different bytes")
  }
  // The pure one is less strict inside of damaged zstd blocks.
  if (format !== "zstd") assert.strictEqual(pure.failure?.reason, native.failure?.reason)
  if (format === "gzip" && native.failure === undefined) {
    const theirs = gunzipped(input)
    if (theirs !== undefined) assert.strictEqual(Bytes.toHex(native.given), Bytes.toHex(theirs))
  }
  if (format === "raw") assert.deepStrictEqual(native.given, input)
  return native.failure === undefined
}

const indexLimits: ArchiveIndex.Limits = { maxBytes: 4_096, maxEntries: 8, maxTopics: 5 }

const checkIndex = (input: Uint8Array): boolean => {
  const decoded = ArchiveIndex.decode(input, indexLimits)
  if (Result.isFailure(decoded)) {
    assertTyped(decoded.failure, "IndexError")
    return false
  }
  const { index, skipped, warnings } = decoded.success
  assert.isAtMost(ArchiveIndex.size(index) + skipped.length, indexLimits.maxEntries)
  assert.isAtMost(warnings.length, indexLimits.maxEntries)
  for (const { key, why } of skipped) assert.isTrue(key.length <= 66 && why.length > 0)
  for (const [key, entry] of index) {
    assert.match(key, /^0x[0-9a-f]{64}$/)
    assert.isTrue(entry.window.from < entry.window.to && entry.topics.length <= indexLimits.maxTopics)
    assert.isTrue(Result.isSuccess(Cid.parse(entry.cid)))
    assert.deepStrictEqual(ArchiveIndex.entryFromJson(ArchiveIndex.entryToJson(entry)), Result.succeed(entry))
  }
  assert.deepStrictEqual([...ArchiveIndex.merge(index, index)], [...index])
  const far = [...index].every(([, { window }]) => ArchiveFile.boundOf(window.from) === window.from)
  const again = ArchiveIndex.decode(ArchiveIndex.encode(index), { ...indexLimits, maxBytes: 8_192 })
  if (far && Result.isSuccess(again)) {
    assert.deepStrictEqual(again.success.skipped, [])
    assert.deepStrictEqual(ArchiveIndex.ascending(again.success.index), ArchiveIndex.ascending(index))
  } else assert.isFalse(far, "what it wrote it does not read")
  return HashMap.size(index) > 0
}

const announcement = fc
  .tuple(Generators.Communities.clock, fc.oneof(Generators.Codex.cid, fc.string({ maxLength: 90 })))
  .map(([clock, cid]) => Wire.encodeAnnouncement({ clock, cid }))

export const targets: ReadonlyArray<Target> = [
  {
    name: "archive-file",
    law: "a file is refused, or gives the same items however it is cut, within the limits, which are written and read again",
    kind: "bytes",
    inputs: messages(file),
    check: checkFile
  },
  {
    name: "inflate",
    law: "packed bytes are refused, or both implementations give the same bytes, never more than allowed",
    kind: "bytes",
    inputs: fc.oneof(
      { weight: 300, arbitrary: damaged(packed) },
      { weight: 60, arbitrary: several },
      { weight: 1, arbitrary: bomb }
    ),
    check: checkInflate
  },
  {
    name: "archive-index",
    law: "an index is refused, or its usable entries are within the limits, and written and read again",
    kind: "bytes",
    inputs: messages(Generators.Archives.index.map(ArchiveIndex.encode)),
    check: checkIndex
  },
  {
    name: "announcement",
    law: "an announcement is refused, or written and read again as the same; its CID is one or is refused",
    kind: "bytes",
    inputs: messages(announcement),
    check: (input) => {
      const taken = roundTrip(Wire.decodeAnnouncement, Wire.encodeAnnouncement, "WireError")(input)
      const said = Option.getSuccess(Wire.decodeAnnouncement(input))
      if (Option.isNone(said)) return taken
      const cid = Cid.parse(said.value.cid)
      if (Result.isFailure(cid)) assertTyped(cid.failure, "InvalidCid")
      else assert.strictEqual(cid.success, said.value.cid)
      return taken
    }
  }
]
