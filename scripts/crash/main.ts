/**
 * `npm run crash -- --rounds N`: kills `import`, `archive` and `sync` with SIGKILL at random moments. Each is run again
 * until it finishes; in the end everything must be as if nothing had happened. `--seed S` repeats the same moments.
 */
import * as assert from "node:assert/strict"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { parseArgs } from "node:util"
import * as Community from "./community.ts"
import { finish, kill } from "./processes.ts"

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "100" },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` }
  }
})
const rounds = Number(values.rounds)
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error("--rounds is a number of at least 1")

/** The same numbers for the same seed. */
let state = Number(values.seed) >>> 0
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

const place = fs.mkdtempSync(path.join(os.tmpdir(), "crash-"))
const say = (text: string) => process.stdout.write(`${text}\n`)
const isTerminal = process.stdout.isTTY

say(`seed ${values.seed}: ${rounds} kills, after a run that nobody disturbs`)
const calm = await Community.found(path.join(place, "calm"))
const durations = new Map<string, number>()
for (const { args, name } of Community.steps(calm)) durations.set(name, (await finish(args)).millis)
const expected = await Community.outcome(calm)

const tally = new Map<string, { killed: number; ended: number }>()
let communities = 0

/** Kills a step a few times, then lets it finish; answers how many kills there were by then. */
const disturb = async ({ args, name }: Community.Step, before: number): Promise<number> => {
  const until = Math.min(rounds, before + 1 + Math.floor(random() * 4))
  for (let done = before + 1; done <= until; done++) {
    // A little longer than it takes: some kills come at the very end, or too late.
    const after = random() * durations.get(name)! * 1.1
    const counts = tally.get(name) ?? { killed: 0, ended: 0 }
    if (await kill(args, after)) counts.killed++
    else counts.ended++
    tally.set(name, counts)
    const line = `kill ${done} of ${rounds}: ${name} after ${Math.round(after)} ms`
    if (isTerminal) process.stdout.write(`\r\u001B[K${line}`)
    else if (done % 20 === 0) say(line)
  }
  await finish(args)
  return until
}

try {
  for (let done = 0; done < rounds;) {
    const community = await Community.found(path.join(place, `${++communities}`))
    for (const step of Community.steps(community)) done = await disturb(step, done)
    assert.deepStrictEqual(await Community.outcome(community), expected)
    fs.rmSync(community.folder, { recursive: true })
  }
} catch (error) {
  say(`${isTerminal ? "\n" : ""}in community ${communities}: ${error instanceof Error ? error.message : String(error)}`)
  say(`the folders are kept in ${place}; again with npm run crash -- --rounds ${rounds} --seed ${values.seed}`)
  process.exit(1)
}
fs.rmSync(place, { recursive: true })
if (isTerminal) say("")
for (const [name, { ended, killed }] of tally) say(`${name.padEnd(8)} killed ${killed} times, ${ended} times too late`)
say(
  `${communities} communities ended as the undisturbed one: the same archives, index, messages; nothing twice, nothing lost`
)
