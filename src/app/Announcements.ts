/**
 * The special channel: what the control node says on it, and what anybody may believe of it. CHA-49…56, A-10…15, A-18…20.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Application from "../domain/community/Application.ts"
import * as PublicKey from "../domain/community/PublicKey.ts"
import * as Cid from "../domain/codex/Cid.ts"
import * as Announcement from "../domain/history/Announcement.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import * as Wire from "../domain/wire/Wire.ts"
import { ControlKey } from "../ports/ControlKey.ts"
import { Waku } from "../ports/Waku.ts"
import * as Authority from "./Authority.ts"
import { Community } from "./Community.ts"
import { compose } from "./Compose.ts"
import * as Dates from "./Dates.ts"
import * as Inbox from "./Inbox.ts"

/** The role of the control node belongs to somebody else now: nobody would follow. */
export class RoleLost extends Schema.TaggedError<RoleLost>()("RoleLost", { holder: Schema.String }) {
  override get message(): string {
    return `the role of the control node was handed to ${this.holder}; this node announces nothing any more`
  }
}

/**
 * Publishes an announcement, behind the proof that its author has the role. It is dated by its own clock, so announcing the same
 * again after a crash is the same message.
 */
export const announce = Effect.fn("Announcements.announce")(function* (cid: Cid.Cid, clock: Time.Millis) {
  const { archives } = yield* Community
  const { publicKey } = yield* ControlKey
  if (yield* Authority.isLost(publicKey)) {
    return yield* new RoleLost({ holder: PublicKey.toText(yield* Authority.holder) })
  }
  yield* Authority.proclaim
  const [message] = yield* compose(archives, [
    {
      type: Application.Type.COMMUNITY_MESSAGE_ARCHIVE_INDEX,
      payload: Wire.encodeAnnouncement({ clock, cid }),
      timestamp: Time.fromMillis(clock)
    }
  ])
  yield* (yield* Waku).publish(archives.pubsubTopic, message!.received.message)
})

/** Whether its times are plausible now. */
export const isAdmissible = (times: Pick<Announcement.Announcement, "clock" | "timestamp">) =>
  Effect.map(Dates.believed, (dates) => Announcement.admissible(times, dates.present, dates))

/** Of a batch of the special channel, what the control node really announced; everything else is ignored (CHA-53, CHA-56). */
export const read = Effect.fn("Announcements.read")(function* (batch: ReadonlyArray<Received>) {
  const community = yield* Community
  yield* Authority.learn(batch)
  const speaks = yield* Authority.speakers
  const opened = yield* Inbox.open(
    community.archives,
    batch.filter(({ message }) => message.contentTopic === community.archives.topic)
  )
  const announcements: Array<Announcement.Announcement> = []
  for (const { author, payload, received, type } of opened.read) {
    if (type !== Application.Type.COMMUNITY_MESSAGE_ARCHIVE_INDEX) continue
    const content = Wire.decodeAnnouncement(payload)
    if (Result.isFailure(content)) continue
    const cid = Cid.parse(content.success.cid)
    if (Result.isFailure(cid)) continue
    const announcement = {
      clock: Time.millis(content.success.clock),
      timestamp: received.message.timestamp,
      cid: cid.success
    }
    if (!(yield* speaks(author, announcement.clock))) continue
    if (yield* isAdmissible(announcement)) announcements.push(announcement)
  }
  return announcements
})

/** The greatest of several, each index once, at most `count`. */
export const greatest = (
  announcements: ReadonlyArray<Announcement.Announcement>,
  count: number
): ReadonlyArray<Announcement.Announcement> => {
  const cids = new Set<Cid.Cid>()
  return announcements
    .toSorted((left, right) => Announcement.order(right, left))
    .filter(({ cid }) => !cids.has(cid) && cids.add(cid).size <= count)
}

/** The one that is followed. */
export const newest = (
  announcements: ReadonlyArray<Announcement.Announcement>
): Option.Option<Announcement.Announcement> => Option.fromUndefinedOr(greatest(announcements, 1)[0])
