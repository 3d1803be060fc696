/** A member node against the specification in a few dozen lines, by random sequences of commands. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import * as Announcements from "../../src/app/Announcements.ts"
import { Community } from "../../src/app/Community.ts"
import * as History from "../../src/app/History.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import type { Cid } from "../../src/domain/codex/Cid.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import type { Received } from "../../src/domain/waku/WakuMessage.ts"
import { Settings } from "../../src/app/Settings.ts"
import { HistoryStore } from "../../src/ports/HistoryStore.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { runs } from "../../src/testing/runs.ts"
import { at, START } from "./steps.ts"
import { clocked, process, type Clocked, type Process } from "./running.ts"
import * as World from "./world.ts"

const WEEKS = 4

/** When all commands begin: every archive has been made, and store nodes remember none of it. */
const LATER = Number((START + Time.days(7 * WEEKS + 1)) / 1_000_000n)

/** What a control node published once, for all runs: after each week one archive more, and an index that lists it. */
const published = await Effect.gen(function* () {
  yield* TestClock.setTime(Number(START / 1_000_000n))
  const [network, home] = [World.world(), World.home()]
  const keyed = Layer.merge(World.base(network, home), World.communityKey)
  const indexes: Array<Cid> = []
  for (let week = 0; week < WEEKS; week++) {
    yield* Effect.gen(function* () {
      const waku = yield* Waku
      const drafts = [0, 1].map((n) => World.chat(at(week * 7 + n, 1), `week ${week}.${n}`))
      yield* Effect.forEach(yield* World.messages(drafts), ({ received }) =>
        waku.publish(received.pubsubTopic, received.message)
      )
    }).pipe(Effect.provide(keyed, { local: true }))
    yield* TestClock.adjust(week === 0 ? `${7 * 24 * 60 + 1} minutes` : "7 days")
    // Replaced indexes stay on Codex, so that members may follow any of them.
    const options = { createdAt: START, settings: { grace: Time.days(1_000) } }
    const { announced } = yield* Effect.flatMap(ControlNode, (node) => node.archive).pipe(
      Effect.provide(World.control(network, home, options), { local: true })
    )
    indexes.push(Option.getOrThrow(announced).cid)
  }
  return { network: { ...network, waku: World.world().waku }, indexes }
}).pipe(Effect.provide(TestClock.layer()), Effect.runPromise)

/** An announcement of the n-th index, by the community or by somebody else, as the network delivers it. */
const announcement = (cid: Cid, clock: number, key: typeof World.communityKey) =>
  Effect.gen(function* () {
    const { archives } = yield* Community
    yield* Announcements.announce(cid, Time.millis(BigInt(LATER + clock)))
    const query = { pubsubTopic: archives.pubsubTopic, contentTopics: [archives.topic] }
    const window = { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }
    return (yield* Stream.runCollect((yield* Waku).query({ ...query, window }))).flat()[0]!
  }).pipe(
    Effect.provide(Layer.mergeAll(World.base(World.world(), World.home()), key, TestClock.layer())),
    Effect.runPromise
  )

const genuine = await Promise.all(published.indexes.map((cid, n) => announcement(cid, n, World.communityKey)))
const forged = await Promise.all(published.indexes.map((cid, n) => announcement(cid, 1_000 + n, World.memberKey)))

/** Live messages that a member may have had: those of the archives, and one more in each week that no archive holds. */
const live = await Effect.gen(function* () {
  const drafts = Array.from({ length: WEEKS }, (_, week) =>
    [0, 1, 2].map((n) => World.chat(at(week * 7 + n, 1), n === 2 ? `unheard ${week}` : `week ${week}.${n}`))
  )
  return yield* Effect.forEach(drafts, World.messages)
}).pipe(
  Effect.provide(Layer.merge(World.base(World.world(), World.home()), World.communityKey)),
  Effect.map((weeks) => weeks.map((week) => week.map(({ received }) => received))),
  Effect.runPromise
)

/** What the specification says of a member: CHA-56, CHA-57, CHA-61…64, CHA-69, CHA-70, A-17, A-19. */
class Model {
  heard = -1
  followed = -1
  readonly applied = new Set<number>()
  readonly own = new Map<number, Set<string>>()

  sync(selection: "all" | "latest" | number) {
    this.followed = Math.max(this.followed, this.heard)
    for (let week = 0; week <= this.followed; week++) {
      if (selection === "all" || (selection === "latest" ? week === this.followed : week === selection)) {
        this.applied.add(week)
      }
    }
  }

  texts(): ReadonlyArray<string> {
    return Array.from({ length: WEEKS }, (_, week) => {
      const archived = [0, 1].map((n) => `week ${week}.${n}`)
      return this.applied.has(week) ? archived : [...(this.own.get(week) ?? [])]
    })
      .flat()
      .sort()
  }
}

interface Real {
  readonly clock: Clocked
  readonly node: Process<MemberNode | HistoryStore | Community | Settings>
}

const observe = (real: Real, received: Received) =>
  real.node.use(Effect.flatMap(MemberNode, (node) => node.observe([received], "live")))

const agree = async (model: Model, { node }: Real) => {
  const [texts, applied] = await node.use(
    Effect.gen(function* () {
      const lines = (yield* Stream.runCollect(History.lines({}))).flat().map(({ text }) => text)
      const keys = (yield* (yield* HistoryStore).applied).map(({ entry }) => entry.window.from)
      return [lines.sort(), keys] as const
    })
  )
  assert.deepStrictEqual(texts, model.texts())
  assert.deepStrictEqual(
    applied,
    [...model.applied].sort((left, right) => left - right).map((week) => at(week * 7))
  )
}

class Hear implements fc.AsyncCommand<Model, Real> {
  readonly index: number
  readonly isGenuine: boolean
  constructor(index: number, isGenuine: boolean) {
    this.index = index
    this.isGenuine = isGenuine
  }
  check = () => true
  async run(model: Model, real: Real) {
    await observe(real, (this.isGenuine ? genuine : forged)[this.index]!)
    if (this.isGenuine) model.heard = Math.max(model.heard, this.index)
    await agree(model, real)
  }
  toString = () => `hear(${this.isGenuine ? "" : "forged "}${this.index})`
}

class Live implements fc.AsyncCommand<Model, Real> {
  readonly week: number
  readonly place: number
  constructor(week: number, place: number) {
    this.week = week
    this.place = place
  }
  check = () => true
  async run(model: Model, real: Real) {
    const text = this.place === 2 ? `unheard ${this.week}` : `week ${this.week}.${this.place}`
    model.own.set(this.week, (model.own.get(this.week) ?? new Set()).add(text))
    await observe(real, live[this.week]![this.place]!)
    await agree(model, real)
  }
  toString = () => `live(week ${this.week}, ${this.place})`
}

class Sync implements fc.AsyncCommand<Model, Real> {
  readonly selection: "all" | "latest" | number
  constructor(selection: "all" | "latest" | number) {
    this.selection = selection
  }
  check = () => true
  async run(model: Model, real: Real) {
    const selection =
      this.selection === "all"
        ? Selection.all
        : this.selection === "latest"
          ? Selection.latest
          : Selection.range({ from: at(this.selection * 7), to: Time.add(at(this.selection * 7), Window.WEEK) })
    const waiting = model.heard > model.followed
    await real.node.use(
      Effect.gen(function* () {
        const node = yield* MemberNode
        const running = yield* Effect.forkChild(node.sync(selection))
        if (waiting) {
          yield* TestClock.adjust("19 seconds")
          assert.isUndefined(running.pollUnsafe(), "nothing is fetched before twenty seconds have passed")
        }
        yield* TestClock.adjust("1 second")
        return yield* Fiber.join(running)
      }) as Effect.Effect<unknown, unknown, MemberNode>
    )
    model.sync(this.selection)
    await agree(model, real)
  }
  toString = () => `sync(${this.selection})`
}

class Restart implements fc.AsyncCommand<Model, Real> {
  check = () => true
  async run(model: Model, real: Real) {
    await real.node.restart()
    await agree(model, real)
  }
  toString = () => "restart"
}

const week = fc.nat(WEEKS - 1)

const commands = fc.commands(
  [
    fc
      .tuple(week, fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)))
      .map(([index, isGenuine]) => new Hear(index, isGenuine)),
    fc.tuple(week, fc.nat(2)).map(([n, place]) => new Live(n, place)),
    fc.oneof(fc.constantFrom("all" as const, "latest" as const), week).map((selection) => new Sync(selection)),
    fc.constant(new Restart())
  ],
  { maxCommands: 14 }
)

describe("a member node", () => {
  it("CHA-56 CHA-57 CHA-61 CHA-62 CHA-63 CHA-64 CHA-69 CHA-70 A-17 A-19: does what the specification says, in whichever order things happen", () =>
    fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const clock = await clocked(LATER)
        const node = await process(clock, World.member(published.network, World.home()))
        try {
          await fc.asyncModelRun(() => ({ model: new Model(), real: { clock, node } }), sequence)
        } finally {
          await node.stop()
          await clock.end()
        }
      }),
      { numRuns: runs }
    ))
})
