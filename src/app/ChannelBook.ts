/**
 * The control node's side of the community description: keeps it, extends it, publishes it at creation, on every change
 * and at least weekly..
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Description from "../domain/community/Description.ts"
import * as MemberState from "../domain/history/MemberState.ts"
import type { Millis, Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import * as Descriptions from "./Descriptions.ts"
import { now } from "./Now.ts"
import { Settings } from "./Settings.ts"

const load = Effect.gen(function* () {
  const history = yield* HistoryStore
  return Option.getOrElse(yield* history.load, () => MemberState.initial)
})

/** The description in force; an empty one without clock before the first was published. */
export const current = (name: string) =>
  Effect.map(load, ({ description }) =>
    Option.getOrElse(description, (): Description.Description => ({
      clock: Time.millis(0n),
      name,
      channels: [],
      archiveClock: Time.millis(0n)
    }))
  )

/** A description that no member would read is not published; nothing changes. */
export class DescriptionRefused extends Schema.TaggedError<DescriptionRefused>()("DescriptionRefused", {
  why: Schema.String
}) {
  override get message(): string {
    return `the description of the community was not changed: ${this.why}; members would not read it`
  }
}

const publish = Effect.fn("ChannelBook.publish")(function* (changed: Description.Description) {
  const why = Description.excess(changed, (yield* Settings).limits)
  if (why !== undefined) return yield* new DescriptionRefused({ why })
  const present = Time.toMillis(yield* now)
  const next = { ...changed, clock: changed.clock < present ? present : Time.millis(changed.clock + 1n) }
  yield* Descriptions.publish(next)
  const history = yield* HistoryStore
  yield* history.save({ ...(yield* load), description: Option.some(next) })
  return next
})

/** Adds or renames channels, and publishes where anything changed. */
export const addChannels = Effect.fn("ChannelBook.addChannels")(function* (
  name: string,
  channels: ReadonlyArray<Description.Channel>
) {
  const before = yield* current(name)
  const after = Descriptions.withChannels(before, channels)
  return after === before && before.clock > 0n ? before : yield* publish(after)
})

/** Publishes where the index clock moved, the name changed, or the last publication is older than `every`. */
export const refresh = Effect.fn("ChannelBook.refresh")(function* (name: string, archiveClock: Millis, every: Nanos) {
  const before = yield* current(name)
  const due = Time.add(Time.fromMillis(before.clock), every) <= (yield* now)
  return due || before.archiveClock !== archiveClock || before.name !== name
    ? yield* publish({ ...before, name, archiveClock })
    : before
})
