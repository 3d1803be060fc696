/**
 * Archives as streams of files: written from the message store, read back into messages. Nothing here holds a whole archive.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Archive from "../domain/history/Archive.ts"
import * as ArchiveFile from "../domain/history/ArchiveFile.ts"
import type { ArchiveKey, Entry } from "../domain/history/ArchiveIndex.ts"
import * as Compression from "../domain/history/Compression.ts"
import type { Window } from "../domain/history/Window.ts"
import type { ContentTopic, PubsubTopic } from "../domain/waku/Topic.ts"
import type { MessageHash } from "../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../domain/waku/WakuMessage.ts"
import { ArchiveFolder, type FolderFailure } from "../ports/ArchiveFolder.ts"
import { Codex, type CodexFailure } from "../ports/Codex.ts"
import { Digest } from "../ports/Digest.ts"
import { Inflate } from "../ports/Inflate.ts"
import { type Encoded, MessageStore } from "../ports/MessageStore.ts"
import type { StoreFailure } from "../ports/StoreFailure.ts"
import * as Limits from "./Limits.ts"
import { Settings } from "./Settings.ts"
import * as Quota from "./Quota.ts"
import { transient } from "./Retry.ts"
import * as Transfer from "./Transfer.ts"
import { gather, transduce } from "./Transduce.ts"

/** How many messages, or bytes of them, are opened, checked and laid aside together. */
const BATCH = 250
const HEAVY = 4 * 1024 * 1024
/** A damaged message counts too: the memory it came in is held by the messages that came in it. */
const weigh = (item: ArchiveFile.Item): number =>
  item._tag === "Message" ? WakuMessage.size(item.message) : item._tag === "Damaged" ? item.size : 0

/** The bytes are no archive, or not the one that the index describes. */
export class ArchiveRejected extends Schema.TaggedError<ArchiveRejected>()("ArchiveRejected", {
  from: Schema.BigInt,
  to: Schema.BigInt,
  why: Schema.String
}) {
  override get message(): string {
    return `the archive ${this.from}-${this.to} was refused: ${this.why}`
  }
}

/** The name under which the archive of a window is written before its key is known. */
export const draftName = (window: Window): string => `${window.from}-${window.to}`

/** An archive that no member would take is not made. */
const unread = (why: string, limit: keyof Limits.Limits): string =>
  `${why}, and members would not read it; raise ${Limits.setting(limit)} here and there`

export interface Written {
  readonly messages: number
  readonly bytes: number
}

/**
 * The pending messages of a window that belong into its archive, as it holds them, without those that another archive of
 * the window holds already (CHA-23, CHA-24, CHA-28, A-57).
 */
export const pending = (
  window: Window,
  topics: ReadonlyArray<ContentTopic>,
  elsewhere: ReadonlySet<MessageHash>
): Stream.Stream<Encoded, StoreFailure, MessageStore> =>
  Stream.unwrap(
    Effect.map(MessageStore, (store) =>
      elsewhere.size === 0
        ? store.encoded(window, "pending", topics, ArchiveFile.MESSAGE)
        : Stream.map(store.scan(window, "pending"), (batch) => {
            const admitted = batch.flatMap(({ hash, message }) =>
              !elsewhere.has(hash) && Archive.admits(window, topics, message) ? [message] : []
            )
            return { messages: admitted.length, bytes: ArchiveFile.body(admitted) }
          })
    )
  )

/**
 * The bytes of the archive of a window: header, messages in canonical order, packed by policy (CHA-23…35). They depend on
 * nothing else, so that whoever has the same messages has the same bytes. `count` is told how many messages there are.
 */
export const bytesFor = <R>(
  window: Window,
  topics: ReadonlyArray<ContentTopic>,
  messages: Stream.Stream<Encoded, StoreFailure, R>,
  compression: Compression.Policy,
  count: Ref.Ref<number>
) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { limits } = yield* Settings
      const refuse = (why: string) => new ArchiveRejected({ ...window, why })
      let size = 0
      const plain = Stream.concat(
        Stream.succeed(ArchiveFile.header(window, topics)),
        Stream.mapEffect(messages, (piece) =>
          Effect.flatMap(
            Ref.updateAndGet(count, (n) => n + piece.messages),
            (n) =>
              n > limits.messages
                ? Effect.fail(refuse(unread(`it would hold more than ${limits.messages} messages`, "messages")))
                : Effect.succeed(piece.bytes)
          )
        )
      )
      return plain.pipe(
        transduce(() => {
          const packer = Compression.packer(compression)
          return {
            push: (chunk: Uint8Array) => Result.succeed(packer.push(chunk)),
            finish: () => Result.succeed(packer.finish())
          }
        }),
        Stream.flatMap((chunks) => Stream.fromIterable(chunks)),
        Stream.mapEffect((chunk) => {
          size += chunk.length
          return size > limits.archiveBytes
            ? Effect.fail(refuse(unread(`it would have more than ${limits.archiveBytes} bytes`, "archiveBytes")))
            : Effect.succeed(chunk)
        })
      )
    })
  )

/**
 * Writes the archive of a window to its draft (CHA-11). With no message to write it leaves no draft and answers none.
 */
export const write = Effect.fn("ArchiveFiles.write")(function* <R>(
  window: Window,
  topics: ReadonlyArray<ContentTopic>,
  messages: Stream.Stream<Encoded, StoreFailure, R>,
  quota: Quota.Quota
) {
  const folder = yield* ArchiveFolder
  const { compression } = yield* Settings
  const count = yield* Ref.make(0)
  const name = draftName(window)
  const packed = bytesFor(window, topics, messages, compression, count)
  const bytes = yield* folder.draft(name, quota.bounded("an archive", packed))
  const written = yield* Ref.get(count)
  if (written > 0) return Option.some<Written>({ messages: written, bytes })
  yield* folder.dropDraft(name)
  return Option.none<Written>()
})

/** Everything in an archive file, in its order, within the limits. Fails with `refuse` where the bytes are no archive. */
export const items = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>, refuse: (why: string) => ArchiveRejected) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { limits } = yield* Settings
      const { inflate } = yield* Inflate
      return inflate(bytes, Limits.inflating(limits)).pipe(
        transduce(() => {
          const decoder = ArchiveFile.decoder(Limits.decoding(limits))
          const refused = Result.mapError((error: ArchiveFile.ArchiveError) => refuse(error.why))
          return {
            push: (chunk: Uint8Array) => refused(decoder.push(chunk)),
            finish: () => refused(decoder.finish())
          }
        })
      )
    })
  )

/**
 * The messages of an archive file in the order of the file, batch by batch; a message that does not decode is counted
 * in `damaged`. Fails where the bytes are no archive, exceed a limit, or do not carry the metadata of the entry.
 */
export const read = <E, R>(entry: Pick<Entry, "window" | "topics">, bytes: Stream.Stream<Uint8Array, E, R>) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const refuse = (why: string) => new ArchiveRejected({ ...entry.window, why })
      const seen = yield* Ref.make(false)
      const batches = Stream.mapEffect(
        items(bytes, refuse).pipe(gather(BATCH, HEAVY, weigh)),
        Effect.fnUntraced(function* (found) {
          const messages: Array<WakuMessage.WakuMessage> = []
          let damaged = 0
          for (const item of found) {
            if (item._tag === "Message") messages.push(item.message)
            else if (item._tag === "Damaged") damaged++
            else {
              const why = mismatch(entry, item.metadata)
              if (why !== undefined) return yield* refuse(why)
              yield* Ref.set(seen, true)
            }
          }
          return { messages, damaged }
        })
      )
      const complete = Stream.unwrap(
        Effect.gen(function* () {
          return (yield* Ref.get(seen)) ? Stream.empty : Stream.fail(refuse("it carries no metadata"))
        })
      )
      return Stream.concat(batches, complete)
    })
  )

const mismatch = (entry: Pick<Entry, "window" | "topics">, metadata: ArchiveFile.Metadata): string | undefined => {
  if (metadata.window.from !== entry.window.from || metadata.window.to !== entry.window.to) {
    return `it covers ${metadata.window.from}-${metadata.window.to}`
  }
  const topics = Archive.topics(metadata.topics)
  return topics.length === entry.topics.length && topics.every((topic, index) => topic === entry.topics[index])
    ? undefined
    : "it lists other content topics than its index entry"
}

/** Bytes of the archive on Codex, unless they are more than allowed. */
const sizeOf = Effect.fnUntraced(function* ({ cid, window }: Entry) {
  const codex = yield* Codex
  const { limits } = yield* Settings
  const { datasetSize } = yield* transient(codex.manifest(cid))
  if (datasetSize <= limits.archiveBytes) return datasetSize
  const why = `it has ${datasetSize} bytes, more than the ${limits.archiveBytes} allowed`
  return yield* new ArchiveRejected({ ...window, why })
})

/**
 * Downloads an archive into the folder. Nothing is asked for that is larger than allowed or finds no room; the stream from
 * Codex proves itself against the CID.
 */
export const download = Effect.fn("ArchiveFiles.download")(function* (
  key: ArchiveKey,
  entry: Entry,
  draft: string,
  quota: Quota.Quota
) {
  const folder = yield* ArchiveFolder
  const codex = yield* Codex
  const file = { window: entry.window, key }
  const datasetSize = yield* sizeOf(entry)
  const replaced = Option.getOrElse(yield* folder.size(file), () => 0)
  const bytes = Transfer.shown("downloading", datasetSize, codex.get(entry.cid))
  yield* quota.within(
    "an archive",
    Math.max(0, datasetSize - replaced),
    Effect.andThen(transient(folder.draft(draft, bytes)), folder.keep(draft, file))
  )
})

/** The bytes of an archive: the file in our folder, else from Codex. */
export const bytesOf = (
  key: ArchiveKey,
  entry: Entry
): Stream.Stream<Uint8Array, ArchiveRejected | FolderFailure | CodexFailure, ArchiveFolder | Codex | Settings> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const folder = yield* ArchiveFolder
      const codex = yield* Codex
      const file = { window: entry.window, key }
      const held = Option.isSome(yield* folder.size(file))
      if (!held) yield* sizeOf(entry)
      const bytes: Stream.Stream<Uint8Array, FolderFailure | CodexFailure> = held
        ? folder.read(file)
        : codex.get(entry.cid)
      return bytes
    })
  )

/** The hashes of all messages that archives with identical bounds hold already. */
export const hashesOf = Effect.fn("ArchiveFiles.hashesOf")(function* (
  pubsubTopic: PubsubTopic,
  archives: ReadonlyArray<readonly [ArchiveKey, Entry]>
) {
  const { sha256 } = yield* Digest
  const { limits } = yield* Settings
  const hashes = new Set<MessageHash>()
  yield* Effect.forEach(
    archives,
    ([key, entry]) =>
      Stream.runForEach(read(entry, bytesOf(key, entry)), ({ messages }) => {
        for (const message of messages) hashes.add(WakuMessage.hash(pubsubTopic, message, sha256))
        const why = unread(`the archives of its window hold more than ${limits.messages} messages`, "messages")
        return hashes.size > limits.messages ? Effect.fail(new ArchiveRejected({ ...entry.window, why })) : Effect.void
      }),
    { discard: true }
  )
  return hashes
})
