/**
 * Snapshots of a channel's log on Codex: whoever has the log puts it there and says where; who joins later begins with it.
 * Only whose word counts as the control node's is believed; what is inside proves itself, message by message. protocols D3.1.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import * as Application from "../../domain/community/Application.ts"
import * as Notice from "../../domain/community/SnapshotAnnouncement.ts"
import * as Snapshot from "../../domain/sync/Snapshot.ts"
import * as Time from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import { Codex } from "../../ports/Codex.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Waku } from "../../ports/Waku.ts"
import * as Authority from "../Authority.ts"
import * as Compose from "../Compose.ts"
import * as Dates from "../Dates.ts"
import * as Inbox from "../Inbox.ts"
import { now } from "../Now.ts"
import { Progress } from "../Progress.ts"
import * as Rooms from "../protocol/Rooms.ts"
import { transient } from "../Retry.ts"
import { Settings } from "../Settings.ts"

/** The dataset is no snapshot of the channel, or not what was said of it. */
export class SnapshotRejected extends Schema.TaggedError<SnapshotRejected>()("SnapshotRejected", {
  cid: Schema.String,
  why: Schema.String
}) {
  override get message(): string {
    return `the snapshot ${this.cid} was refused: ${this.why}`
  }
}

/** Stores the snapshot, then announces it. Nothing happens for an empty log. */
export const publish = Effect.fn("Snapshots.publish")(function* (key: Key, snapshot: Snapshot.Snapshot) {
  const { channel, frontier, messages } = snapshot
  if (messages.length === 0) return Option.none<Notice.SnapshotAnnouncement>()
  const room = yield* Rooms.room("snapshots")
  const { cid } = yield* transient((yield* Codex).put(Stream.succeed(Snapshot.encode(snapshot))))
  const notice = { channel, frontier, entries: messages.length, cid }
  const draft = {
    type: Application.Type.COMMUNITY_SNAPSHOT,
    payload: Notice.encode(notice),
    timestamp: yield* now
  }
  const waku = yield* Waku
  for (const { parts } of yield* Compose.composeBy(key, room, [draft])) {
    for (const { message, pubsubTopic } of parts) yield* transient(waku.publish(pubsubTopic, message))
  }
  return Option.some<Notice.SnapshotAnnouncement>(notice)
})

/** Snapshots that are remembered of those that were announced: one that nobody has any more hides no other. */
const REMEMBERED = 5

/** The newest snapshots of the channel that were announced, as far back as stores remember; the newest first. */
export const announced = Effect.fn("Snapshots.announced")(function* (channel: string) {
  const room = yield* Rooms.room("snapshots")
  const { horizon } = yield* Settings
  const { latest, present } = yield* Dates.believed
  const window = { from: Time.subtract(present, horizon), to: latest }
  const speaks = yield* Authority.speakers
  const waku = yield* Waku
  const pages = waku.query({ pubsubTopic: room.pubsubTopic, contentTopics: [room.topic], window })

  const believed = Effect.fnUntraced(function* (batch: ReadonlyArray<Received>) {
    const notices: Array<Notice.SnapshotAnnouncement> = []
    for (const { author, payload, received, type } of (yield* Inbox.open(room, batch)).read) {
      if (type !== Application.Type.COMMUNITY_SNAPSHOT) continue
      const notice = Notice.decode(payload)
      if (Result.isFailure(notice) || notice.success.channel !== channel) continue
      const { frontier } = notice.success
      // A log cannot be newer than what tells of it. Its frontier is signed, the time of the message is not.
      if (Time.fromMillis(frontier) > Time.add(received.message.timestamp, Time.seconds(120))) continue
      if (yield* speaks(author, frontier)) notices.push(notice.success)
    }
    return notices
  })

  return yield* transient(
    Stream.runFold(
      Stream.mapEffect(pages, believed),
      (): ReadonlyArray<Notice.SnapshotAnnouncement> => [],
      (best, notices) =>
        [...new Map([...best, ...notices].map((one) => [one.cid, one])).values()]
          .sort((left, right) => Notice.order(right, left))
          .slice(0, REMEMBERED)
    )
  )
})

/** Downloads a snapshot, within bounds; it is what was announced, or refused. */
export const fetch = Effect.fn("Snapshots.fetch")(function* (notice: Notice.SnapshotAnnouncement) {
  const { channel, cid, entries, frontier } = notice
  const refuse = (why: string) => new SnapshotRejected({ cid, why })
  const codex = yield* Codex
  const { datasetSize } = yield* transient(codex.manifest(cid))
  if (datasetSize > Snapshot.MAX_BYTES) {
    return yield* refuse(`it has ${datasetSize} bytes, more than the ${Snapshot.MAX_BYTES} allowed`)
  }
  const snapshot = Snapshot.decode(Bytes.concat(yield* transient(Stream.runCollect(codex.get(cid)))))
  if (Result.isFailure(snapshot)) return yield* refuse(snapshot.failure.why)
  const { messages } = snapshot.success
  if (snapshot.success.channel !== channel) return yield* refuse("it is of another channel")
  if (messages.length !== entries || snapshot.success.frontier !== frontier) {
    return yield* refuse("it is not what was said of it")
  }
  return snapshot.success
})

/** The newest snapshot of the channel that can be had; what cannot is noted. */
export const newest = Effect.fn("Snapshots.newest")(function* (channel: string) {
  const progress = yield* Progress
  for (const notice of yield* announced(channel)) {
    const found = yield* Effect.result(fetch(notice))
    if (Result.isSuccess(found)) return Option.some({ notice, snapshot: found.success })
    yield* progress.note(`${found.failure.message}; trying an older one`)
  }
  return Option.none<{ readonly notice: Notice.SnapshotAnnouncement; readonly snapshot: Snapshot.Snapshot }>()
})
