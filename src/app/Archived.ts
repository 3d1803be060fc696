/**
 * What became of a message that somebody names by the hash of the Waku message that carried it: before it counts as lost, the
 * archives are asked. CHA-70, SDS-18; protocols D3.2.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Keyed } from "../domain/history/ArchiveIndex.ts"
import * as Time from "../domain/Time.ts"
import type { MessageHash, Received } from "../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../domain/waku/WakuMessage.ts"
import { Digest } from "../ports/Digest.ts"
import { MessageStore } from "../ports/MessageStore.ts"
import * as ArchiveFiles from "./ArchiveFiles.ts"
import { Community } from "./Community.ts"
import * as Explain from "./Explain.ts"
import * as Inbox from "./Inbox.ts"

export type Fate =
  /** The message as it was sent, and what it carries, decrypted and whole. */
  | { readonly _tag: "Held"; readonly received: Received; readonly content: Uint8Array }
  /** The archives of its time do not have it (CHA-70). */
  | { readonly _tag: "Replaced" }
  /** Archives that may hold it are not restored yet. */
  | { readonly _tag: "NotYet" }
  | { readonly _tag: "Unknown" }

const UNKNOWN: Fate = { _tag: "Unknown" }

/** Messages that are looked at together. A part of a long one says nothing without the others. */
const opened = Effect.fnUntraced(function* <E, R>(
  messages: Stream.Stream<ReadonlyArray<Received>, E, R>,
  hash: MessageHash
) {
  const { channel } = yield* Community
  const parts = yield* Inbox.parts
  const found = messages.pipe(
    Stream.mapEffect((batch) => Inbox.decrypt(channel, batch, parts)),
    Stream.flatMap(Stream.fromIterable),
    Stream.filter(({ received }) => received.hash === hash),
    Stream.runHead
  )
  return Option.flatMap(yield* found, ({ content, received }) =>
    Result.isSuccess(content)
      ? Option.some<Fate>({ _tag: "Held", received, content: content.success })
      : Option.none<Fate>()
  )
})

/** The messages of an archive that are wanted. All parts of a message have one timestamp. */
const ofArchive = ([key, entry]: Keyed, isWanted: (message: WakuMessage.WakuMessage) => boolean) =>
  Stream.unwrap(
    Effect.map(Effect.all([Community, Digest]), ([{ channel }, { sha256 }]) =>
      Stream.map(ArchiveFiles.read(entry, ArchiveFiles.bytesOf(key, entry)), ({ messages }) =>
        messages.filter(isWanted).map((message) => WakuMessage.receive(channel.pubsubTopic, message, sha256))
      )
    )
  )

/** What an archive holds, decrypted and whole, in its order. */
export const contents = (archive: Keyed) =>
  Stream.unwrap(
    Effect.map(Effect.all([Community, Inbox.parts]), ([{ channel }, parts]) =>
      ofArchive(archive, ({ contentTopic }) => contentTopic === channel.topic).pipe(
        Stream.mapEffect((batch) => Inbox.decrypt(channel, batch, parts)),
        Stream.map((batch) =>
          batch.flatMap(({ content, received }) =>
            Result.isSuccess(content) ? [{ received, payload: content.success }] : []
          )
        )
      )
    )
  )

export const find = Effect.fn("Archived.find")(function* (hash: MessageHash) {
  const verdict = yield* Explain.explain(hash)
  if (verdict._tag === "Replaced") return { _tag: "Replaced" } satisfies Fate
  if (verdict._tag === "NotRestored") return { _tag: "NotYet" } satisfies Fate
  if (verdict._tag !== "Shown" && verdict._tag !== "Pending") return UNKNOWN
  const { timestamp } = verdict.subject
  const { scan } = yield* MessageStore
  const kept = yield* opened(scan({ from: timestamp, to: Time.nanos(timestamp + 1n) }, "all"), hash)
  if (Option.isSome(kept) || verdict._tag === "Pending") return Option.getOrElse(kept, () => UNKNOWN)
  for (const archive of verdict.archives) {
    const held = yield* opened(
      ofArchive(archive, (message) => message.timestamp === timestamp),
      hash
    )
    if (Option.isSome(held)) return held.value
  }
  return UNKNOWN
})
