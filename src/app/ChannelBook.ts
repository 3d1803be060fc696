/**
 * The control node's side of the community description: keeps it, extends it, publishes it at creation, on every change
 * and at least weekly..
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Description from "../domain/community/Description.ts"
import * as MemberState from "../domain/history/MemberState.ts"
import type { Millis, Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import * as Descriptions from "./Descriptions.ts"
import { now } from "./Now.ts"

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

const publish = Effect.fn("ChannelBook.publish")(function* (changed: Description.Description) {
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
