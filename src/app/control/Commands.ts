/** What the publication commands, performed: each answers with the event that says it is done. CHA-11…14, A-31, A-42, A-57. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Publication from "../../domain/history/Publication.ts"
import type * as Window from "../../domain/history/Window.ts"
import type { MessageHash } from "../../domain/waku/WakuMessage.ts"
import { ArchiveFolder, type FolderFailure } from "../../ports/ArchiveFolder.ts"
import { Codex, type CodexFailure } from "../../ports/Codex.ts"
import type { ControlKey } from "../../ports/ControlKey.ts"
import type { Digest } from "../../ports/Digest.ts"
import type { Inflate, InflateFailure } from "../../ports/Inflate.ts"
import { Ledger } from "../../ports/Ledger.ts"
import { MessageStore } from "../../ports/MessageStore.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Waku, WakuFailure } from "../../ports/Waku.ts"
import * as Announcements from "../Announcements.ts"
import * as ArchiveFiles from "../ArchiveFiles.ts"
import { Community } from "../Community.ts"
import { now } from "../Now.ts"
import type * as Quota from "../Quota.ts"
import { transient } from "../Retry.ts"
import type { Settings } from "../Settings.ts"
import * as Transfer from "../Transfer.ts"
import type { WindowRoom } from "../WindowRoom.ts"
import * as KeepFile from "./KeepFile.ts"
import type { Machine } from "./Machine.ts"

export type Failure =
  | StoreFailure
  | WakuFailure
  | CodexFailure
  | FolderFailure
  | InflateFailure
  | ArchiveFiles.ArchiveRejected
  | Announcements.RoleLost
  | Quota.QuotaExceeded

export type Needs = ArchiveFolder | Codex | Community | ControlKey | Digest | Inflate | MessageStore | Settings | Waku

export const make = Effect.fnUntraced(function* (machine: Machine, room: WindowRoom) {
  const codex = yield* Codex
  const community = yield* Community
  const folder = yield* ArchiveFolder
  const ledger = yield* Ledger
  const messages = yield* MessageStore

  const exportWindow = Effect.fn("ControlNode.export")(function* (
    window: Window.Window,
    siblings: ReadonlyArray<ArchiveIndex.Keyed>,
    quota: Quota.Quota
  ) {
    const pending = yield* messages.topics(window)
    const topics = [...new Set([community.channel.topic, ...pending])].sort()
    const held =
      siblings.length === 0
        ? new Set<MessageHash>()
        : yield* ArchiveFiles.hashesOf(community.channel.pubsubTopic, siblings)
    const written = yield* ArchiveFiles.write(window, topics, ArchiveFiles.pending(window, topics, held), quota)
    return Option.match(written, {
      onNone: (): Publication.Event => ({ _tag: "Empty" }),
      onSome: ({ bytes, messages }): Publication.Event => ({ _tag: "Exported", topics, messages, bytes })
    })
  })

  const storeArchive = Effect.fn("ControlNode.storeArchive")(function* (window: Window.Window, quota: Quota.Quota) {
    const name = ArchiveFiles.draftName(window)
    // Nobody should have touched the draft; if it is gone, the same messages make the same bytes again.
    if (!(yield* folder.hasDraft(name))) {
      yield* exportWindow(window, Publication.siblings(yield* machine.state, window), quota)
    }
    const { sealing } = yield* machine.state
    const size = Option.isSome(sealing) && "bytes" in sealing.value ? sealing.value.bytes : 0
    const { cid } = yield* transient(codex.put(Transfer.shown("uploading", size, folder.readDraft(name))))
    yield* ledger.markStored(cid, yield* now)
    return { _tag: "ArchiveStored", cid } satisfies Publication.Event
  })

  const keepFile = Effect.fn("ControlNode.keepFile")(function* (key: ArchiveIndex.ArchiveKey, quota: Quota.Quota) {
    const state = yield* machine.state
    if (Option.isNone(state.sealing) || state.sealing.value._tag !== "Stored") return
    const { entry } = state.sealing.value
    const again = exportWindow(entry.window, Publication.siblings(state, entry.window), quota)
    yield* KeepFile.keep(key, entry, quota, again)
  })

  const storeIndex = Effect.gen(function* () {
    const bytes = ArchiveIndex.encode((yield* machine.state).index)
    yield* folder.writeIndex(bytes)
    const { cid } = yield* transient(codex.put(Stream.succeed(bytes)))
    yield* ledger.markStored(cid, yield* now)
    return { _tag: "IndexStored", cid } satisfies Publication.Event
  }).pipe(Effect.withSpan("ControlNode.storeIndex"))

  return (command: Publication.Command, quota: Quota.Quota): Effect.Effect<Publication.Event, Failure, Needs> => {
    switch (command._tag) {
      case "Export":
        return exportWindow(command.window, command.siblings, quota)
      case "StoreArchive":
        return storeArchive(command.window, quota)
      case "KeepFile":
        return Effect.as(keepFile(command.key, quota), { _tag: "FileKept" })
      case "StoreIndex":
        return storeIndex
      case "Announce":
        return Effect.as(transient(Announcements.announce(command.cid, command.clock)), { _tag: "Announced" })
      case "Settle":
        return Effect.as(Effect.andThen(messages.settle(command.window), room.settled), {
          _tag: "Settled",
          window: command.index
        })
      case "RemoveIndex":
        return Effect.as(codex.remove(command.cid), { _tag: "IndexRemoved", cid: command.cid })
    }
  }
})
