/**
 * Every knob of a node, with its default. A host may override any of them; `docs/configuration.md` is the table.
 */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type * as Compression from "../domain/history/Compression.ts"
import * as Time from "../domain/Time.ts"
import type { Nanos } from "../domain/Time.ts"
import * as Limits from "./Limits.ts"

export interface Values {
  /** Whether a control node makes archives at all (CHA-07). */
  readonly archiving: boolean
  readonly compression: Compression.Policy
  /** How long a window waits after its end before it is sealed. */
  readonly settle: Nanos
  /** At the latest when an index is announced again, and a description published again. */
  readonly reannounce: Nanos
  /** How long a replaced index stays on Codex. */
  readonly grace: Nanos
  /** How long settled raw messages are kept (CHA-16). */
  readonly retention: Nanos
  /** How far back the network's stores reach (CHA-01). */
  readonly horizon: Nanos
  /** How long a member waits after the last announcement (CHA-61). */
  readonly announcementWait: Nanos
  /** How far behind the last complete query a new one starts again, for messages whose sender's clock was slow. */
  readonly overlap: Nanos
  /** How far ahead of our clock whatever comes from the network may be dated (CHA-88). */
  readonly futureSkew: Nanos
  /** How often a control node audits its archives (CHA-45). */
  readonly auditEvery: Nanos
  /** At the latest when an archive is stored on Codex again, which forgets it after 30 days. */
  readonly renewal: Nanos
  /** Whether a member stores the archives that it made itself on its own Codex node, for others. */
  readonly serving: boolean
  readonly limits: Limits.Limits
}

export const defaults: Values = {
  archiving: true,
  compression: "auto",
  settle: Time.minutes(1),
  reannounce: Time.days(7),
  grace: Time.seconds(0),
  retention: Time.days(30),
  horizon: Time.days(30),
  announcementWait: Time.seconds(20),
  overlap: Time.minutes(5),
  futureSkew: Time.seconds(120),
  auditEvery: Time.days(1),
  renewal: Time.days(10),
  serving: false,
  limits: Limits.defaults
}

export class Settings extends Context.Service<Settings, Values>()("community-history/app/Settings") {
  static layer(overrides: Partial<Values> = {}): Layer.Layer<Settings> {
    return Layer.succeed(Settings, { ...defaults, ...overrides })
  }
}
