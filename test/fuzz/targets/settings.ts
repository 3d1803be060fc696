/** What a user sets: a configuration file, and variables. */
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as fc from "fast-check"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { threadId } from "node:worker_threads"
import * as ConfigFile from "../../../src/app/cli/ConfigFile.ts"
import * as Environment from "../../../src/app/Environment.ts"
import * as Limits from "../../../src/app/Limits.ts"
import { Settings } from "../../../src/app/Settings.ts"
import * as SettingsConfig from "../../../src/app/SettingsConfig.ts"
import * as Time from "../../../src/domain/Time.ts"
import { damaged } from "../generators/bytes.ts"
import { jsons } from "../generators/json.ts"
import { type Target, textOf, texts } from "../Target.ts"

/** Of this thread alone; gone again after each input. */
const FILE = path.join(os.tmpdir(), `community-history-fuzz-${process.pid}-${threadId}.json`)

const config = fc.oneof(
  fc
    .record(
      {
        network: fc.constantFrom("net", "/tmp/net"),
        codex: fc.constant(["http://127.0.0.1:8080"]),
        waku: fc.constant([]),
        profile: fc.constantFrom("spec", "status"),
        window: fc.constantFrom("7 days", "1 second"),
        join: fc.boolean(),
        metrics: fc.constantFrom<unknown>(9090, "127.0.0.1:9090"),
        logFormat: fc.constantFrom("json", "pretty"),
        compression: fc.constantFrom("auto", "gzip"),
        maxIndexBytes: fc.constantFrom<unknown>("16 MiB", 4096, "1.5 B"),
        maxTopics: fc.constantFrom(1, 0, 5, 1e300),
        maxAge: fc.constantFrom("31 days", "Infinity"),
        settle: fc.constantFrom("1 minute", "Infinity", "20 seconds"),
        futureSkew: fc.constantFrom("2 minutes", "-1 minute")
      },
      { requiredKeys: [] }
    )
    .map((value) => JSON.stringify(value)),
  fc.constantFrom("{}", '{"sette":"1 minute"}')
)

/** What is taken becomes variables that no later step refuses. */
const checkConfig: Target["check"] = async (input) => {
  fs.writeFileSync(FILE, input)
  let values: Readonly<Record<string, string>>
  try {
    values = ConfigFile.read(FILE)
  } catch (error) {
    if (!(error instanceof ConfigFile.ConfigFailure)) throw error
    assert.isTrue(error.why.length > 0 && error.file === FILE)
    return false
  } finally {
    fs.rmSync(FILE)
  }
  for (const [name, value] of Object.entries(values)) {
    assert.match(name, /^COMMUNITY_HISTORY_[A-Z_]+$/)
    assert.isString(value)
  }
  assert.deepStrictEqual(Object.keys(values).length, new Set(Object.keys(values)).size)
  assert.isTrue(await configured(values), "what the file may say the settings refuse")
  return true
}

/** Whether the settings take the variables; a failure is one of configuration. */
const configured = async (env: Readonly<Record<string, string>>): Promise<boolean> => {
  const provider = ConfigProvider.layer(ConfigProvider.fromEnv({ env }))
  const exit = await Effect.runPromiseExit(Settings.pipe(Effect.provide(Layer.provide(SettingsConfig.layer, provider))))
  if (Exit.isFailure(exit)) {
    for (const reason of exit.cause.reasons) {
      if (reason._tag !== "Fail") throw Cause.squash(exit.cause)
      assert.isTrue(reason.error instanceof Config.ConfigError || reason.error instanceof Environment.SettingRefused)
      assert.isAbove(reason.error.message.length, 0)
    }
    return false
  }
  const { limits, archiving, compression, serving, ...spans } = exit.value
  assert.isBoolean(archiving)
  assert.isBoolean(serving)
  assert.include(["auto", "gzip", "none"], compression)
  for (const span of Object.values(spans)) assert.isTrue(Time.isNanos(span))
  for (const name of Limits.names) {
    const kind = Limits.kinds[name]
    const limit = limits[name]
    if (typeof limit === "bigint") assert.isTrue(kind._tag === "Span" && Time.isNanos(limit))
    else {
      const { least, most = Number.MAX_SAFE_INTEGER } = kind._tag === "Count" ? kind : { least: 0 }
      assert.isTrue(Number.isSafeInteger(limit) && limit >= least && limit <= most, `${name} ${limit}`)
    }
  }
  return true
}

const variable = fc.tuple(
  fc.constantFrom(
    ..."SETTLE RETENTION HORIZON FUTURE_SKEW ARCHIVING COMPRESSION RENEWAL ".split(" "),
    ...Limits.names.map(Limits.variable)
  ),
  fc.oneof(
    fc.constantFrom("1 minute", "Infinity", "-1 day", "1e400 days", "NaN days", "true", "yes", "gzip", "1.5 nanos", ""),
    fc.constantFrom("16 MiB", "0", "-1", "1.5 B", "256", "257", "1e3", "9007199254740993", "99999999 TiB", "0.1 KiB"),
    fc.constantFrom(`${"9".repeat(400)} days`, "0x10 seconds", "P1D", "1 minute 1", "99999999999999999999 nanos"),
    fc.string({ maxLength: 12 })
  )
)
const variables = fc
  .array(variable, { maxLength: 3 })
  .map((list) => list.map(([name, value]) => `COMMUNITY_HISTORY_${name}=${value}`).join("\n"))

const checkSettings: Target["check"] = (input) =>
  configured(
    Object.fromEntries(
      textOf(input)
        .split("\n")
        .map((line) => [line.slice(0, Math.max(0, line.indexOf("="))), line.slice(line.indexOf("=") + 1)])
    )
  )

export const targets: ReadonlyArray<Target> = [
  {
    name: "config-file",
    law: "a configuration file is refused in words, or is variables that the settings take",
    kind: "text",
    inputs: jsons(config),
    check: checkConfig
  },
  {
    name: "settings",
    law: "variables are refused in words, or are settings within their ranges",
    kind: "text",
    inputs: damaged(texts(variables)),
    check: checkSettings
  }
]
