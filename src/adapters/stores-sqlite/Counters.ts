/** Totals that a status shows. They are kept as rows change: counting them would read every message ever stored. */
import type { Session } from "./Connection.ts"
import * as Columns from "./Columns.ts"

/** `late`: what the quota of the late area pushed out. `bytes`: of the bodies of raw messages that are still held. */
export type Counter = "late" | "pending" | "settled" | "pruned" | "bytes" | "records" | "unreadable"

export const make = ({ get, run }: Session) => ({
  /** Part of the transaction of the change that it counts. */
  add: (name: Counter, change: number): void => {
    if (change === 0) return
    run(
      "INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
      name,
      change
    )
  },
  read: (name: Counter): number => Columns.number(get("SELECT value FROM counter WHERE name = ?", name), "value")
})
