/** `index.json`: keys of entries, index files, their union, what a member selects. */
import * as Result from "effect/Result"
import { Archive, ArchiveIndex, Bytes, Cid, Selection, Topic } from "../../src/index.ts"
import { indexLimits, messages } from "./codecs.ts"
import { OTHER_CID } from "./fixed.ts"
import { bytes, hex, ok, operation, type VectorFile } from "./vector.ts"
import { type Span, spanOf, windowOf } from "./windows.ts"

export interface Entry {
  readonly window: Span
  readonly topics: ReadonlyArray<string>
  readonly cid: string
}

export const entryOf = ({ cid, topics, window }: Entry): ArchiveIndex.Entry => ({
  window: windowOf(window),
  topics: Archive.topics(topics.map((topic) => Topic.ContentTopic(topic))),
  cid: Result.getOrThrow(Cid.parse(cid))
})

const show = ([key, { cid, topics, window }]: ArchiveIndex.Keyed) => ({ key, window: spanOf(window), topics, cid })

const wire = (entry: Entry, version = 1) => {
  const { cid, topics, window } = entryOf(entry)
  return { version, metadata: { version: 1, ...spanOf(window), contentTopic: topics }, cid }
}
const entryBytes = (entry: Entry): Uint8Array =>
  messages["WakuMessageArchiveIndexMetadata"]!.encode(wire(entry) as never)

const read = (content: string, limits: Partial<ArchiveIndex.Limits> = {}) =>
  Result.mapError(ArchiveIndex.decode(bytes(content), { ...indexLimits, ...limits }), ({ why }) => why)

const key = operation("entry-key", (entry: Entry) =>
  ok({ bytes: hex(entryBytes(entry)), key: ArchiveIndex.keyOf(entryOf(entry)) })
)
const write = operation("index-bytes", ({ entries }: { readonly entries: ReadonlyArray<Entry> }) =>
  ok({ bytes: hex(ArchiveIndex.encode(ArchiveIndex.make(entries.map(entryOf)))) })
)
const decode = operation(
  "read-index",
  (input: { readonly bytes: string; readonly limits?: Partial<ArchiveIndex.Limits> }) =>
    Result.map(read(input.bytes, input.limits), ({ index, skipped, warnings }) => ({
      archives: ArchiveIndex.ascending(index).map(show),
      skipped: skipped.map(({ key }) => key),
      warnings: warnings.length
    }))
)
const merge = operation("merge", ({ left, right }: { readonly left: string; readonly right: string }) =>
  Result.map(Result.all([read(left), read(right)]), ([one, two]) => ({
    bytes: hex(ArchiveIndex.encode(ArchiveIndex.merge(one.index, two.index)))
  }))
)
const select = operation("select", (input: { readonly bytes: string; readonly selection: string }) =>
  Result.flatMap(
    Result.mapError(Selection.parse(input.selection), ({ why }) => why),
    (selection) =>
      Result.map(read(input.bytes), ({ index }) => ({
        keys: Selection.select(selection, index).map(([key]) => key)
      }))
  )
)

const START = 1_756_684_800_000_000_000n
const WEEK = 604_800_000_000_000n
const TOPIC = "/waku/1/0x8ddd3f34/rfc26"
const week = (n: number): Span => ({ from: `${START + BigInt(n) * WEEK}`, to: `${START + BigInt(n + 1) * WEEK}` })
const cidOf = (n: number): string => Cid.fromManifestDigest(new Uint8Array(32).fill(n))
const entry = (n: number, cid = cidOf(n), topics: ReadonlyArray<string> = [TOPIC]): Entry => ({
  window: week(n),
  topics,
  cid
})

const published: Entry = { window: week(0), topics: [TOPIC], cid: OTHER_CID }
const indexOf = (...entries: ReadonlyArray<Entry>) => hex(ArchiveIndex.encode(ArchiveIndex.make(entries.map(entryOf))))
const three = indexOf(entry(0), entry(1), entry(2))

const field = (number: number, content: Uint8Array): Uint8Array =>
  Bytes.concat([Bytes.uvarint(number * 8 + 2), Bytes.uvarint(content.length), content])
/** One pair of the map, with any key and any value. */
const pair = (key: string, value: Uint8Array): string =>
  hex(field(1, Bytes.concat([field(1, Bytes.utf8(key)), field(2, value)])))
const keyOf = (one: Entry): string => ArchiveIndex.keyOf(entryOf(one))
const metadata = (one: Entry): Uint8Array => messages["WakuMessageArchiveMetadata"]!.encode(wire(one).metadata as never)
const value = (...parts: ReadonlyArray<Uint8Array>) => Bytes.concat(parts)
const LIE = `0x${"ee".repeat(32)}`

const odd: ReadonlyArray<readonly [string, ReadonlyArray<string>, string]> = [
  [
    "an entry of version 2 is skipped",
    ["A-03"],
    pair(LIE, value(bytes("0802"), field(2, metadata(entry(3))), field(3, Bytes.utf8(cidOf(3)))))
  ],
  [
    "an entry of version 0 is read",
    ["A-03"],
    pair(LIE, value(field(2, metadata(entry(3))), field(3, Bytes.utf8(cidOf(3)))))
  ],
  [
    "an entry of the BitTorrent service is skipped",
    ["A-44"],
    pair(LIE, value(bytes("0801"), field(2, metadata(entry(3))), bytes("1805")))
  ],
  [
    "a magnet link for a CID is skipped",
    ["A-41", "A-44"],
    pair(LIE, value(bytes("0801"), field(2, metadata(entry(3))), field(3, Bytes.utf8("magnet:?xt=urn:btih:00"))))
  ],
  ["an entry without metadata is skipped", ["A-22"], pair(LIE, value(bytes("0801"), field(3, Bytes.utf8(cidOf(3)))))],
  ["an entry without CID is skipped", ["CHA-38"], pair(LIE, value(bytes("0801"), field(2, metadata(entry(3)))))],
  [
    "an entry with an empty range is skipped",
    ["A-06"],
    pair(LIE, value(bytes("0801"), field(2, bytes("080110051805")), field(3, Bytes.utf8(cidOf(3)))))
  ],
  [
    "bounds in seconds are read",
    ["A-05"],
    pair(LIE, value(bytes("0801"), field(2, bytes("080110808fd3c5061880849cc606")), field(3, Bytes.utf8(cidOf(3)))))
  ],
  [
    "a topic of four raw bytes is read",
    ["A-24"],
    pair(
      LIE,
      value(
        bytes("0801"),
        field(2, value(bytes("080110051806"), bytes("22048ddd3f34"))),
        field(3, Bytes.utf8(cidOf(3)))
      )
    )
  ],
  [
    "fields that are gone are ignored: num_pieces, padding",
    ["A-44"],
    pair(keyOf(entry(3)), value(entryBytes(entry(3)), bytes("2003"), bytes("2803")))
  ],
  ["a well-formed key that does not recompute stays, with a warning", ["A-22"], pair(LIE, entryBytes(entry(3)))],
  [
    "a key that is none is replaced by the computed one, with a warning",
    ["A-22"],
    pair("week 3", entryBytes(entry(3)))
  ],
  ["an upper-case key is none", ["A-22"], pair(keyOf(entry(3)).toUpperCase(), entryBytes(entry(3)))],
  [
    "the same key twice: the entry whose key it is stands, first",
    ["A-22", "A-29"],
    pair(keyOf(entry(3)), entryBytes(entry(3))) + pair(keyOf(entry(3)), entryBytes(entry(4)))
  ],
  [
    "the same key twice: the entry whose key it is stands, last",
    ["A-22", "A-29"],
    pair(keyOf(entry(3)), entryBytes(entry(4))) + pair(keyOf(entry(3)), entryBytes(entry(3)))
  ]
]

export const index: VectorFile = {
  name: "index",
  about: "The archive index: keys, canonical bytes, tolerant reading, union, selection.",
  operations: { ...key.run, ...write.run, ...decode.run, ...merge.run, ...select.run },
  cases: [
    key.gives("a week of one topic", ["A-22", "A-23", "CHA-37"], published),
    key.gives("the same week under another CID has another key", ["A-23"], { ...published, cid: cidOf(1) }),
    key.gives("topics ascend, each once", ["A-22"], {
      ...published,
      topics: [TOPIC, "/waku/1/0x00000001/rfc26", TOPIC]
    }),
    key.gives("no topic", ["A-22"], { ...published, topics: [] }),
    write.gives("no archive: no bytes", ["CHA-37"], { entries: [] }),
    write.gives("three weeks", ["A-02", "A-22", "CHA-37"], { entries: [0, 1, 2].map((n) => entry(n)) }),
    write.gives("three weeks in another order: the same bytes", ["A-22"], { entries: [2, 0, 1].map((n) => entry(n)) }),
    write.gives("an entry twice counts once", ["A-22"], { entries: [entry(0), entry(0)] }),
    write.gives("two archives of one window", ["A-33"], { entries: [entry(0), entry(0, cidOf(9))] }),
    decode.gives("no bytes", ["CHA-37"], { bytes: "" }),
    decode.gives("three weeks", ["A-21", "A-22"], { bytes: three }),
    decode.gives("unknown fields are ignored", ["A-44"], { bytes: `${three}180512026869` }),
    ...odd.map(([title, requirements, bytes]) => decode.gives(title, requirements, { bytes })),
    merge.gives("nothing and something", ["A-29"], { left: "", right: three }),
    merge.gives("the same index", ["A-29"], { left: three, right: three }),
    merge.gives("what two control nodes wrote", ["A-29", "CHA-41"], {
      left: indexOf(entry(0), entry(1)),
      right: indexOf(entry(1, cidOf(9)), entry(2))
    }),
    merge.gives("the other way round: the same bytes", ["A-29"], {
      left: indexOf(entry(1, cidOf(9)), entry(2)),
      right: indexOf(entry(0), entry(1))
    }),
    ...(
      [
        ["all, newest first", ["CHA-64", "A-21"], "all", three],
        ["the latest is the greatest by to", ["CHA-64", "A-21"], "latest", three],
        ["the latest of one window is the greater key", ["A-21"], "latest", indexOf(entry(2), entry(2, cidOf(9)))],
        [
          "the latest of equal ends is the later beginning",
          ["A-21"],
          "latest",
          indexOf(entry(1), { ...entry(1), window: { ...week(1), from: week(0).from } })
        ],
        ["the latest of no archive", ["A-21"], "latest", ""],
        [
          "a range takes every archive that it touches",
          ["CHA-64"],
          "2025-09-07T23:59:59.999999999Z..2025-09-08T00:00:00.000000001Z",
          three
        ],
        ["a range is half open at both ends", ["CHA-64", "A-06"], "2025-09-08..2025-09-15", three],
        ["a range without an end", ["CHA-64"], "2025-09-15..", three],
        ["a range outside", ["CHA-64"], "1990-01-01..1991-01-01", three]
      ] as const
    ).map(([title, requirements, selection, bytes]) => select.gives(title, requirements, { bytes, selection }))
  ],
  invalid: [
    decode.refuses("cut in a field", [], "malformed", { bytes: three.slice(0, -2) }),
    decode.refuses("text", [], "malformed", { bytes: hex(Bytes.utf8("no index")) }),
    decode.refuses("more bytes than allowed", [], "limit", { bytes: three, limits: { maxBytes: 10 } }),
    decode.refuses("more archives than allowed", [], "limit", { bytes: three, limits: { maxEntries: 2 } }),
    select.refuses("a range that ends before it begins", ["CHA-64"], "range", {
      bytes: three,
      selection: "2025-02-01..2025-01-01"
    }),
    select.refuses("a range without an instant", ["CHA-64"], "range", {
      bytes: three,
      selection: "2025-02-01..2025-02-01"
    }),
    select.refuses("a day that does not exist", ["CHA-64"], "form", { bytes: three, selection: "2025-02-32.." }),
    select.refuses("another word", ["CHA-64"], "form", { bytes: three, selection: "newest" })
  ]
}
