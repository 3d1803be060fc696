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
  yield* Stream.runForEach(
    ArchiveFiles.read(entry, folder.read({ window: entry.window, key })),
    Effect.fnUntraced(function* (batch) {
      if (batch.damaged > 0) yield* Ref.update(damaged, (n) => n + batch.damaged)
      const inside: Array<WakuMessage.WakuMessage> = []
      const foreign: Array<WakuMessage.WakuMessage> = []
      for (const message of batch.messages) {
        // Another community's key opens nothing here; what needs no key would be taken for a word in this one.
        const isOurs = message.contentTopic === community.channel.topic
        const list = isOurs && Archive.admits(entry.window, entry.topics, message) ? inside : foreign
        list.push(message)
      }
      const received = inside.map((message) => WakuMessage.receive(community.channel.pubsubTopic, message, sha256))
      const opened = yield* Inbox.open(community.channel, received, parts)
      const unreadable: ReadonlyArray<Unreadable> = [
        ...opened.unreadable,
        ...Inbox.givenUp(parts),
        ...foreign.map((message) => ({
          topic: message.contentTopic,
          timestamp: message.timestamp,
          hash: WakuMessage.hash(community.channel.pubsubTopic, message, sha256),
          why: "it does not belong into this archive"
        }))
      ]
      yield* history.stage(
        key,
        opened.read.map(({ record }) => record),
        unreadable
      )
    })
  )
  const left = Inbox.incomplete(parts)
  if (left.length > 0) yield* history.stage(key, [], left)
  const replaced = yield* history.apply(key, entry)
  return { ...replaced, unreadable: replaced.unreadable + (yield* Ref.get(damaged)) }
})
