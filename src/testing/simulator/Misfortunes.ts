/** Faults that a machine itself is asked for: the power fails, it is switched off, its clock goes wrong. */
import * as Effect from "effect/Effect"
import type { Act } from "./Course.ts"
import * as Journal from "./Journal.ts"
import type { Machine } from "./Machine.ts"
import type { Fault } from "./Scenario.ts"

/** `calm`: the hour from which on all is well. `backOn` starts the machine again, if it is to run by then. */
export const of = (
  { at, hours, kind, strength }: Fault,
  target: Machine,
  journal: Journal.Journal,
  calm: number,
  backOn: Effect.Effect<void>
): ReadonlyArray<Act> => {
  switch (kind) {
    case "crash":
      // Several times, as a machine does that is about to break for good.
      return Array.from({ length: strength }, (_, n) => ({
        hour: at + (n * Math.min(hours, 48)) / strength,
        perform: target.arm(120, `${at} ${n}`)
      }))
    case "disk-torn":
      return [{ hour: at, perform: target.armTear }]
    case "off":
      return [
        {
          hour: at,
          perform: Effect.suspend(() => {
            if (!target.isRunning()) return Effect.void
            Journal.count(journal, "off")
            return target.stop
          })
        },
        { hour: Math.min(at + hours, calm), perform: backOn }
      ]
    case "clock-ahead":
    case "clock-back":
    case "clock-drift":
      return [{ hour: at, perform: Effect.sync(() => Journal.count(journal, kind)) }]
    default:
      return []
  }
}
