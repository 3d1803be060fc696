/**
 * Every knob of a node, with its default. A host may override any of them; `docs/configuration.md` is the table.
 */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Compression from "../domain/history/Compression.ts"
import * as Time from "../domain/Time.ts"
import type { Nanos } from "../domain/Time.ts"

export interface Limits {
  /** Bytes of an index file, and how many entries it may list. */
  readonly indexBytes: number
  readonly indexEntries: number
  /** Content topics of one archive. */
  readonly topics: number
  /** Bytes of an archive file as stored. */
  readonly archiveBytes: number
  readonly inflate: Compression.InflateLimits
  /** Bytes of one message inside an archive, and how many messages an archive may hold. */
  readonly messageBytes: number
  readonly messages: number
  /** Live messages kept that came after their window was sealed. */
  readonly late: number
  /** Messages remembered that were not taken in (`explain`). */
  readonly refused: number
  /** Archives a member downloads at the same time. */
  readonly downloads: number
}

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
  /** How far ahead of our clock a message may be dated. */
  readonly futureSkew: Nanos
  /** How often a control node audits its archives (CHA-45). */
  readonly auditEvery: Nanos
  /** At the latest when an archive is stored on Codex again, which forgets it after 30 days. */
  readonly renewal: Nanos
  readonly limits: Limits
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
  limits: {
    indexBytes: 16 * 1024 * 1024,
    indexEntries: 100_000,
    topics: 1_000,
    archiveBytes: 4 * 1024 * 1024 * 1024,
    inflate: Compression.DEFAULT_LIMITS,
    messageBytes: 4 * 1024 * 1024,
    messages: 10_000_000,
    late: 10_000,
    refused: 10_000,
    downloads: 3
  }
}

export class Settings extends Context.Service<Settings, Values>()("community-history/app/Settings") {
  static layer(overrides: Partial<Values> = {}): Layer.Layer<Settings> {
    return Layer.succeed(Settings, { ...defaults, ...overrides })
  }

  /** Reads `COMMUNITY_HISTORY_*` from the environment; durations as Effect writes them (`"7 days"`, `"20 seconds"`). */
  static readonly layerConfig: Layer.Layer<Settings, Config.ConfigError> = Layer.effect(
    Settings,
    Effect.map(
      Config.all({
        archiving: Config.Boolean("ARCHIVING").pipe(Config.withDefault(defaults.archiving)),
        compression: Config.Literals(["auto", "gzip", "none"], "COMPRESSION").pipe(
          Config.withDefault(defaults.compression)
        ),
        settle: span("SETTLE", defaults.settle),
        reannounce: span("REANNOUNCE", defaults.reannounce),
        grace: span("GRACE", defaults.grace),
        retention: span("RETENTION", defaults.retention),
        horizon: span("HORIZON", defaults.horizon),
        announcementWait: span("ANNOUNCEMENT_WAIT", defaults.announcementWait),
        overlap: span("OVERLAP", defaults.overlap),
        futureSkew: span("FUTURE_SKEW", defaults.futureSkew),
        auditEvery: span("AUDIT_EVERY", defaults.auditEvery),
        renewal: span("RENEWAL", defaults.renewal)
      }).pipe(Config.nested("COMMUNITY_HISTORY")),
      (values) => ({ ...defaults, ...values })
    )
  )
}

function span(name: string, standard: Nanos): Config.Config<Nanos> {
  return Config.Duration(name).pipe(Config.map(fromDuration), Config.withDefault(standard))
}

/** A duration as a span of nanoseconds, clamped into their range. */
export function fromDuration(duration: Duration.Duration): Nanos {
  const nanos = Duration.toNanos(duration)
  return nanos._tag === "Some" ? Time.nanos(nanos.value) : (Time.MAX_NANOS as Nanos)
}
