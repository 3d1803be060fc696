/** Sync messages are for quiet channels: whatever is said puts them off, and each makes the next one rarer. SDS-20. */
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Delay from "./Delay.ts"
import * as Turn from "./Turn.ts"

const after = (turn: Turn.Turn, syncs: number, what: string): Nanos => {
  const { participant, policy } = turn.config
  const span = Delay.doubled(policy.syncAfter, syncs, policy.syncAtMost)
  return Time.add(turn.now, Delay.around(span, participant, what))
}

/** Something was said. */
export const stir = (turn: Turn.Turn, id: string): void => {
  turn.state.quiet = { ...turn.state.quiet, syncs: 0, syncAt: after(turn, 0, id) }
}

/** Another participant told what we would have told. */
export const rest = (turn: Turn.Turn, id: string): void => {
  const { quiet } = turn.state
  if (quiet.syncAt === undefined) return
  turn.state.quiet = { ...quiet, syncAt: after(turn, quiet.syncs, id) }
}

/** We told it. */
export const told = (turn: Turn.Turn, id: string): void => {
  const { syncs } = turn.state.quiet
  turn.state.quiet = {
    syncs: Math.min(syncs + 1, 32),
    syncAt: after(turn, syncs + 1, id),
    repairsFrom: Time.add(turn.now, turn.config.policy.repairPause)
  }
}
