/**
 * What some bytes are: an archive, an index, or neither; and what is in them. Nothing is changed, memory does not grow
 * with the file. `open` tells the messages of a community apart where its id is known.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Bytes from "../domain/Bytes.ts"
import type { Cid, TreeCid } from "../domain/codex/Cid.ts"
import * as Dataset from "../domain/codex/Dataset.ts"
import * as Manifest from "../domain/codex/Manifest.ts"
import * as Application from "../domain/community/Application.ts"
import * as Archive from "../domain/history/Archive.ts"
import type { Metadata } from "../domain/history/ArchiveFile.ts"
import type * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import * as Compression from "../domain/history/Compression.ts"
import type { Nanos } from "../domain/Time.ts"
import type { WakuMessage } from "../domain/waku/WakuMessage.ts"
import * as Message from "../domain/waku/WakuMessage.ts"
import { Digest } from "../ports/Digest.ts"
import { Inflate, InflateFailure } from "../ports/Inflate.ts"
import * as ArchiveFiles from "./ArchiveFiles.ts"
import { Community } from "./Community.ts"
import * as Inbox from "./Inbox.ts"
import * as IndexFiles from "./IndexFiles.ts"
import * as Limits from "./Limits.ts"
import { Settings } from "./Settings.ts"

/** The bytes are neither an archive nor an index. */
export class NotInspectable extends Schema.TaggedError<NotInspectable>()("NotInspectable", {
  name: Schema.String,
  why: Schema.String
}) {
  override get message(): string {
    return `${this.name}: ${this.why}`
  }
}

/** What every dataset has. `bytes` as stored. */
export interface Dimensions {
  readonly bytes: number
  readonly format: Compression.Format
  readonly treeCid: TreeCid
  /** Under which this project stores these bytes. */
  readonly cid: Cid
}

/** Messages by chat and by instant, in the order of the file; `chat` is the chat id of a message that says one. */
export interface Tally {
  readonly chat: string
  readonly at: Nanos
}

export interface ArchiveReport {
  readonly kind: "archive"
  readonly metadata: Metadata
  readonly messages: number
  readonly damaged: number
  /** Outside the window, of a topic that is not listed, or ephemeral. */
  readonly foreign: number
  /** Counted only where the community is known. */
  readonly opened: Option.Option<{ readonly readable: number; readonly unreadable: number; readonly authors: number }>
  /** Why reading ended before the end of the file. */
  readonly broken: Option.Option<string>
}

export interface IndexReport {
  readonly kind: "index"
  readonly index: ArchiveIndex.ArchiveIndex
  readonly skipped: ReadonlyArray<{ readonly key: string; readonly why: string }>
  readonly warnings: ReadonlyArray<string>
}

export interface Subject<E, R> {
  readonly name: string
  /** Read more than once. */
  readonly bytes: Stream.Stream<Uint8Array, E, R>
}

export const dimensions = Effect.fn("Inspect.dimensions")(function* <E, R>({ bytes, name }: Subject<E, R>) {
  const { sha256 } = yield* Digest
  const hasher = Dataset.hasher(sha256)
  let first: Uint8Array = Bytes.empty
  yield* Stream.runForEach(bytes, (chunk) =>
    Effect.sync(() => {
      if (first.length < 4) first = Bytes.concat([first, chunk.subarray(0, 4)])
      hasher.push(chunk)
    })
  )
  const tree = hasher.finish()
  if (Result.isFailure(tree)) return yield* new NotInspectable({ name, why: "it is empty" })
  const { datasetSize, treeCid } = tree.success
  const cid = Manifest.cid(Dataset.manifest(tree.success))
  return { bytes: datasetSize, format: Compression.sniff(first), treeCid, cid } satisfies Dimensions
})

/** The first plain byte tells the two apart: an archive begins with its version, an index with an entry. */
const kindOf = Effect.fn("Inspect.kindOf")(function* <E, R>({ bytes, name }: Subject<E, R>) {
  const { inflate } = yield* Inflate
  const { limits } = yield* Settings
  const first = yield* inflate(bytes, Limits.inflating(limits)).pipe(
    Stream.filter((chunk) => chunk.length > 0),
    Stream.runHead,
    Effect.mapError((failure) =>
      failure instanceof InflateFailure ? new NotInspectable({ name, why: failure.message }) : failure
    )
  )
  const byte = Option.match(first, { onNone: () => -1, onSome: (chunk) => chunk[0]! })
  if (byte === 0x08) return "archive" as const
  if (byte === 0x0a) return "index" as const
  return yield* new NotInspectable({
    name,
    why: `it is neither an archive nor an index of one (it begins with ${byte < 0 ? "nothing" : `0x${byte.toString(16).padStart(2, "0")}`})`
  })
})

/** `tell` is called for every message that belongs into the archive. */
const inspectArchive = Effect.fn("Inspect.archive")(function* <E, R>(
  { bytes, name }: Subject<E, R>,
  tell: (tally: Tally) => void
) {
  const community = yield* Effect.serviceOption(Community)
  const { sha256 } = yield* Digest
  const state = { messages: 0, damaged: 0, foreign: 0, readable: 0, unreadable: 0 }
  const authors = new Set<string>()
  const metadata = yield* Ref.make(Option.none<Metadata>())
  const parts = yield* Inbox.parts
  const take = Effect.fnUntraced(function* (found: ReadonlyArray<WakuMessage>, { topics, window }: Metadata) {
    const inside = found.filter((message) => Archive.admits(window, topics, message))
    state.messages += found.length
    state.foreign += found.length - inside.length
    const chats = new Map<WakuMessage, string>()
    if (Option.isSome(community)) {
      const { channel } = community.value
      const received = inside.map((message) => Message.receive(channel.pubsubTopic, message, sha256))
      const { read, unreadable } = yield* Inbox.open(channel, received, parts)
      state.readable += read.length
      state.unreadable += unreadable.length
      for (const { payload, received: one, record, type } of read) {
        authors.add(record.author)
        const content = Application.decode(type, payload)
        if (Result.isSuccess(content) && "chatId" in content.success) chats.set(one.message, content.success.chatId)
      }
    }
    for (const message of inside) tell({ chat: chats.get(message) ?? message.contentTopic, at: message.timestamp })
  })
  const outcome = yield* Effect.result(
    Stream.runForEach(
      ArchiveFiles.items(bytes, (why) => new ArchiveFiles.ArchiveRejected({ from: 0n, to: 0n, why })),
      Effect.fnUntraced(function* (items) {
        const found: Array<WakuMessage> = []
        for (const item of items) {
          if (item._tag === "Message") found.push(item.message)
          else if (item._tag === "Damaged") state.damaged++
          else yield* Ref.set(metadata, Option.some(item.metadata))
        }
        const known = yield* Ref.get(metadata)
        if (Option.isSome(known)) yield* take(found, known.value)
      })
    )
  )
  const known = yield* Ref.get(metadata)
  const broken = Result.isSuccess(outcome) ? Option.none<string>() : Option.some(reason(outcome.failure))
  if (Option.isNone(known)) {
    const why = Option.getOrElse(broken, () => "it carries no metadata")
    return yield* new NotInspectable({ name, why: `it is no archive that can be read: ${why}` })
  }
  const { damaged, foreign, messages, readable, unreadable } = state
  return {
    kind: "archive",
    metadata: known.value,
    messages,
    damaged,
    foreign,
    opened: Option.isSome(community) ? Option.some({ readable, unreadable, authors: authors.size }) : Option.none(),
    broken
  } satisfies ArchiveReport
})

const reason = (failure: unknown): string =>
  failure instanceof ArchiveFiles.ArchiveRejected
    ? failure.why
    : failure instanceof Error
      ? failure.message
      : String(failure)

const inspectIndex = Effect.fn("Inspect.index")(function* <E, R>({ bytes, name }: Subject<E, R>, size: number) {
  const { limits } = yield* Settings
  if (size > limits.indexBytes)
    return yield* new NotInspectable({ name, why: `as an index it is too large: ${size} bytes` })
  const file = Bytes.concat(yield* Stream.runCollect(bytes))
  const decoded = yield* IndexFiles.read(name, file)
  return { kind: "index", ...decoded } satisfies IndexReport
})

/** All that can be said of the bytes. */
export const inspect = Effect.fn("Inspect.inspect")(function* <E, R>(
  subject: Subject<E, R>,
  tell: (tally: Tally) => void
) {
  const size = yield* dimensions(subject)
  const report: ArchiveReport | IndexReport =
    (yield* kindOf(subject)) === "archive"
      ? yield* inspectArchive(subject, tell)
      : yield* inspectIndex(subject, size.bytes)
  return { ...size, report }
})
