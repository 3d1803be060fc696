/** The control node against the specification in a few dozen lines, by random sequences of commands. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import * as fc from "fast-check"
import * as ArchiveFiles from "../../src/app/ArchiveFiles.ts"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { MessageStore } from "../../src/ports/MessageStore.ts"
import { runs } from "../../src/testing/runs.ts"
import { at, START } from "./steps.ts"
import { clocked, process, type Clocked, type Process } from "./running.ts"
import * as World from "./world.ts"

/** What the specification says of a control node: CHA-15, CHA-21…24, CHA-28, CHA-33, CHA-41, A-06…09, A-31, A-32. */
class Model {
  /** Hours since the start. */
  now = 0
  readonly pending = new Map<string, number>()
  readonly late = new Set<string>()
  readonly archives: Array<{ readonly week: number; readonly hashes: ReadonlyArray<string> }> = []
  readonly known = new Set<string>()
  /** Spans that store nodes had forgotten when they were asked; no week that such a span touches is ever archived. */
  readonly gaps: Array<readonly [number, number]> = []
  syncedTo = 0
  sealedWeeks = 0
  announcements = 0
  announcedAt = 0

  receive(hash: string, hour: number, eligible: boolean) {
    if (!eligible || hour > this.now || hour < this.now - AGE || this.known.has(hash)) return
    this.known.add(hash)
    // What no store keeps any more is too late for any window.
    if (Math.floor(hour / WEEK) < this.sealedWeeks || hour < this.now - HORIZON) this.late.add(hash)
    else this.pending.set(hash, hour)
  }

  archive() {
    // The settle delay of a minute: at the very hour of its end a window is not due yet.
    const due = Math.floor((this.now - 1 / 60) / WEEK)
    const horizon = this.now - HORIZON
    if (horizon > this.syncedTo) this.gaps.push([this.syncedTo, horizon])
    this.syncedTo = this.now
    let sealed = 0
    for (let week = this.sealedWeeks; week < due; week++) {
      if (this.gaps.some(([from, to]) => from < (week + 1) * WEEK && to > week * WEEK)) continue
      const hashes = [...this.pending].filter(([, hour]) => Math.floor(hour / WEEK) === week).map(([hash]) => hash)
      for (const hash of hashes) this.pending.delete(hash)
      if (hashes.length === 0) continue
      this.archives.push({ week, hashes: hashes.sort() })
      sealed++
    }
    this.sealedWeeks = Math.max(this.sealedWeeks, due)
    const again = this.announcements > 0 && this.now - this.announcedAt >= WEEK
    if (sealed === 0 && !again) return 0
    this.announcements++
    this.announcedAt = this.now
    return sealed
  }
}

const WEEK = 7 * 24
const HORIZON = 30 * 24
/** What is dated longer ago than that is not believed (CHA-28). */
const AGE = 31 * 24

interface Real {
  readonly clock: Clocked
  readonly node: Process<ControlNode | MessageStore>
  clocks: bigint
}

const base = WakuMessage.make({
  version: 0,
  contentTopic: ContentTopic("/x/1/y/z"),
  timestamp: START,
  payload: Uint8Array.of(1)
})

type Kind = "channel" | "ephemeral" | "elsewhere" | "undated"

class Receive implements fc.AsyncCommand<Model, Real> {
  readonly hour: number
  readonly byte: number
  readonly kind: Kind
  constructor(hour: number, byte: number, kind: Kind) {
    this.hour = hour
    this.byte = byte
    this.kind = kind
  }
  check = () => true
  async run(model: Model, real: Real) {
    const message = {
      ...base,
      payload: Uint8Array.of(this.byte),
      timestamp: this.kind === "undated" ? Time.nanos(0n) : at(0, this.hour),
      ephemeral: this.kind === "ephemeral",
      contentTopic: this.kind === "elsewhere" ? base.contentTopic : World.channelTopic
    }
    const received = WakuMessage.receive(World.channelPubsub, message)
    const before = { ...counts(model) }
    model.receive(received.hash, this.hour, this.kind === "channel")
    const ingested = await real.node.use(Effect.flatMap(ControlNode, (node) => node.ingest([received], "live")))
    const after = counts(model)
    assert.deepStrictEqual([ingested.added, ingested.late], [after.pending - before.pending, after.late - before.late])
  }
  toString = () => `receive(hour ${this.hour}, ${this.kind}, ${this.byte})`
}

class Pass implements fc.AsyncCommand<Model, Real> {
  readonly hours: number
  constructor(hours: number) {
    this.hours = hours
  }
  check = () => true
  async run(model: Model, real: Real) {
    model.now += this.hours
    await real.clock.advance(this.hours * 3_600_000)
  }
  toString = () => `pass(${this.hours} hours)`
}

class Restart implements fc.AsyncCommand<Model, Real> {
  check = () => true
  run = (_: Model, real: Real) => real.node.restart()
  toString = () => "restart"
}

class Archive implements fc.AsyncCommand<Model, Real> {
  check = () => true
  async run(model: Model, real: Real) {
    const announced = model.announcements
    const sealed = model.archive()
    const report = await real.node.use(Effect.flatMap(ControlNode, (node) => node.archive))
    assert.strictEqual(report.sealed.length, sealed)
    assert.strictEqual(Option.isSome(report.announced), model.announcements > announced)
    if (Option.isSome(report.announced)) {
      assert.isTrue(report.announced.value.clock > real.clocks, "clocks of announcements rise")
      real.clocks = report.announced.value.clock
    }
    await agree(model, real)
  }
  toString = () => "archive"
}

const counts = (model: Model) => ({ pending: model.pending.size, late: model.late.size })

/** The index lists the archives of the model, and each holds exactly the messages of its week. */
const agree = async (model: Model, { node }: Real) => {
  const held = await node.use(
    Effect.gen(function* () {
      const { index } = yield* (yield* ControlNode).state
      return yield* Effect.forEach(ArchiveIndex.ascending(index), ([key, entry]) =>
        Effect.map(Stream.runCollect(ArchiveFiles.read(entry, ArchiveFiles.bytesOf(key, entry))), (batches) => ({
          week: Number((entry.window.from - START) / Time.days(7)),
          hashes: batches
            .flatMap(({ messages }) => messages.map((one) => WakuMessage.hash(World.channelPubsub, one) as string))
            .sort()
        }))
      )
    }) as Effect.Effect<ReadonlyArray<Model["archives"][number]>, unknown, ControlNode | MessageStore>
  )
  assert.deepStrictEqual(held, model.archives)
  const { late, pending } = await node.use(Effect.flatMap(MessageStore, (store) => store.counts))
  assert.deepStrictEqual({ late, pending }, counts(model))
}

const commands = fc.commands(
  [
    fc
      .tuple(
        fc.oneof(fc.integer({ min: 0, max: 40 * 24 }), fc.constantFrom(0, WEEK - 1, WEEK, WEEK + 1, 2 * WEEK)),
        fc.nat(3),
        fc.oneof(
          { weight: 6, arbitrary: fc.constant<Kind>("channel") },
          fc.constantFrom<Kind>("ephemeral", "elsewhere", "undated")
        )
      )
      .map(([hour, byte, kind]) => new Receive(hour, byte, kind)),
    fc.constantFrom(1, WEEK - 1, WEEK, WEEK + 1, AGE - 1, AGE, AGE + 1).map((hours) => new Pass(hours)),
    fc.integer({ min: 1, max: 60 }).map((hours) => new Pass(hours)),
    fc.constant(new Archive()),
    fc.constant(new Restart())
  ],
  { maxCommands: 25 }
)

describe("a control node", () => {
  it("CHA-15 CHA-21 CHA-24 CHA-28 CHA-33 CHA-41 A-06 A-08 A-09 A-31 A-32: does what the specification says, whatever happens in whichever order", () =>
    fc.assert(
      fc.asyncProperty(commands, async (sequence) => {
        const clock = await clocked(Number(START / 1_000_000n))
        const [network, home] = [World.world(), World.home()]
        const node = await process(clock, World.control(network, home, { createdAt: START }))
        try {
          await fc.asyncModelRun(() => ({ model: new Model(), real: { clock, node, clocks: 0n } }), sequence)
        } finally {
          await node.stop()
          await clock.end()
        }
      }),
      { numRuns: runs }
    ))
})
