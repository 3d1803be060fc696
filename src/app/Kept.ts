/**
 * The raw messages that a member keeps of windows that no archive holds yet: it makes the archive of them itself instead of
 * downloading it. Anybody may write in the channel of a community, so every window has room of its own: a flood takes
 * nothing of another one, and what it spoils is downloaded. Once the archive is applied none of it stays (CHA-68, CHA-73).
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Semaphore from "effect/Semaphore"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import * as Window from "../domain/history/Window.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import { MessageStore, type Taken } from "../ports/MessageStore.ts"
import * as Dates from "./Dates.ts"
import { Settings } from "./Settings.ts"

const everything: Window.Window = { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }

/** Windows whose room is known at the same time; the rest is counted anew. */
const MAX_KNOWN = 1_000

/** The windows of the newest archive; before there is any, those that a community has unless it chose others. */
const gridOf = (newest: Window.Window | undefined): Window.Grid =>
  newest === undefined
    ? { anchor: Time.nanos(0n), length: Window.WEEK }
    : { anchor: newest.from, length: Time.max(Window.SHORTEST, Time.subtract(newest.to, newest.from)) }

/** Of all windows, newest first, those that messages may still come for, and the one before them. */
const nearOf = (index: ArchiveIndex.ArchiveIndex, earliest: Time.Nanos): ReadonlyArray<Window.Window> => {
  const windows = ArchiveIndex.entries(index).map(([, { window }]) => window)
  const far = windows.findIndex(({ to }) => to <= earliest)
  return far < 0 ? windows : windows.slice(0, far + 1)
}

/** The share of each of the windows that messages of this age and younger may lie in. */
export const share = (limit: number, length: Time.Nanos, age: Time.Nanos): number =>
  Math.floor(limit / (Number((age + length - 1n) / length) + 1))

export const make = Effect.gen(function* () {
  const messages = yield* MessageStore
  const { limits } = yield* Settings
  const isOff = limits.keptMessages === 0 || limits.keptBytes === 0
  const gate = yield* Semaphore.make(1)
  /** Nobody else adds to these windows. */
  const taken = new Map<string, Taken>()
  let total: Taken | undefined
  let known: { readonly index: ArchiveIndex.ArchiveIndex; readonly near: ReadonlyArray<Window.Window> } | undefined

  const forget = Effect.fnUntraced(function* (window: Window.Window) {
    const counted = Effect.sync(() => {
      taken.clear()
      total = undefined
    })
    // Counting again reads every message that is kept: only where something went, or nobody knows what.
    return yield* Effect.onExit(messages.forget(window), (exit) =>
      Exit.isSuccess(exit) && exit.value === 0 ? Effect.void : counted
    )
  })

  const keep = Effect.fnUntraced(function* (window: Window.Window, batch: ReadonlyArray<Received>, age: Time.Nanos) {
    const name = `${window.from} ${window.to}`
    const inside = taken.get(name) ?? (yield* messages.pending(window))
    const all = total ?? (yield* messages.pending(everything))
    const length = Time.subtract(window.to, window.from)
    const left = (kind: keyof Taken, limit: number) =>
      Math.max(0, Math.min(share(limit, length, age) - inside[kind], limit - all[kind]))
    const kept = yield* messages.append(batch, {
      messages: left("messages", limits.keptMessages),
      bytes: left("bytes", limits.keptBytes)
    })
    const more = ({ bytes, messages }: Taken): Taken => ({
      messages: messages + kept.taken.messages,
      bytes: bytes + kept.taken.bytes
    })
    if (taken.size >= MAX_KNOWN) taken.clear()
    taken.set(name, more(inside))
    total = more(all)
  })

  const append = Effect.fn("Kept.append")(function* (index: ArchiveIndex.ArchiveIndex, batch: ReadonlyArray<Received>) {
    if (isOff) return
    const { age, earliest, latest, tolerance } = yield* Dates.believed
    if (known?.index !== index) known = { index, near: nearOf(index, earliest) }
    const sealed = known.near.filter((window) => Window.implausible(window, latest) === undefined)
    const grid = gridOf(sealed[0])
    // What comes for a window whose archive is known came too late for it, or with it.
    const open = batch.filter(({ message }) => !sealed.some((window) => Window.contains(window, message.timestamp)))
    const parts = Map.groupBy(open, ({ message }) => Window.indexOf(grid, message.timestamp))
    for (const [number, inside] of parts) {
      yield* keep(Window.at(grid, number), inside, Time.add(age, tolerance))
    }
  }, gate.withPermits(1))

  /** Drops what is of no more use: windows all of whose archives are applied, and what nobody would archive any more. */
  const sweep = Effect.fn("Kept.sweep")(function* (
    index: ArchiveIndex.ArchiveIndex,
    applied: ReadonlySet<ArchiveIndex.ArchiveKey>
  ) {
    const oldest = yield* messages.oldest
    if (Option.isNone(oldest)) return
    const { earliest } = yield* Dates.believed
    if (oldest.value < earliest) yield* forget({ from: everything.from, to: earliest })
    const near = [...index].filter(([, { window }]) => window.to > oldest.value)
    const missing = near.filter(([key]) => !applied.has(key))
    for (const [key, { window }] of near) {
      if (applied.has(key) && !missing.some(([, other]) => Window.equals(other.window, window))) yield* forget(window)
    }
  }, gate.withPermits(1))

  return { append, forget: (window: Window.Window) => gate.withPermits(1)(forget(window)), sweep }
})

export type Kept = Effect.Success<typeof make>
