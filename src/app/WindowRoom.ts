/**
 * What the network may add to a window that is not sealed yet. Anybody may write in the channel of a community, so a flood
 * cannot be told from a busy week: where a window is full, what comes is not kept, is counted, and is told once.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Window from "../domain/history/Window.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import { MessageStore, type Taken } from "../ports/MessageStore.ts"
import * as Intake from "./Intake.ts"
import * as Limits from "./Limits.ts"
import { Progress } from "./Progress.ts"
import { Settings } from "./Settings.ts"

/** Windows whose room is known at the same time; the rest is counted anew. */
const MAX_KNOWN = 1_000

export interface Outcome {
  readonly added: number
  readonly known: number
  readonly surplus: ReadonlyArray<Received>
}

const nothing: Outcome = { added: 0, known: 0, surplus: [] }

export const make = Effect.gen(function* () {
  const messages = yield* MessageStore
  const { limits } = yield* Settings
  /** Nobody else adds to the windows of this home but its owner. */
  const taken = new Map<string, Taken>()
  const told = new Set<string>()

  const tell = Effect.fnUntraced(function* (name: string, { from, to }: Window.Window) {
    if (told.has(name)) return
    if (told.size >= MAX_KNOWN) told.clear()
    told.add(name)
    yield* (yield* Progress).note(
      `the window ${Time.toIso(from)} to ${Time.toIso(to)} is full; what more the network sends for it is not kept. If it is meant, raise ${Limits.setting("windowBytes")} or ${Limits.setting("windowMessages")}: it is asked for again`
    )
  })

  const keep = Effect.fnUntraced(function* (window: Window.Window, batch: ReadonlyArray<Received>) {
    const name = `${window.from} ${window.to}`
    const held = taken.get(name) ?? (yield* messages.pending(window))
    const kept = yield* messages.append(batch, {
      messages: Math.max(0, limits.windowMessages - held.messages),
      bytes: Math.max(0, limits.windowBytes - held.bytes)
    })
    if (taken.size >= MAX_KNOWN) taken.clear()
    taken.set(name, { messages: held.messages + kept.taken.messages, bytes: held.bytes + kept.taken.bytes })
    if (kept.surplus.length > 0) {
      yield* Intake.remember(kept.surplus.map((received) => ({ received, refusal: "Full" })))
      yield* tell(name, window)
    }
    return kept
  })

  return {
    /** Keeps what fits into its window of the grid. */
    append: Effect.fn("WindowRoom.append")(function* (grid: Window.Grid, batch: ReadonlyArray<Received>) {
      let total = nothing
      const windows = Map.groupBy(batch, ({ message }) => Window.indexOf(grid, message.timestamp))
      for (const [index, inside] of windows) {
        const { added, known, surplus } = yield* keep(Window.at(grid, index), inside)
        total = {
          added: total.added + added,
          known: total.known + known,
          surplus: [...total.surplus, ...surplus]
        }
      }
      return total
    }),
    /** A window was settled: what it took is room again. */
    settled: Effect.sync(() => taken.clear())
  }
})

export type WindowRoom = Effect.Success<typeof make>

/** Of a community whose windows are not fixed yet, where they would most likely be. */
export const gridOf = (
  { createdAt, grid }: { readonly createdAt: Time.Nanos; readonly grid: Option.Option<Window.Grid> },
  length: Time.Nanos
): Window.Grid => Option.getOrElse(grid, () => ({ anchor: createdAt, length }))
