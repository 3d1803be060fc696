/** Archives and indexes once more: Node's zlib, reflection over `proto/`, sorting by hand. */
import { gunzipSync, zstdDecompressSync } from "node:zlib"
import { sha256 } from "./codex.ts"
import { keccak256 } from "./keccak.ts"
import * as Messages from "./messages.ts"

const bytes = (text: string) => Buffer.from(text, "hex")

type Message = Parameters<typeof Messages.hashOf>[1] & { readonly ephemeral: boolean }

interface Span {
  readonly from: string
  readonly to: string
}

interface Written {
  readonly pubsub_topic: string
  readonly window: Span
  readonly topics: ReadonlyArray<string>
  readonly messages: ReadonlyArray<Message>
}

const ascending = (left: string | bigint, right: string | bigint): number => (left < right ? -1 : left > right ? 1 : 0)
const unique = (topics: ReadonlyArray<string>) => [...new Set(topics)].toSorted(ascending)

export const write = ({ messages, pubsub_topic, topics, window }: Written) => {
  const inside = messages
    .filter(
      ({ content_topic, ephemeral, timestamp }) =>
        !ephemeral &&
        topics.includes(content_topic) &&
        BigInt(timestamp) >= BigInt(window.from) &&
        BigInt(timestamp) < BigInt(window.to)
    )
    .map((message) => ({
      message,
      hash: Messages.hashOf(pubsub_topic, message),
      bytes: Messages.encode({ message: "WakuMessage", fields: { ...message } }).bytes
    }))
    .toSorted(
      (left, right) =>
        ascending(BigInt(left.message.timestamp), BigInt(right.message.timestamp)) ||
        ascending(left.hash, right.hash) ||
        ascending(left.bytes, right.bytes)
    )
  const kept = inside.filter(({ hash }, n) => inside[n - 1]?.hash !== hash)
  return Messages.encode({
    message: "WakuMessageArchive",
    fields: {
      version: 1,
      metadata: { version: 1, ...window, contentTopic: unique(topics) },
      messages: kept.map(({ message }) => message)
    }
  })
}

/** Frames one after another: Node reads one at a time, and says how much it took. */
const frames = (file: Buffer): Buffer => {
  const magic = file.length < 8 ? "" : file.subarray(0, 4).toString("hex")
  if (/^5.2a4d18$/.test(magic)) return frames(file.subarray(8 + file.readUInt32LE(4)))
  if (magic !== "28b52ffd") return Buffer.alloc(0)
  // The types of Node do not know what `info` gives.
  const { buffer, engine } = zstdDecompressSync(file, { info: true }) as unknown as {
    readonly buffer: Buffer
    readonly engine: { readonly bytesWritten: number }
  }
  return Buffer.concat([buffer, frames(file.subarray(engine.bytesWritten))])
}

/** The plain bytes of a file, and how it was packed. */
export const unpack = (file: Buffer) => {
  const magic = file.subarray(0, 4).toString("hex")
  if (magic.startsWith("1f8b")) return { format: "gzip", plain: gunzipSync(file) }
  if (magic === "28b52ffd") return { format: "zstd", plain: frames(file) }
  return { format: "raw", plain: file }
}

export const digestOf = (content: Uint8Array) => ({ length: content.length, sha256: sha256(content).toString("hex") })

interface Entry {
  readonly window: Span
  readonly topics: ReadonlyArray<string>
  readonly cid: string
}

const fieldsOf = ({ cid, topics, window }: Entry) => ({
  version: 1,
  metadata: { version: 1, ...window, contentTopic: unique(topics) },
  cid
})

export const entryKey = (entry: Entry) => {
  const { bytes: text } = Messages.encode({ message: "WakuMessageArchiveIndexMetadata", fields: fieldsOf(entry) })
  return { bytes: text, key: `0x${keccak256(bytes(text)).toString("hex")}` }
}

const indexOf = (archives: Record<string, unknown>) =>
  Messages.encode({ message: "WakuMessageArchiveIndex", fields: { archives } })

export const indexBytes = ({ entries }: { entries: ReadonlyArray<Entry> }) =>
  indexOf(Object.fromEntries(entries.map((entry) => [entryKey(entry).key, fieldsOf(entry)])))

interface Read {
  readonly metadata: Span
}

const readIndex = (text: string) => Messages.nested("WakuMessageArchiveIndex", text)["archives"] as Record<string, Read>

/** The union of two indexes whose keys are true. */
export const merge = ({ left, right }: { left: string; right: string }) =>
  indexOf({ ...readIndex(left), ...readIndex(right) })

/** `at` of a range: days, or instants to the nanosecond, in UTC. */
const instant = (text: string): bigint => {
  const [whole = "", fraction = ""] = text.replace("Z", "").split(".")
  return BigInt(Date.parse(whole.includes("T") ? `${whole}Z` : whole)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"))
}

export const select = ({ bytes, selection }: { bytes: string; selection: string }) => {
  const all = Object.entries(readIndex(bytes)).toSorted(
    ([leftKey, { metadata: left }], [rightKey, { metadata: right }]) =>
      ascending(BigInt(right.to), BigInt(left.to)) ||
      ascending(BigInt(right.from), BigInt(left.from)) ||
      ascending(rightKey, leftKey)
  )
  const [from = "", to = ""] = selection.split("..")
  const chosen =
    selection === "all"
      ? all
      : selection === "latest"
        ? all.slice(0, 1)
        : all.filter(
            ([, { metadata }]) =>
              BigInt(metadata.to) > instant(from) && (to === "" || BigInt(metadata.from) < instant(to))
          )
  return { keys: chosen.map(([key]) => key) }
}
