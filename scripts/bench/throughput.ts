/** Sealing and hydrating one window, each beside its floor, their memory and the pauses of the event loop. */
import * as fs from "node:fs"
import * as path from "node:path"
import { child, median, rounds, say, type Measure, type Outcome } from "./measure.ts"
import { profile } from "./profile.ts"
import type { Measured } from "./window.ts"

const WINDOW = path.join(import.meta.dirname, `window${path.extname(import.meta.filename)}`)
const MIB = 2 ** 20

export const count = (value: number): string => Math.round(value).toLocaleString("en-US")

const WHATS = ["seal", "sealFloor", "hydrate", "hydrateFloor"] as const
type What = (typeof WHATS)[number]

interface Window {
  readonly messages: number
  readonly bytes: number
  readonly measured: Readonly<Record<What, ReadonlyArray<Measured>>>
  /** Where the time went, a line for each thread. */
  readonly profiles: Readonly<Record<"seal" | "hydrate", ReadonlyArray<string>>>
}

const prepare = (folder: string, messages: number): { readonly cid: string; readonly size: number } => {
  say(`making ${count(messages)} messages`)
  fs.mkdirSync(folder)
  return child(WINDOW, "fill", folder, `${messages}`) as { readonly cid: string; readonly size: number }
}

const measure = (folder: string, messages: number, times: number, whats: ReadonlyArray<What>): Window => {
  const { cid, size } = prepare(folder, messages)
  const measured: Record<What, Array<Measured>> = { seal: [], sealFloor: [], hydrate: [], hydrateFloor: [] }
  rounds(times, (round) => {
    for (const what of whats) {
      const one = child(WINDOW, what, folder, cid) as Measured
      measured[what].push(one)
      say(`round ${round + 1} of ${times}: ${what} ${count(one.millis)} ms, ${count(one.megabytes)} MiB`)
    }
  })
  const profiled = (what: "seal" | "hydrate") =>
    whats.includes(`${what}Floor`) ? profile(folder, WINDOW, what, folder, cid) : []
  const profiles = { seal: profiled("seal"), hydrate: profiled("hydrate") }
  fs.rmSync(folder, { recursive: true })
  return { messages, bytes: size, measured, profiles }
}

const of = (list: ReadonlyArray<Measured>, name: keyof Measured): number => median(list.map((one) => one[name]))

const speed = ({ measured, messages }: Window, what: What): string =>
  `${count((messages / of(measured[what], "millis")) * 1000)} messages a second`

const times = (large: Window, what: "seal" | "hydrate"): Outcome => {
  const ours = large.measured[what]
  const floor = large.measured[`${what}Floor`]
  return {
    value: of(ours, "millis") / of(floor, "millis"),
    unit: "×",
    detail: [
      `${speed(large, what)}; the floor ${speed(large, `${what}Floor`)}`,
      `processor time of all threads: ${count((of(ours, "cpu") / large.messages) * 1000)} µs a message`,
      ...large.profiles[what]
    ]
  }
}

/** What is measured of windows of these sizes, all of it in one go. */
export const measures = (
  folder: string,
  sizes: { readonly small: number; readonly large: number }
): ReadonlyArray<Measure> => {
  let found: { readonly small: Window; readonly large: Window } | undefined
  const windows = (times: number) =>
    (found ??= {
      small: measure(path.join(folder, "small"), sizes.small, times, ["seal", "hydrate"]),
      large: measure(path.join(folder, "large"), sizes.large, times, WHATS)
    })
  const peak = (one: Window) => Math.max(of(one.measured.seal, "megabytes"), of(one.measured.hydrate, "megabytes"))
  const memory = ({ measured, messages }: Window): string =>
    `${count(messages)} messages: sealing ${count(of(measured.seal, "megabytes"))} MiB, hydrating ${count(of(measured.hydrate, "megabytes"))} MiB`
  return [
    {
      title: `seal ${count(sizes.large)} messages, against the platform's SHA-256, the configured compression and a synced write of the same bytes`,
      goal: "≤ 1.3×",
      limit: 1.3,
      run: async (times_) => {
        const { large } = windows(times_)
        const { detail, ...rest } = times(large, "seal")
        return { ...rest, detail: [`the archive has ${count(large.bytes / MIB)} MiB`, ...detail] }
      }
    },
    {
      title:
        "hydrate them from the downloaded file, against bare signature checks (native, all cores) and inserts of the same rows into the same tables",
      goal: "≤ 1.3×",
      limit: 1.3,
      run: async (times_) => times(windows(times_).large, "hydrate")
    },
    {
      title: "peak memory of the process, Node and its threads included",
      goal: "< 256 MiB, and flat",
      limit: 256,
      run: async (times_) => {
        const { large, small } = windows(times_)
        return { value: Math.max(peak(small), peak(large)), unit: "MiB", detail: [memory(small), memory(large)] }
      }
    },
    {
      title: "longest pause of the host's event loop while it hydrates at full speed",
      goal: "< 50 ms",
      limit: 50,
      run: async (times_) => {
        const { measured } = windows(times_).large
        return {
          value: of(measured.hydrate, "pause"),
          unit: "ms",
          detail: [`in a round at most ${count(Math.max(...measured.hydrate.map(({ pause }) => pause)))} ms`]
        }
      }
    }
  ]
}
