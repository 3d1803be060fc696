/**
 * The community's name and channels, published by the control node and followed by members. A-58, CHA-92, CHA-95.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Application from "../domain/community/Application.ts"
import * as Description from "../domain/community/Description.ts"
import * as Announcement from "../domain/history/Announcement.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import { Waku } from "../ports/Waku.ts"
import * as Authority from "./Authority.ts"
import { Community } from "./Community.ts"
import { compose } from "./Compose.ts"
import * as Dates from "./Dates.ts"
import * as Inbox from "./Inbox.ts"
import { Settings } from "./Settings.ts"

/** Publishes a description. Dated by its own clock: publishing the same again is the same message. */
export const publish = Effect.fn("Descriptions.publish")(function* (description: Description.Description) {
  const community = yield* Community
  const [message] = yield* compose(community.description, [
    {
      type: Application.Type.COMMUNITY_DESCRIPTION,
      payload: Description.encode(description),
      timestamp: Time.fromMillis(description.clock)
    }
  ])
  const waku = yield* Waku
  for (const { message: part, pubsubTopic } of message!.parts) yield* waku.publish(pubsubTopic, part)
})

/**
 * Whether its times are plausible now: a clock in the far future would silence every later description, one it states for
 * the index every later announcement.
 */
export const isAdmissible = (
  { archiveClock, clock }: Pick<Description.Description, "archiveClock" | "clock">,
  timestamp: Time.Nanos
) =>
  Effect.map(
    Dates.believed,
    (dates) =>
      Announcement.admissible({ clock, timestamp }, dates.present, dates) &&
      Time.fromMillis(archiveClock) <= dates.latest
  )

/** The newest description of a batch that the control node signed, or `current` where none is newer. */
export const newest = Effect.fn("Descriptions.newest")(function* (
  current: Option.Option<Description.Description>,
  batch: ReadonlyArray<Received>
) {
  const community = yield* Community
  const { limits } = yield* Settings
  const opened = yield* Inbox.open(
    community.description,
    batch.filter(({ message }) => message.contentTopic === community.description.topic)
  )
  const speaks = yield* Authority.speakers
  let best = current
  for (const { author, payload, received, type } of opened.read) {
    if (type !== Application.Type.COMMUNITY_DESCRIPTION) continue
    const description = Description.decode(payload, community.id, limits)
    if (Result.isFailure(description)) continue
    if (!(yield* speaks(author, description.success.clock))) continue
    if (!(yield* isAdmissible(description.success, received.message.timestamp))) continue
    if (Option.isNone(best) || description.success.clock > best.value.clock) best = Option.some(description.success)
  }
  return best
})

/** With the channels added or renamed; unchanged where nothing differs. */
export const withChannels = (
  description: Description.Description,
  channels: ReadonlyArray<Description.Channel>
): Description.Description => {
  const names = new Map(description.channels.map(({ id, name }) => [id, name]))
  const changed = channels.filter(({ id, name }) => names.get(id) !== name)
  if (changed.length === 0) return description
  for (const { id, name } of changed) names.set(id, name)
  return {
    ...description,
    channels: [...names].map(([id, name]) => ({ id, name })).sort((left, right) => (left.id < right.id ? -1 : 1))
  }
}
