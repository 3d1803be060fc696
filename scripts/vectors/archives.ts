/** `archives.json`: archive files as they are written and packed, read and unpacked. */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { Archive, ArchiveFile, Bytes, Compression, Inflate, PureInflate, Topic, WakuMessage } from "../../src/index.ts"
import { type Message, messages as codecs, readArchive, readMessage } from "./codecs.ts"
import { bytes, hex, ok, operation, produce, type Recipe, type VectorFile } from "./vector.ts"
import { type Span, windowOf } from "./windows.ts"

const pack = (policy: Compression.Policy, content: Uint8Array): Uint8Array => {
  const packer = Compression.packer(policy)
  return Bytes.concat([...packer.push(content), ...packer.finish()])
}

const unpack = (content: Uint8Array, limits: Compression.InflateLimits): Result.Result<Uint8Array, string> => {
  const plain = Effect.gen(function* () {
    const { inflate } = yield* Inflate
    return Bytes.concat(yield* Stream.runCollect(inflate(Stream.succeed(content), limits)))
  })
  const result = Effect.runSync(Effect.result(Effect.provide(plain, PureInflate.layer)))
  return Result.mapError(result, ({ message }) => message)
}

interface Written {
  readonly pubsub_topic: string
  readonly window: Span
  readonly topics: ReadonlyArray<string>
  readonly messages: ReadonlyArray<Message>
}

const plainOf = ({ messages, pubsub_topic, topics, window }: Written): Uint8Array => {
  const listed = Archive.topics(topics.map((topic) => Topic.ContentTopic(topic)))
  const span = windowOf(window)
  const admitted = messages.map(readMessage).filter((message) => Archive.admits(span, listed, message))
  const received = admitted.map((message) => WakuMessage.receive(Topic.PubsubTopic(pubsub_topic), message))
  return Bytes.concat([
    ArchiveFile.header(span, listed),
    ArchiveFile.body(Archive.canonical(received).map(({ message }) => message))
  ])
}

const write = operation("write-archive", (input: Written) => ok({ bytes: hex(plainOf(input)) }))

/** Longer results are given by their digest alone. */
const SHOWN = 512

const compress = operation(
  "pack",
  ({ bytes, policy }: { readonly policy: Compression.Policy; readonly bytes: Recipe }) => {
    const packed = pack(policy, produce(bytes))
    return ok({
      format: Compression.sniff(packed),
      length: packed.length,
      sha256: hex(sha256(packed)),
      ...(packed.length <= SHOWN ? { bytes: hex(packed) } : {})
    })
  }
)

interface Packed {
  readonly file: Recipe
  readonly limits?: Partial<Compression.InflateLimits>
}

const inflate = operation("unpack", ({ file, limits }: Packed) => {
  const content = produce(file)
  return Result.map(unpack(content, { ...Compression.DEFAULT_LIMITS, ...limits }), (plain) => ({
    format: Compression.sniff(content),
    length: plain.length,
    sha256: hex(sha256(plain))
  }))
})

/** `cut`: the sizes of the pieces in which the plain bytes arrive; the last size repeats. */
const read = operation(
  "read-archive",
  ({ cut, file }: { readonly file: string; readonly cut?: ReadonlyArray<number> }) =>
    Result.flatMap(unpack(bytes(file), Compression.DEFAULT_LIMITS), (plain) => readArchive(plain, cut))
)

const TOPIC = "/waku/1/0x8ddd3f34/rfc26"
const START = 1_756_684_800_000_000_000n
const window: Span = { from: `${START}`, to: `${START + 604_800_000_000_000n}` }
const message = (at: bigint, change: Partial<Message> = {}): Message => ({
  payload: "0102",
  content_topic: TOPIC,
  version: 1,
  timestamp: `${START + at}`,
  meta: "",
  rate_limit_proof: "",
  ephemeral: false,
  ...change
})
const archive = (messages: ReadonlyArray<Message>, topics = [TOPIC]): Written => ({
  pubsub_topic: "/waku/2/rs/16/256",
  window,
  topics,
  messages
})
const two = archive([message(1n), message(2n, { payload: "03" })])
const plain = plainOf(two)
const file = hex(plain)
const gzip = hex(pack("gzip", plain))
const half = Math.floor(plain.length / 2)
const members = hex(pack("gzip", plain.subarray(0, half))) + hex(pack("gzip", plain.subarray(half)))
/** Level 19 of zstd 1.5, with checksum. */
const ZSTD =
  "28b52ffd248b0503005405080112300801108080d0f2caf0bfb018188080f4bbcab2c9b11822182f77616b752f312f307838646464336633342f72666332361a2a0a020102121801508280a0e595e1ffe0301a290a01038480a0e595e1ffe03002009dbad78e4541016ed26d69"
const little = (value: number, width: number): string =>
  Array.from({ length: width }, (_, n) => ((value >>> (8 * n)) & 0xff).toString(16).padStart(2, "0")).join("")
/** A frame of one raw block, its size in four bytes. */
const frame = (content: string, size = content.length / 2): string =>
  `28b52ffda0${little(size, 4)}${little((content.length / 2) * 8 + 1, 3)}${content}`
const bomb: Recipe = { kind: "hex", value: hex(pack("gzip", new Uint8Array(2 * 1024 * 1024))) }

const item = (value: unknown): string => {
  const content = codecs["WakuMessage"]!.encode(value as never)
  return hex(Bytes.concat([Uint8Array.of(0x1a), Bytes.uvarint(content.length), content]))
}
const header = (...topics: ReadonlyArray<string>): string =>
  hex(
    ArchiveFile.header(
      windowOf(window),
      topics.map((topic) => Topic.ContentTopic(topic))
    )
  )
const base = header(TOPIC)
const change = (text: string, at: number): string => {
  const content = bytes(text)
  const changed = Uint8Array.from(content)
  changed[at < 0 ? content.length + at : at]! ^= 1
  return hex(changed)
}

const readable: ReadonlyArray<readonly [string, ReadonlyArray<string>, string]> = [
  ["raw", ["A-01", "CHA-66"], file],
  ["gzip", ["A-01", "CHA-66"], gzip],
  ["two gzip members", ["A-01", "CHA-66"], members],
  ["zstd", ["A-01", "CHA-66"], ZSTD],
  ["bytes behind the end of gzip data are ignored", ["A-01"], `${gzip}0000`],
  ["no message", ["CHA-35"], base],
  ["the padding of older archives is ignored", ["A-45"], `${file}2203000000`],
  ["unknown fields are ignored, a group among them", ["A-45"], `2801${base}${item(message(1n))}330801343d00000000`],
  ["version 0", ["A-03"], `0800${base.slice(4)}`],
  ["metadata behind the messages", ["CHA-35"], item(message(1n)) + base],
  ["bounds in seconds, a topic of four raw bytes", ["A-05", "A-24"], "120a1005180622048ddd3f34"],
  ["a message that does not decode costs itself alone", ["A-36"], `${base}1a020a05${item(message(1n))}`],
  ["a message without a topic costs itself alone", ["A-36"], `${base}1a030a0101${item(message(1n))}`],
  ["messages in another order are read as they stand", ["CHA-33"], base + item(message(2n)) + item(message(1n))]
]

export const archives: VectorFile = {
  name: "archives",
  about: "Archive files: canonical bytes, raw, gzip and zstd, tolerant reading, damage.",
  operations: { ...write.run, ...compress.run, ...inflate.run, ...read.run },
  cases: [
    write.gives("two messages", ["CHA-27", "CHA-30", "CHA-31", "CHA-32", "CHA-33", "CHA-35"], two),
    write.gives(
      "by time, then by hash, whatever the order of arrival",
      ["CHA-33"],
      archive([message(2n, { payload: "03" }), message(1n), message(2n), message(2n, { payload: "04" })])
    ),
    write.gives("a message that came twice is written once", ["CHA-33"], archive([message(1n), message(1n)])),
    write.gives(
      "two messages with one hash: the smaller encoding",
      ["CHA-33"],
      archive([message(1n, { version: 2 }), message(1n, { version: 1 })])
    ),
    write.gives("ephemeral messages stay out", ["CHA-28"], archive([message(1n), message(2n, { ephemeral: true })])),
    write.gives(
      "other topics stay out",
      ["CHA-23", "CHA-29"],
      archive([message(1n), message(2n, { content_topic: "/waku/1/0x48370e06/rfc26" })])
    ),
    write.gives(
      "outside of the window stays out; from is inside, to is not",
      ["A-06", "CHA-24"],
      archive([message(-1n), message(0n), message(604_799_999_999_999n), message(604_800_000_000_000n)])
    ),
    write.gives(
      "messages keep every field",
      ["CHA-27"],
      archive([message(1n, { meta: "aa", rate_limit_proof: "bb", version: 0 })])
    ),
    write.gives(
      "topics ascend, each once",
      ["A-22", "CHA-32"],
      archive([message(1n)], [TOPIC, "/waku/1/0x00000001/rfc26", TOPIC])
    ),
    ...(
      [
        ["none leaves the bytes as they are", "none", { kind: "utf8", value: "hello" }],
        ["gzip", "gzip", { kind: "utf8", value: "hello" }],
        ["gzip of nothing", "gzip", { kind: "fill", byte: 0, length: 0 }],
        ["gzip of zeros", "gzip", { kind: "fill", byte: 0, length: 200_000 }],
        ["gzip of what does not shrink", "gzip", { kind: "xorshift32", seed: 5, length: 100_000 }],
        ["auto packs what becomes a tenth smaller", "auto", { kind: "fill", byte: 65, length: 1_000 }],
        ["auto leaves ciphertext raw", "auto", { kind: "xorshift32", seed: 5, length: 100_000 }],
        ["auto leaves nothing raw", "auto", { kind: "fill", byte: 0, length: 0 }]
      ] as const
    ).map(([title, policy, bytes]) => compress.gives(title, ["A-01", "CHA-11"], { policy, bytes })),
    ...(
      [
        ["raw", file],
        ["nothing", ""],
        ["gzip", gzip],
        ["two gzip members", members],
        ["zstd with a checksum", ZSTD],
        ["a zstd frame of a raw block", frame(file)],
        ["two zstd frames", frame(file) + frame(file)],
        ["a frame to skip between two", `${frame("61")}502a4d1802000000ffff${frame("62")}`],
        ["a gzip header with a name", `${gzip.slice(0, 6)}08${gzip.slice(8, 20)}6172636869766500${gzip.slice(20)}`]
      ] as const
    ).map(([title, value]) => inflate.gives(title, ["A-01", "CHA-66"], { file: { kind: "hex", value } })),
    ...readable.map(([title, requirements, file]) => read.gives(title, requirements, { file })),
    ...[[1], [3, 1, 7], [1_000]].map((cut) =>
      read.gives(`in pieces of ${cut.join(", ")} bytes`, ["A-01", "CHA-66"], { file: gzip, cut })
    )
  ],
  invalid: [
    ...(
      [
        ["gzip cut", gzip.slice(0, -20)],
        ["gzip without its last byte", gzip.slice(0, -2)],
        ["gzip with another checksum", change(gzip, -8)],
        ["gzip with another size", change(gzip, -4)],
        ["gzip with a reserved flag", `${gzip.slice(0, 6)}20${gzip.slice(8)}`],
        ["gzip with another method", `${gzip.slice(0, 4)}09${gzip.slice(6)}`],
        ["a second gzip member that is cut", `${gzip}${gzip.slice(0, 30)}`],
        ["zstd cut", ZSTD.slice(0, -10)],
        ["zstd with another checksum", change(ZSTD, -1)],
        ["zstd with a size that is wrong", frame("6162", 3)],
        ["zstd with a reserved bit", `28b52ffda8${frame(file).slice(10)}`],
        ["zstd with a reserved kind of block", "28b52ffda0010000000f000061"],
        ["zstd that needs a dictionary", `28b52ffda105${frame("61").slice(10)}`]
      ] as const
    ).map(([title, value]) => inflate.refuses(title, ["A-01", "CHA-66"], "damaged", { file: { kind: "hex", value } })),
    inflate.refuses("more plain bytes than allowed", ["A-01"], "limit", {
      file: { kind: "hex", value: gzip },
      limits: { maxBytes: 10 }
    }),
    inflate.refuses("two MiB of zeros: more than 250 times its size", ["A-01"], "limit", { file: bomb }),
    inflate.refuses("a zstd window of 16 MiB", ["A-01"], "limit", {
      file: { kind: "hex", value: "28b52ffd007001000061" }
    }),
    ...(
      [
        ["cut in a message", "malformed", file.slice(0, -2)],
        ["cut in a varint", "malformed", `${base}1a80`],
        ["a varint of eleven bytes", "malformed", `${base}1a${"ff".repeat(10)}01`],
        ["a field numbered 0", "malformed", `${base}0001`],
        ["a group that does not end", "malformed", `${base}33`],
        ["a group that ends as another", "malformed", `${base}333c`],
        ["no bytes", "missing", ""],
        ["no metadata", "missing", item(message(1n))],
        ["metadata twice", "form", base + base.slice(4)],
        ["version 2", "version", `0802${base.slice(4)}`],
        ["version 2 of the metadata", "version", "08011206080210051806"],
        ["an empty range", "range", "0801120410051805"],
        ["a topic that is none", "form", "0801120710051806220161"]
      ] as const
    ).map(([title, reason, file]) => read.refuses(title, ["A-36"], reason, { file }))
  ]
}
