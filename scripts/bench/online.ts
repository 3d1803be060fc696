/** What a member downloads that was online all the time, beside one that joins late: simulated weeks, the real nodes. */
import * as Limits from "../../src/app/Limits.ts"
import * as Actors from "../../src/testing/simulator/Actors.ts"
import * as Simulator from "../../src/testing/simulator/index.ts"
import { argumentsOfChild, child, median, rounds, type Measure } from "./measure.ts"

const WEEKS = 8
const MESSAGES = 200
const LATE = 6 * 7 * 24

interface Downloaded {
  readonly online: number
  readonly late: number
}

const run = (seed: number): Downloaded => {
  const { downloaded, wrong } = Simulator.run(
    { seed, weeks: WEEKS, perWeek: MESSAGES, members: [0, LATE], faults: [] },
    { member: (settings) => Actors.member({ ...settings, limits: Limits.defaults }, false) }
  )
  if (wrong.length > 0) throw new Error(wrong.join("; "))
  const [online = 0, late = 0] = downloaded
  return { online, late }
}

export const measure: Measure = {
  title: "archive bytes downloaded by a member that was online all the time",
  goal: "0",
  limit: 0,
  run: (count) => {
    const found = rounds(count, (round) => child(import.meta.filename, `${round}`) as Downloaded)
    return Promise.resolve({
      value: Math.max(...found.map(({ online }) => online)),
      unit: "bytes",
      detail: [
        `${WEEKS} weeks of ${MESSAGES} messages; a member that joins in the seventh downloads ${median(found.map(({ late }) => late)).toLocaleString("en-US")} bytes`
      ]
    })
  }
}

const args = argumentsOfChild()
if (args !== undefined) process.stdout.write(JSON.stringify(run(Number(args[0] ?? "0"))))
