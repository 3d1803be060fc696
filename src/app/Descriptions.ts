/**
 * The community's name and channels, published by the control node and followed by members. A-58, CHA-92, CHA-95.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Application from "../domain/community/Application.ts"
import * as Description from "../domain/community/Description.ts"
import * as PublicKey from "../domain/community/PublicKey.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import { Waku } from "../ports/Waku.ts"
import { Community } from "./Community.ts"
import { compose } from "./Compose.ts"
import * as Inbox from "./Inbox.ts"
import { now } from "./Now.ts"
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

/** The newest description of a batch that the control node signed, or `current` where none is newer. */
export const newest = Effect.fn("Descriptions.newest")(function* (
  current: Option.Option<Description.Description>,
  batch: ReadonlyArray<Received>
) {
  const community = yield* Community
  const { futureSkew } = yield* Settings
  const latest = Time.toMillis(Time.add(yield* now, futureSkew))
  const opened = yield* Inbox.open(
    community.description,
    batch.filter(({ message }) => message.contentTopic === community.description.topic)
  )
  let best = current
  for (const { author, payload, type } of opened.read) {
    if (PublicKey.toCommunityId(author) !== community.id || type !== Application.Type.COMMUNITY_DESCRIPTION) continue
    const description = Description.decode(payload, community.id)
    if (Result.isFailure(description) || !Description.isPlausible(description.success, latest)) continue
    if (Option.isNone(best) || description.success.clock > best.value.clock) best = Option.some(description.success)
  }
  return best
})

export const isPlausible = Description.isPlausible

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
