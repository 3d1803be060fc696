/** How commands print: data on standard output, everything else on standard error. */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TerminalProgress from "./Progress.ts"
import * as Units from "./Units.ts"

export interface Terminal {
  readonly columns: number
  readonly colour: boolean
  readonly unicode: boolean
}

const isUnicode = (): boolean => {
  const locale = process.env["LC_ALL"] || process.env["LC_CTYPE"] || process.env["LANG"] || ""
  return process.platform !== "linux" || locale === "" || /utf-?8/i.test(locale)
}

/** What standard output can show. Colours respect `NO_COLOR` and a pipe. */
export const terminal = Effect.sync((): Terminal => {
  const tty = process.stdout.isTTY
  return {
    columns: tty ? process.stdout.columns : 100,
    colour: tty && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb",
    unicode: isUnicode()
  }
})

/** Bars where standard error is a terminal, plain lines elsewhere. */
export const progress = Layer.suspend(() =>
  TerminalProgress.layer({
    mode: process.stderr.isTTY ? "bar" : "lines",
    columns: process.stderr.columns ?? 80,
    colour: process.stderr.isTTY && !process.env["NO_COLOR"],
    unicode: isUnicode(),
    write: (text) => void process.stderr.write(text)
  })
)

/** How a user calls this program: from a checkout, or installed. */
export const program = import.meta.filename.endsWith(".ts") ? "npm run -s cli --" : "community-history"

export const print = (text: string) => Console.log(text)

/** One line of JSON; 64-bit numbers as decimal strings. */
export const json = (value: unknown) =>
  Console.log(
    Units.inert(JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner)))
  )
