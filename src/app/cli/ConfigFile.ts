/**
 * Settings in a file: `--config FILE`, else `COMMUNITY_HISTORY_CONFIG`, else `community-history/config.json` in the user's
 * configuration folder. The environment overrides the file, flags override both. A key is the name of its variable without
 * `COMMUNITY_HISTORY_`, in camel case: `announcementWait`.
 */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import * as Limits from "../Limits.ts"

const PREFIX = "COMMUNITY_HISTORY_"

interface Kind {
  readonly expected: string
  readonly accepts: (value: unknown) => boolean
}

const span: Kind = {
  expected: 'a span of time such as "20 seconds"',
  accepts: (value) => typeof value === "string" && Option.isSome(Duration.fromInput(value as Duration.Input))
}

const folder: Kind = {
  expected: "the path of a folder",
  accepts: (value) => typeof value === "string" && value !== ""
}

const list: Kind = {
  expected: "a list of addresses",
  accepts: (value) => Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "")
}

/** Every limit, as `maxIndexBytes`. */
const limits: Readonly<Record<string, Kind>> = Object.fromEntries(
  Limits.names.map((name): [string, Kind] => {
    const kind = Limits.kinds[name]
    return [
      Limits.key(name),
      {
        expected: Limits.expected(kind),
        accepts: (value) =>
          (typeof value === "string" || typeof value === "number") && Limits.parse(kind, String(value)) !== undefined
      }
    ]
  })
)

const KEYS: Readonly<Record<string, Kind>> = {
  network: folder,
  codex: list,
  waku: list,
  profile: {
    expected: '"spec", "status" or "status-prod"',
    accepts: (value) => value === "spec" || value === "status" || value === "status-prod"
  },
  home: folder,
  window: span,
  join: { expected: "true or false", accepts: (value) => typeof value === "boolean" },
  joins: {
    expected: '"accept", "reject" or "ignore"',
    accepts: (value) => value === "accept" || value === "reject" || value === "ignore"
  },
  metrics: {
    expected: 'a port, or "HOST:PORT"',
    accepts: (value) => (typeof value === "string" || typeof value === "number") && /^(.+:)?\d{1,5}$/.test(`${value}`)
  },
  logFormat: {
    expected: '"pretty", "json" or "logfmt"',
    accepts: (value) => value === "pretty" || value === "json" || value === "logfmt"
  },
  archiving: { expected: "true or false", accepts: (value) => typeof value === "boolean" },
  compression: {
    expected: '"auto", "gzip" or "none"',
    accepts: (value) => value === "auto" || value === "gzip" || value === "none"
  },
  settle: span,
  reannounce: span,
  grace: span,
  retention: span,
  horizon: span,
  announcementWait: span,
  overlap: span,
  futureSkew: span,
  auditEvery: span,
  renewal: span,
  serving: { expected: "true or false", accepts: (value) => typeof value === "boolean" },
  ...limits
}

export const variable = (key: string): string =>
  PREFIX + key.replaceAll(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase()

/** What a file may set. */
export const keys: ReadonlyArray<string> = Object.keys(KEYS)

/** The file cannot be used; the message says which, where in it, and what is expected. */
export class ConfigFailure extends Schema.TaggedError<ConfigFailure>()("ConfigFailure", {
  file: Schema.String,
  why: Schema.String
}) {
  override get message(): string {
    return `${this.file}: ${this.why}`
  }
}

/** What stands in the file, as far as a line has room for it. */
const shown = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? Array.isArray(value)
      ? "a list"
      : "an object"
    : JSON.stringify(value).slice(0, 100)

/** The values of a file as variables. Throws `ConfigFailure`. */
export const read = (file: string): Readonly<Record<string, string>> => {
  const refuse = (why: string): never => {
    throw new ConfigFailure({ file, why })
  }
  let content: unknown
  try {
    content = JSON.parse(fs.readFileSync(file, "utf8"))
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined
    if (code === "ENOENT") return refuse("there is no such configuration file")
    if (code !== undefined) return refuse("the configuration file cannot be read; check its permissions")
    return refuse("the configuration file is no valid JSON")
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    return refuse('the configuration file must hold one JSON object, such as {"settle": "1 minute"}')
  }
  return Object.fromEntries(
    Object.entries(content).map(([key, value]: [string, unknown]) => {
      const kind = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined
      if (kind === undefined)
        return refuse(`"${key.slice(0, 100)}" is no setting; known are ${Object.keys(KEYS).join(", ")}`)
      if (!kind.accepts(value)) return refuse(`"${key}" is ${shown(value)}; expected ${kind.expected}`)
      const isFolder = kind === folder && typeof value === "string"
      return [variable(key), isFolder ? path.resolve(path.dirname(file), value) : String(value)]
    })
  )
}

/** Which file the user named on the command line or in the environment. */
const named = (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv): string | undefined => {
  const at = args.findIndex((arg) => arg === "--config" || arg.startsWith("--config="))
  const given = at < 0 ? undefined : args[at]!.includes("=") ? args[at]!.slice("--config=".length) : args[at + 1]
  return given ?? env[`${PREFIX}CONFIG`]
}

/** Where every `Config` of the process comes from: the environment, behind it the file. Throws `ConfigFailure`. */
export const provider = (
  args: ReadonlyArray<string>,
  env: NodeJS.ProcessEnv = process.env
): ConfigProvider.ConfigProvider => {
  const file = named(args, env)
  const standard = path.join(
    env["XDG_CONFIG_HOME"] || path.join(os.homedir(), ".config"),
    "community-history",
    "config.json"
  )
  const values = file !== undefined ? read(file) : fs.existsSync(standard) ? read(standard) : {}
  const present = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return ConfigProvider.fromEnv({ env: { ...values, ...Object.fromEntries(present) } })
}
