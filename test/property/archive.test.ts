/** Archives as functions of sets: laws 2 and 3 of the history room. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { Result } from "effect"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Dataset from "../../src/domain/codex/Dataset.ts"
import * as Manifest from "../../src/domain/codex/Manifest.ts"
import * as Archive from "../../src/domain/history/Archive.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Compression from "../../src/domain/history/Compression.ts"
import * as Time from "../../src/domain/Time.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import * as generate from "../../src/testing/generators/archive.ts"
import { runs } from "../../src/testing/runs.ts"

const cidOf = (bytes: Uint8Array) => {
  const hasher = Dataset.hasher()
  hasher.push(bytes)
  return Manifest.cid(Dataset.manifest(Result.getOrThrow(hasher.finish())))
}

/** The file of what a node received, written in batches. */
const file = ({ topics, window }: generate.Sealed, received: ReadonlyArray<Received>, batch: number): Uint8Array => {
  const messages = Archive.canonical(received)
    .map(({ message }) => message)
    .filter((message) => Archive.admits(window, topics, message))
  const packer = Compression.packer("auto")
  const parts = [ArchiveFile.header(window, topics)]
  for (let at = 0; at < messages.length; at += batch) parts.push(ArchiveFile.body(messages.slice(at, at + batch)))
  return Bytes.concat([...parts.flatMap((part) => packer.push(part)), ...packer.finish()])
}

const disordered = generate.arrivals.chain((made) =>
  fc.tuple(
    fc.constant(made),
    fc.shuffledSubarray([...made.received, ...made.received], {
      minLength: made.received.length * 2,
      maxLength: made.received.length * 2
    }),
    fc.integer({ min: 1, max: 5 })
  )
)

describe("law 2: an archive is a function of the set of its messages", () => {
  it("CHA-33 A-33: order, duplicates, arrival and batches never change a byte, hence never the CID", () => {
    fc.assert(
      fc.property(disordered, ([made, shuffled, batch]) => {
        const once = file(made, made.received, 1_000)
        const again = file(made, shuffled, batch)
        assert.strictEqual(Bytes.toHex(again), Bytes.toHex(once))
        assert.strictEqual(cidOf(again), cidOf(once))
      }),
      { numRuns: runs }
    )
  })

  it("CHA-33: another message in the window is another archive", () => {
    fc.assert(
      fc.property(generate.arrivals, fc.nat(), (made, at) => {
        const inside = Archive.canonical(made.received).filter(({ message }) =>
          Archive.admits(made.window, made.topics, message)
        )
        fc.pre(inside.length > 0)
        const dropped = inside[at % inside.length]!
        const rest = made.received.filter(({ hash }) => hash !== dropped.hash)
        assert.notStrictEqual(cidOf(file(made, rest, 3)), cidOf(file(made, made.received, 3)))
      }),
      { numRuns: runs }
    )
  })

  it("CHA-83: canonical messages ascend by time, then hash, each hash once and none lost", () => {
    fc.assert(
      fc.property(disordered, ([{ received }, shuffled]) => {
        const canonical = Archive.canonical(shuffled)
        const places = canonical.map(({ hash, message }) => `${message.timestamp.toString().padStart(20, "0")} ${hash}`)
        assert.deepStrictEqual(places, [...new Set(places)].sort())
        assert.deepStrictEqual(
          canonical.map(({ hash }) => hash).sort(),
          [...new Set(received.map(({ hash }) => hash))].sort()
        )
        assert.deepStrictEqual(Archive.canonical(canonical), canonical)
      }),
      { numRuns: runs }
    )
  })

  it("A-33: of the messages of one hash the one with the smallest bytes stands, as it was", () => {
    fc.assert(
      fc.property(disordered, ([{ received }, shuffled]) => {
        for (const chosen of Archive.canonical(shuffled)) {
          const encodings = received
            .filter(({ hash }) => hash === chosen.hash)
            .map(({ message }) => Bytes.toHex(Wire.encodeMessage(message)))
          assert.strictEqual(Bytes.toHex(Wire.encodeMessage(chosen.message)), encodings.sort()[0])
        }
      }),
      { numRuns: runs }
    )
  })
})

describe("what is admitted", () => {
  it("CHA-23 CHA-24 CHA-28 A-06: a listed topic, from inclusive to exclusive, not ephemeral", () => {
    fc.assert(
      fc.property(generate.sealed(4), ({ messages, topics, window }) => {
        for (const message of messages) {
          const expected =
            message.timestamp >= window.from &&
            message.timestamp < window.to &&
            topics.some((topic) => topic === message.contentTopic) &&
            !message.ephemeral
          assert.strictEqual(Archive.admits(window, topics, message), expected)
        }
      }),
      { numRuns: runs }
    )
  })

  it("A-06: a message at the bound of two adjacent windows is in the later one alone", () => {
    fc.assert(
      fc.property(generate.sealed(1), ({ messages: [message], topics, window }) => {
        fc.pre(message !== undefined && window.to < Time.MAX_NANOS)
        const later = { from: window.to, to: Time.nanos(window.to + 1n) }
        const at = { ...message, timestamp: window.to, contentTopic: topics[0]!, ephemeral: false }
        assert.isFalse(Archive.admits(window, topics, at))
        assert.isTrue(Archive.admits(later, topics, at))
      }),
      { numRuns: runs }
    )
  })

  it("A-22 CHA-32: topics ascend, each once, none lost", () => {
    fc.assert(
      fc.property(fc.array(generate.archiveTopic, { maxLength: 8 }), (list) => {
        const topics = Archive.topics([...list, ...list].toReversed())
        assert.deepStrictEqual(topics, [...new Set(list)].sort())
      }),
      { numRuns: runs }
    )
  })
})

describe("law 3: histories of several control nodes give one index", () => {
  it("A-29 CHA-74: whoever merges whose index in which order, the file and its CID are the same", () => {
    const nodes = fc
      .array(generate.index, { minLength: 1, maxLength: 4 })
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }))
      )
    fc.assert(
      fc.property(nodes, fc.nat(), ([list, shuffled], twice) => {
        const merged = list.reduce(ArchiveIndex.merge, ArchiveIndex.empty)
        const other = [...shuffled, list[twice % list.length]!].reduceRight(ArchiveIndex.merge, ArchiveIndex.empty)
        const [one, two] = [ArchiveIndex.encode(merged), ArchiveIndex.encode(other)]
        assert.strictEqual(Bytes.toHex(one), Bytes.toHex(two))
        if (one.length > 0) assert.strictEqual(cidOf(one), cidOf(two))
      }),
      { numRuns: runs }
    )
  })
})
