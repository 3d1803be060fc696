/**
 * `npm run power`: what the simulator and the properties are worth. Each mutant of `mutants.ts` is tried on up to `--seeds`
 * communities and on the test suite; `caught.json` remembers who noticed it. `--mutant NAME` tries one, or several, separated by commas; `--first` leaves the suite out
 * where a community noticed; `--check` only
 * asks each witness of `caught.json` again.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { Simulator } from "../../src/testing/index.ts"
import { ask } from "../simulate/pool.ts"
import { mutants } from "./mutants.ts"
import * as Tests from "./tests.ts"

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "40" },
    mutant: { type: "string" },
    first: { type: "boolean", default: false },
    check: { type: "boolean", default: false }
  }
})

/** Who noticed a mutant. `seed`: the first community that broke an invariant, of `seeds` tried. */
interface Caught {
  readonly seed?: number
  readonly why?: string
  readonly test?: Tests.Noticing
}

const file = path.join(import.meta.dirname, "caught.json")
const known = (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {}) as Record<string, Caught>
const hooks = path.join(import.meta.dirname, "hooks.ts")
const say = (text: string) => process.stderr.write(`${text}\n`)

/** Small communities: most mistakes show early, and the suite tries the rest. */
const bounds: Simulator.Bounds = { maxWeeks: 6, maxFaults: 16 }

const simulated = async (mutant: string, seeds: ReadonlyArray<number>) => {
  let seed: number | undefined
  let why: string | undefined
  await ask({
    questions: seeds.map((one) => ({ seed: one, bounds, tries: 0 })),
    imports: [hooks],
    env: { MUTANT: mutant },
    onAnswer: (answer) => {
      if (answer.failure === undefined) return true
      seed = answer.seed
      why = answer.failure.why.split("\n", 1)[0]!
      return false
    }
  })
  return { seed, why }
}

const chosen = mutants.filter(({ name }) => values.mutant === undefined || values.mutant.split(",").includes(name))
const missed: Array<string> = []
for (const { means, name } of chosen) {
  const before = known[name]
  if (values.check) {
    const isCaught =
      before?.seed !== undefined
        ? (await simulated(name, [before.seed])).seed !== undefined
        : before?.test !== undefined && Tests.run(name, [before.test.file]) !== undefined
    if (!isCaught) missed.push(name)
    say(`${isCaught ? "caught" : "MISSED"}  ${name}: ${means}`)
    continue
  }
  const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => at + 1)
  const { seed, why } = await simulated(name, seeds)
  const test = values.first && seed !== undefined ? before?.test : Tests.run(name)
  known[name] = {
    ...(seed === undefined ? {} : { seed, ...(why === undefined ? {} : { why: why.slice(0, 160) }) }),
    ...(test === undefined ? {} : { test })
  }
  if (seed === undefined && test === undefined) missed.push(name)
  say(`${name}: ${seed === undefined ? "no seed" : `seed ${seed}`}, ${test === undefined ? "no test" : test.title}`)
  const ordered = mutants.flatMap((one) => (known[one.name] === undefined ? [] : [[one.name, known[one.name]]]))
  fs.writeFileSync(file, `${JSON.stringify(Object.fromEntries(ordered), undefined, 2)}\n`)
}
say(missed.length === 0 ? `all ${chosen.length} were caught` : `not caught: ${missed.join(", ")}`)
process.exitCode = missed.length === 0 ? 0 : 1
