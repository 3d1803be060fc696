/**
 * One archive from Codex into the history: fetch, prove, decode, unwrap, lay aside, replace. CHA-65…71, A-36, A-52.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as Archive from "../domain/history/Archive.ts"
import type { ArchiveKey, Entry } from "../domain/history/ArchiveIndex.ts"
import type { Unreadable } from "../domain/community/HistoryRecord.ts"
import * as WakuMessage from "../domain/waku/WakuMessage.ts"
import { ArchiveFolder } from "../ports/ArchiveFolder.ts"
import { Digest } from "../ports/Digest.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import * as ArchiveFiles from "./ArchiveFiles.ts"
import { Community } from "./Community.ts"
import * as Inbox from "./Inbox.ts"
import type * as Quota from "./Quota.ts"

/** Batches whose signers are looked for at a time: enough that no core waits for the next. */
const AHEAD = 4

/**
 * Makes an archive the history of its range. Nothing local changes before the whole archive has been read and found
 * to be what the index describes. `again` downloads even what is on disk, for an archive that failed before.
 */
export const archive = Effect.fn("Hydrate.archive")(function* (
  key: ArchiveKey,
  entry: Entry,
  again: boolean,
  quota: Quota.Quota
) {
  const community = yield* Community
  const folder = yield* ArchiveFolder
  const history = yield* HistoryStore
  const { sha256 } = yield* Digest
  const held = yield* folder.size({ window: entry.window, key })
  if (again || Option.isNone(held)) yield* ArchiveFiles.download(key, entry, key, quota)
  yield* history.discard(key)
  const damaged = yield* Ref.make(0)
  const parts = yield* Inbox.parts
  const unwrapped = Stream.mapEffect(
    ArchiveFiles.read(entry, folder.read({ window: entry.window, key })),
    Effect.fnUntraced(function* (batch) {
      if (batch.damaged > 0) yield* Ref.update(damaged, (n) => n + batch.damaged)
      const inside: Array<WakuMessage.Received> = []
      const foreign: Array<Unreadable> = []
      for (const message of batch.messages) {
        const received = WakuMessage.receive(community.channel.pubsubTopic, message, sha256)
        // Another community's key opens nothing here; what needs no key would be taken for a word in this one.
        const isOurs = message.contentTopic === community.channel.topic
        if (isOurs && Archive.admits(entry.window, entry.topics, message)) inside.push(received)
        else {
          foreign.push({
            topic: message.contentTopic,
            timestamp: message.timestamp,
            hash: received.hash,
            why: "it does not belong into this archive"
          })
        }
      }
      const { opened, unreadable } = yield* Inbox.unwrap(community.channel, inside, parts)
      return { opened, unreadable: [...unreadable, ...Inbox.givenUp(parts), ...foreign] }
    })
  )
  // While the signers of one batch are looked for, the next is read and the one before laid aside.
  const proved = unwrapped.pipe(Stream.mapEffect(Inbox.prove, { concurrency: AHEAD }), Stream.buffer({ capacity: 1 }))
  yield* Stream.runForEach(proved, ({ read, unreadable }) =>
    history.stage(
      key,
      read.map(({ record }) => record),
      unreadable
    )
  )
  const left = Inbox.incomplete(parts)
  if (left.length > 0) yield* history.stage(key, [], left)
  const replaced = yield* history.apply(key, entry)
  return { ...replaced, unreadable: replaced.unreadable + (yield* Ref.get(damaged)) }
})
