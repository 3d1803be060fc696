/**
 * `npm run cluster -- --communities N --processes P --kills K`: N communities on P runner processes that share one Postgres,
 * some of which are killed and started again while weeks end and people speak. In the end everything is counted.
 */
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { Waku } from "../../src/ports/Waku.ts"
import { freePort } from "../postgres/freePort.ts"
import * as Server from "../postgres/Server.ts"
import * as Board from "./board.ts"
import * as Check from "./check.ts"
import * as Report from "./report.ts"
import * as Runners from "./runners.ts"
import * as Worlds from "./world.ts"

const { values } = parseArgs({
  options: {
    communities: { type: "string", default: "1000" },
    processes: { type: "string", default: "3" },
    kills: { type: "string", default: "6" },
    messages: { type: "string", default: "3" },
    lease: { type: "string", default: "10" },
    turns: { type: "string", default: "8" },
    seed: { type: "string", default: `${Date.now() % 1_000_000}` },
    durable: { type: "boolean", default: false },
    "share-archives": { type: "boolean", default: false }
  }
})

const number = (name: string, text: string, least: number): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  process.stderr.write(`--${name} is a whole number of at least ${least}\n`)
  process.exit(2)
}

const communities = number("communities", values.communities, 1)
const processes = number("processes", values.processes, 2)
const kills = number("kills", values.kills, 0)
const perWeek = number("messages", values.messages, 1)
const lease = number("lease", values.lease, 3)

/** Seconds of running for each community, beside twenty for all. */
const PACE = 0.25
/** Milliseconds. */
const FOUNDING = 150
const SETTLING = 15_000
const PATIENCE = 30 * 60_000

/** The same numbers for the same seed. */
let state = Number(values.seed) >>> 0
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return state / 2 ** 32
}

const isTerminal = process.stderr.isTTY
const say = (text: string) => process.stderr.write(isTerminal ? `\r\u001B[K${text}\n` : `${text}\n`)
let lineAt = 0
const line = (text: string) => {
  if (isTerminal) process.stderr.write(`\r\u001B[K${text}`)
  else if (performance.now() - lineAt > 10_000) {
    lineAt = performance.now()
    say(text)
  }
}
const sleep = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis))
const seconds = (from: number): string => `${((performance.now() - from) / 1000).toFixed(1)} s`

if (Server.binaries() === undefined) {
  say("there is no PostgreSQL on this machine; install it (apt-get install postgresql)")
  process.exit(2)
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cluster-"))
const network = Check.network(folder)
const began = performance.now()
const server = await Server.start({ durable: values.durable, settings: { max_connections: 200 } })
const place: Runners.Place = {
  folder,
  postgres: server.url,
  lease: `${lease} seconds`,
  turns: number("turns", values.turns, 1),
  shareArchives: values["share-archives"]
}
const ports = await Promise.all(Array.from({ length: processes }, freePort))
const runners = new Map<number, Runners.Runner>()
const living = () => [...runners.values()].filter((runner) => runner.running())
const end = async () => {
  await Promise.all(living().map((runner) => runner.kill()))
  await server.stop()
}
// Whatever ends this process, also while another runner is being started.
process.once("exit", () => {
  for (const runner of living()) void runner.kill()
})
for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void end().then(() => process.exit(130)))
const kept: Array<Report.Kill> = []

const demonstrate = Effect.gen(function* () {
  const waku = yield* Waku
  const duration = 20_000 + communities * PACE * 1000
  say(`seed ${values.seed}: ${communities} communities, ${processes} processes, ${kills} kills, in ${folder}`)

  // The past: every community has spoken for four weeks; the end of the fourth is yet to come.
  const from = performance.now()
  const founding = communities * FOUNDING
  const worlds = Worlds.found(folder, communities, values.seed, founding + SETTLING, founding + duration)
  const speak = (world: Worlds.World, instants: ReadonlyArray<number>) =>
    Effect.flatMap(Effect.provide(Worlds.speak(world, instants), Worlds.layer(world)), (messages) =>
      Effect.forEach(messages, ({ message, pubsubTopic }) => waku.publish(pubsubTopic, message), { discard: true })
    )
  let founded = 0
  yield* Effect.forEach(
    worlds,
    (world) =>
      Effect.tap(speak(world, Worlds.past(world, perWeek, Date.now())), () =>
        Effect.sync(() => line(`${++founded} of ${communities} communities have a past`))
      ),
    { concurrency: 8, discard: true }
  )
  const told = () => worlds.reduce((sum, { said }) => sum + said.size, 0)
  say(`${communities} communities have said ${told()} messages in ${Worlds.WEEKS} weeks (${seconds(from)})`)

  // The runners, and what happens to them.
  const started = performance.now()
  for (let n = 0; n < processes; n++) runners.set(n, Runners.start(place, ports[n]!))
  const board = yield* Board.open(server.url)
  yield* board.until(({ run }) => run === communities, PATIENCE)
  say(`${processes} runners run all communities after ${seconds(started)}`)

  const last = Math.max(...worlds.map(({ end }) => end))
  let live = 0
  const speaking = Effect.gen(function* () {
    while (Date.now() < last - 1000) {
      const world = worlds[Math.floor(random() * communities)]!
      // A message whose week ends before it arrives would rightly be too late for its archive.
      if (Date.now() < world.end - 1000) {
        yield* speak(world, [Date.now()])
        live++
      }
      yield* Effect.promise(() => sleep(Math.max(20, duration / (communities * 2))))
    }
  })
  const killing = Effect.gen(function* () {
    const span = last - Date.now()
    for (let n = 0; n < kills; n++) {
      yield* Effect.promise(() => sleep((span / (kills + 1)) * (0.5 + random())))
      const victim = Math.floor(random() * processes)
      const runner = runners.get(victim)!
      const held = yield* board.held(runner.name)
      const at = performance.now()
      yield* Effect.promise(runner.kill)
      // Every other one comes back at once; its communities come back to it, or are elsewhere by then.
      const back = n % 2 === 1
      if (back) runners.set(victim, Runners.start(place, ports[victim]!))
      const millis = yield* board.taken(runner.name, at, PATIENCE)
      if (!back) {
        yield* Effect.promise(() => sleep(random() * 5000))
        runners.set(victim, Runners.start(place, ports[victim]!))
      }
      kept.push({ runner: runner.name, back, held, millis })
      say(
        `kill ${n + 1} of ${kills}: ${runner.name} with ${held} communities, all run again after ${(millis / 1000).toFixed(1)} s`
      )
    }
  })
  const watching = Effect.gen(function* () {
    for (;;) {
      const { archives, failing, run } = yield* board.look
      line(`${archives} of ${communities * Worlds.WEEKS} archives, ${run} communities run, ${failing} failing`)
      yield* Effect.promise(() => sleep(1000))
    }
  })
  yield* Effect.raceFirst(
    Effect.andThen(
      Effect.all([speaking, killing], { concurrency: 2, discard: true }),
      board.until(({ archives }) => archives === communities * Worlds.WEEKS, PATIENCE)
    ),
    watching
  )
  const worked = performance.now() - started
  say(`${communities * Worlds.WEEKS} archives are announced, ${live} messages were live (${seconds(started)})`)

  // A handover, and the end.
  const held = yield* board.held(runners.get(0)!.name)
  const at = performance.now()
  const stopped = yield* Effect.promise(() => runners.get(0)!.stop())
  const handed = yield* board.taken(runners.get(0)!.name, at, PATIENCE)
  say(`SIGTERM: ${held} communities handed over in ${(handed / 1000).toFixed(1)} s`)
  yield* Effect.promise(() => Promise.all(living().map((runner) => runner.stop())))

  let checked = 0
  const findings = yield* Effect.forEach(
    worlds,
    (world) =>
      Effect.tap(Effect.provide(Check.community(world), Worlds.layer(world)), () =>
        Effect.sync(() => line(`${++checked} of ${communities} communities checked`))
      ),
    { concurrency: 4 }
  )
  return Report.of({
    communities,
    processes,
    perWeek,
    lease,
    kills: kept,
    handover: { held, millis: handed, exit: stopped },
    seconds: worked / 1000,
    live,
    said: told(),
    findings: findings.map((finding, n) => ({ ...finding, name: worlds[n]!.name, id: worlds[n]!.id })),
    durable: values.durable,
    shared: values["share-archives"]
  })
}).pipe(Effect.provide(network), Effect.scoped)

let failed = true
try {
  const report = await Effect.runPromise(demonstrate)
  say(Report.table(report))
  failed = report.problems.length > 0
  Report.write(report)
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  for (const runner of runners.values()) if (!runner.running()) say(`${runner.name} had ended: ${runner.said()}`)
} finally {
  await end()
}
if (failed)
  say(`the folder is kept: ${folder}; again with npm run cluster -- --communities ${communities} --seed ${values.seed}`)
else fs.rmSync(folder, { recursive: true, force: true })
say(`in all ${seconds(began)}`)
process.exitCode = failed ? 1 : 0
