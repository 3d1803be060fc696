/** What it costs to unite two indexes of ten years, each with a year that the other lacks. */
import * as HashMap from "effect/HashMap"
import * as Result from "effect/Result"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Decade from "./decade.ts"
import { alone, argumentsOfChild, child, median, rounds, type Measure } from "./measure.ts"

/** Weeks that one of the two lacks. */
const YEAR = 52
const WEEKS = Decade.WEEKS + YEAR
/** Merges in each process, and those before them that nobody counts. */
const TURNS = 9

const PRESENT = Time.fromIso("2026-01-01T00:00:00Z")!

interface Cost {
  readonly entries: number
  readonly merge: number
  readonly decode: number
}

/** Both indexes are read from their files anew for every merge: nothing of one is an object of the other. */
const cost = (archives: number, topics: number): Cost => {
  const entries = Decade.entries(Decade.gridDue(WEEKS, PRESENT), WEEKS, archives, topics)
  const lacking = YEAR * archives
  const files = [entries.slice(0, -lacking), entries.slice(lacking)].map((half) =>
    ArchiveIndex.encode(ArchiveIndex.make(half))
  )
  const limits = { maxBytes: 2 ** 30, maxEntries: entries.length, maxTopics: topics }
  const measured = rounds(TURNS * 2, () => {
    const started = performance.now()
    const [left, right] = files.map((bytes) => Result.getOrThrow(ArchiveIndex.decode(bytes, limits)).index)
    const decoded = performance.now()
    const merged = ArchiveIndex.merge(left!, right!)
    const ended = performance.now()
    if (HashMap.size(merged) !== entries.length) throw new Error("the union is not whole")
    return { decode: (decoded - started) / 2, merge: ended - decoded }
  }).slice(TURNS)
  return {
    entries: entries.length - lacking,
    merge: median(measured.map(({ merge }) => merge)),
    decode: median(measured.map(({ decode }) => decode))
  }
}

const line = ({ decode, entries, merge }: Cost, topics: string): string =>
  `two indexes of ${entries.toLocaleString("en-US")} archives of ${topics}: ${merge.toFixed(2)} ms; reading each of them ${decode.toFixed(1)} ms`

export const measure: Measure = {
  title: "merge of two indexes of ten years",
  goal: "< 5 ms",
  limit: 5,
  run: (count) => {
    const measured = (archives: number, topics: number): Cost => {
      const costs = rounds(count, () => child(import.meta.filename, `${archives}`, `${topics}`) as Cost)
      const of = (name: keyof Cost) => median(costs.map((one) => one[name]))
      return { entries: of("entries"), merge: of("merge"), decode: of("decode") }
    }
    const weekly = measured(1, 50)
    const split = measured(50, 1)
    return Promise.resolve({
      value: weekly.merge,
      unit: "ms",
      detail: [line(weekly, "50 topics"), line(split, "one topic")]
    })
  }
}

const args = argumentsOfChild()
if (args !== undefined) process.stdout.write(JSON.stringify(cost(Number(args[0]), Number(args[1]))))
else if (import.meta.main) await alone(measure)
