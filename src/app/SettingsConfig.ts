/**
 * Settings as the environment says them, `COMMUNITY_HISTORY_*`; durations as Effect writes them (`"7 days"`, `"20 seconds"`).
 * Apart from the settings, since a browser has no environment.
 */
import type * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Compression from "../domain/history/Compression.ts"
import type { Nanos } from "../domain/Time.ts"
import * as Environment from "./Environment.ts"
import * as Limits from "./Limits.ts"
import { defaults, Settings } from "./Settings.ts"
import * as Spans from "./Spans.ts"

const POLICIES: ReadonlyArray<Compression.Policy> = ["auto", "gzip", "none"]
/** As Effect reads them. */
const BOOLEANS: Readonly<Record<string, boolean | undefined>> = {
  true: true,
  yes: true,
  on: true,
  "1": true,
  y: true,
  false: false,
  no: false,
  off: false,
  "0": false,
  n: false
}

const span = (name: string, standard: Nanos) =>
  Environment.read(name, standard, 'a span of time such as "20 seconds"', Spans.parse)

const one = (name: keyof Limits.Limits) =>
  Environment.read<number | Nanos>(
    Limits.variable(name),
    Limits.defaults[name],
    Limits.expected(Limits.kinds[name]),
    (text) => Limits.parse(Limits.kinds[name], text)
  )

/** By the environment, `COMMUNITY_HISTORY_MAX_…`. */
const limits = Effect.map(
  Effect.forEach(Limits.names, (name) => Effect.map(one(name), (value) => [name, value] as const)),
  (values) => Object.fromEntries(values) as unknown as Limits.Limits
)

export const layer: Layer.Layer<Settings, Config.ConfigError | Environment.SettingRefused> = Layer.effect(
  Settings,
  Effect.all({
    archiving: Environment.read("ARCHIVING", defaults.archiving, "true or false", (text) => BOOLEANS[text]),
    compression: Environment.read("COMPRESSION", defaults.compression, '"auto", "gzip" or "none"', (text) =>
      POLICIES.find((policy) => policy === text)
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
    renewal: span("RENEWAL", defaults.renewal),
    serving: Environment.read("SERVING", defaults.serving, "true or false", (text) => BOOLEANS[text]),
    limits
  })
)
