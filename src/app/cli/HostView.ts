/** What `host` shows: a few lines that are redrawn on a terminal, one line for each change elsewhere, JSON for programs. */
import * as Effect from "effect/Effect"
import type { Sight } from "../host/Host.ts"
import type { Reporter } from "../Progress.ts"
import * as Table from "./Table.ts"
import * as Units from "./Units.ts"

export interface Options {
  readonly mode: "live" | "lines" | "json"
  readonly columns: number
  readonly unicode: boolean
  /** Takes text for people. */
  readonly write: (text: string) => void
  /** Takes lines for programs. */
  readonly print: (line: string) => void
}

export interface Counts {
  readonly communities: number
  readonly here: number
  readonly waiting: number
  readonly failing: number
  readonly archives: number
}

export const counts = ({ here, runners }: Sight): Counts => ({
  communities: runners.reduce((sum, { held }) => sum + held, 0),
  here: here.length,
  waiting: here.filter(({ state }) => state === "waiting").length,
  failing: here.filter(({ state }) => state === "failing").length,
  archives: here.reduce((sum, { archives }) => sum + archives, 0)
})

const sentence = ({ archives, failing, here, waiting }: Counts): string =>
  `runs ${Units.count(here)} ${here === 1 ? "community" : "communities"} with ${Units.count(archives)} archives, ${Units.count(
    waiting
  )} starting, ${Units.count(failing)} failing`

/** Runners, what each holds, and the last thing that went wrong here. */
export const picture = (sight: Sight, columns: number, unicode: boolean): string => {
  const rows = sight.runners.map(({ alive, archives, failing, held, runner, waiting }) => [
    runner === "" ? "nobody" : runner === sight.runner ? `${runner} (here)` : runner,
    runner === "" ? "" : alive ? "alive" : "gone",
    Units.count(held),
    Units.count(archives),
    Units.count(waiting),
    Units.count(failing)
  ])
  const table = Table.render(
    [
      { title: "runner", align: "left", flexible: true },
      { title: "", align: "left" },
      { title: "communities", align: "right" },
      { title: "archives", align: "right" },
      { title: "starting", align: "right" },
      { title: "failing", align: "right" }
    ],
    rows,
    columns,
    unicode
  )
  const last = sight.here.filter(({ error }) => error !== "").toSorted((left, right) => right.at - left.at)[0]
  return last === undefined
    ? table
    : `${table}\n${Units.truncate(Units.printable(`last error: ${last.error}`), columns, unicode ? "…" : "~")}`
}

const UP = (lines: number): string => `\u001b[${lines}A\r\u001b[J`

export const make = ({ columns, mode, print, unicode, write }: Options) => {
  let drawn = 0
  let shown = ""
  let told = ""
  const draw = () => {
    write(`${shown}\n`)
    drawn = shown.split("\n").length
  }
  const clear = () => {
    if (drawn > 0) write(UP(drawn))
    drawn = 0
  }
  const event = (fields: Readonly<Record<string, unknown>>) =>
    print(Units.inert(JSON.stringify({ time: new Date().toISOString(), ...fields })))
  const reporter: Reporter = {
    start: () => Effect.succeed({ advance: () => Effect.void }),
    note: (text) =>
      Effect.sync(() => {
        const line = Units.printable(text)
        if (mode === "json") return event({ event: "note", message: line })
        clear()
        write(`${line}\n`)
        if (shown !== "") draw()
      })
  }
  const show = (sight: Sight) =>
    Effect.sync(() => {
      if (mode === "live") {
        clear()
        shown = picture(sight, columns, unicode)
        return draw()
      }
      const found = counts(sight)
      const line = sentence(found)
      if (line === told) return
      told = line
      if (mode === "json") event({ event: "communities", runner: sight.runner, ...found })
      else write(`${line}\n`)
    })
  return { reporter, show }
}
