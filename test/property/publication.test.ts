/** Law 7: a publication survives a crash between any two steps. The machine against a model of its outside world. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Cid from "../../src/domain/codex/Cid.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { ContentTopic } from "../../src/domain/waku/Topic.ts"
import { policy } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const topic = ContentTopic("/a/1/x/p")
const START = Time.days(1_000)

interface Message {
  readonly id: number
  readonly at: Time.Nanos
  settled: boolean
}

/** The world around the machine: a disk, a Codex, a network; what happened there stays, whatever the node forgets. */
class Outside {
  now: Time.Nanos = START
  state = Publication.initial(START)
  messages: Array<Message> = []
  late = 0
  draft: ReadonlyArray<number> = []
  archives = new Map<string, ReadonlyArray<number>>()
  indexes = new Map<string, number>()
  announced: Array<string> = []
  clocks: Array<Time.Millis> = []
  removed: Array<string> = []
  private ids = 0
  private cids = new Map<string, Cid.Cid>()

  /** Equal contents have equal CIDs. */
  cidOf(content: string): Cid.Cid {
    const known = this.cids.get(content)
    if (known !== undefined) return known
    const digest = new Uint8Array(32)
    new DataView(digest.buffer).setUint32(0, this.cids.size + 1)
    const cid = Cid.fromManifestDigest(digest)
    this.cids.set(content, cid)
    return cid
  }

  add(at: Time.Nanos, live: boolean) {
    if (live && Publication.isLate(this.state, at)) this.late++
    else this.messages.push({ id: this.ids++, at, settled: false })
  }

  send(event: Publication.Event) {
    const before = this.state
    const [after] = Publication.step(policy, before, event, this.now)
    assert.isAtLeast(ArchiveIndex.size(after.index), ArchiveIndex.size(before.index), "the index never shrinks")
    // What is on disk is the JSON, not the value.
    const progress = Result.getOrThrow(Publication.fromJson(Publication.toJson(after)))
    this.state = { ...progress, index: after.index, facts: after.facts }
    assert.deepStrictEqual(Publication.commands(this.state, this.now), Publication.commands(after, this.now))
  }

  private pending(window: Window.Window) {
    return this.messages.filter(({ at, settled }) => !settled && Window.contains(window, at))
  }

  private idsOf(entries: ReadonlyArray<ArchiveIndex.Keyed>) {
    return new Set(entries.flatMap(([, { cid }]) => this.archives.get(cid) ?? []))
  }

  perform(command: Publication.Command): Publication.Event {
    switch (command._tag) {
      case "Export": {
        const held = this.idsOf(command.siblings)
        this.draft = this.pending(command.window)
          .map(({ id }) => id)
          .filter((id) => !held.has(id))
        return this.draft.length === 0
          ? { _tag: "Empty" }
          : { _tag: "Exported", topics: [topic], messages: this.draft.length, bytes: 1 }
      }
      case "StoreArchive": {
        const cid = this.cidOf(`archive ${command.window.from} ${this.draft.join()}`)
        this.archives.set(cid, this.draft)
        return { _tag: "ArchiveStored", cid }
      }
      case "KeepFile":
        return { _tag: "FileKept" }
      case "StoreIndex": {
        const cid = this.cidOf(
          `index ${ArchiveIndex.ascending(this.state.index)
            .map(([key]) => key)
            .join()}`
        )
        this.indexes.set(cid, ArchiveIndex.size(this.state.index))
        return { _tag: "IndexStored", cid }
      }
      case "Announce": {
        const size = this.indexes.get(command.cid)
        assert.isDefined(size, "what is announced is stored")
        const last = this.announced.at(-1)
        if (last !== undefined) assert.isAtLeast(size, this.indexes.get(last)!, "never a smaller index")
        this.announced.push(command.cid)
        const clock = this.clocks.at(-1)
        assert.isTrue(
          clock === undefined || command.clock > clock || (command.clock === clock && command.cid === last),
          "clocks grow"
        )
        this.clocks.push(command.clock)
        return { _tag: "Announced" }
      }
      case "Settle":
        assert.strictEqual(
          this.indexes.get(this.announced.at(-1)!),
          ArchiveIndex.size(this.state.index),
          "announced first"
        )
        for (const message of this.pending(command.window)) message.settled = true
        return { _tag: "Settled", window: command.index }
      case "RemoveIndex":
        assert.notStrictEqual(command.cid, this.announced.at(-1), "the announced index stays")
        assert.include(this.announced, command.cid)
        this.removed.push(command.cid)
        return { _tag: "IndexRemoved", cid: command.cid }
    }
  }

  survey(): Publication.Event {
    const oldest = this.messages
      .map(({ at }) => at)
      .reduce<Option.Option<Time.Nanos>>(
        (so, at) => Option.some(Option.match(so, { onNone: () => at, onSome: (one) => Time.min(one, at) })),
        Option.none()
      )
    const pending = Option.match(this.state.grid, {
      onNone: () => [],
      onSome: (grid) => [
        ...new Set(this.messages.filter(({ settled }) => !settled).map(({ at }) => Window.indexOf(grid, at)))
      ]
    }).sort((left, right) => left - right)
    return { _tag: "Surveyed", oldest, pending }
  }

  /** One step as a host makes it; answers whether there was anything to do. A crash loses the event, not the deed. */
  step(crash: boolean): boolean {
    if (Publication.commands(this.state, this.now).length === 0) this.send(this.survey())
    if (Publication.commands(this.state, this.now).length === 0) this.send(this.survey())
    const [command] = Publication.commands(this.state, this.now)
    if (command === undefined) return false
    const event = this.perform(command)
    if (!crash) this.send(event)
    return true
  }

  finish() {
    for (let n = 0; this.step(false); n++) assert.isBelow(n, 5_000, "it comes to an end")
  }
}

type Action =
  | { readonly _tag: "Wait"; readonly hours: number }
  | { readonly _tag: "Live"; readonly hoursAgo: number }
  | { readonly _tag: "Import"; readonly days: ReadonlyArray<number> }
  | { readonly _tag: "Offline"; readonly days: number }
  | { readonly _tag: "Work"; readonly crashes: ReadonlyArray<boolean> }

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ _tag: fc.constant("Wait" as const), hours: fc.integer({ min: -100, max: 400 }) }),
  fc.record({ _tag: fc.constant("Live" as const), hoursAgo: fc.integer({ min: 0, max: 300 }) }),
  fc.record({
    _tag: fc.constant("Import" as const),
    days: fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 4 })
  }),
  fc.record({ _tag: fc.constant("Offline" as const), days: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ _tag: fc.constant("Work" as const), crashes: fc.array(fc.boolean(), { maxLength: 12 }) }),
  fc.record({ _tag: fc.constant("Work" as const), crashes: fc.array(fc.constant(false), { maxLength: 3 }) })
)

const act = (outside: Outside, action: Action) => {
  const ago = (span: Time.Nanos) => Time.subtract(outside.now, span)
  switch (action._tag) {
    case "Wait":
      // A negative wait is a clock that was set back.
      outside.now = Time.nanos(outside.now + BigInt(action.hours) * Time.hours(1))
      return outside.send({ _tag: "Synced", from: outside.state.syncedTo, to: outside.now })
    case "Live":
      return outside.add(Time.max(START, ago(Time.hours(action.hoursAgo))), true)
    case "Import": {
      const instants = action.days.map((days) => ago(Time.days(days)))
      const span = { from: instants.reduce(Time.min), to: Time.add(instants.reduce(Time.max), Time.nanos(1n)) }
      outside.send({ _tag: "Importing", ...span })
      for (const at of instants) outside.add(at, false)
      return outside.send({ _tag: "Imported", ...span })
    }
    case "Offline": {
      outside.now = Time.add(outside.now, Time.days(action.days))
      const horizon = ago(Time.days(30))
      return outside.send({ _tag: "Synced", from: Time.max(outside.state.syncedTo, horizon), to: outside.now })
    }
    case "Work":
      for (const crash of action.crashes) outside.step(crash)
  }
}

const history = fc.array(action, { minLength: 1, maxLength: 20 })

const live = (actions: ReadonlyArray<Action>) => {
  const outside = new Outside()
  for (const one of actions) act(outside, one)
  outside.finish()
  return outside
}

describe("law 7: publication", () => {
  it("A-43 A-57 A-31 CHA-41: every message of a due window is in exactly one archive of the announced index; the others wait", () => {
    fc.assert(
      fc.property(history, (actions) => {
        const outside = live(actions)
        const { state } = outside
        const holders = new Map<number, number>()
        for (const [, { cid, window }] of state.index) {
          assert.isNotEmpty(outside.archives.get(cid)!, "no archive is empty")
          for (const id of outside.archives.get(cid)!) {
            holders.set(id, (holders.get(id) ?? 0) + 1)
            assert.isTrue(Window.contains(window, outside.messages[id]!.at))
          }
        }
        const due = Option.match(state.grid, {
          onNone: () => 0,
          onSome: (grid) => Window.dueUntil(grid, outside.now, policy.settle)
        })
        for (const { at, id, settled } of outside.messages) {
          const window = Option.map(state.grid, (grid) => Window.at(grid, Window.indexOf(grid, at)))
          const waits =
            Option.isNone(window) ||
            Window.indexOf(Option.getOrThrow(state.grid), at) >= due ||
            state.gaps.some((gap) => Window.overlaps(gap, window.value))
          assert.strictEqual(holders.get(id) ?? 0, waits ? (holders.get(id) ?? 0) : 1, "once, and only once")
          assert.isAtMost(holders.get(id) ?? 0, 1)
          if (settled) assert.isTrue(holders.has(id), "settled is what is archived")
          if (!waits) assert.isTrue(settled, "what is archived is settled")
        }
        if (ArchiveIndex.size(state.index) > 0) {
          const published = Option.getOrThrow(state.published)
          assert.strictEqual(published.entries, ArchiveIndex.size(state.index))
          assert.strictEqual(published.cid, outside.announced.at(-1))
        }
        assert.deepStrictEqual([state.sealing, state.announcing, state.unsettled], [Option.none(), Option.none(), []])
      }),
      { numRuns: runs }
    )
  })

  it("A-43: crashes do not change which messages end in an archive", () => {
    fc.assert(
      fc.property(
        fc.array(action, { minLength: 1, maxLength: 14 }).map((list) => list.filter(({ _tag }) => _tag !== "Live")),
        (actions) => {
          const calm = actions.map((one) =>
            one._tag === "Work" ? { ...one, crashes: one.crashes.map(() => false) } : one
          )
          const settled = (outside: Outside) => outside.messages.filter((one) => one.settled).map(({ id }) => id)
          // Where the clock went back, a window that was due may be so no longer: it waits until it is again.
          const back = actions.reduce((sum, one) => sum + (one._tag === "Wait" ? Math.max(0, -one.hours) : 0), 0)
          const since = (list: ReadonlyArray<Action>) => live([...list, { _tag: "Wait", hours: back }])
          assert.deepStrictEqual(settled(since(actions)), settled(since(calm)))
        }
      ),
      { numRuns: Math.floor(runs / 2) }
    )
  })

  it("A-32: a live message of a window that is exported, sealed or passed is late; one of a window to come is not", () => {
    fc.assert(
      fc.property(history, (actions) => {
        const outside = new Outside()
        for (const one of actions) {
          act(outside, one)
          const { grid, next, sealing } = outside.state
          if (Option.isNone(grid)) continue
          const late = (index: number) => Publication.isLate(outside.state, Window.at(grid.value, index).from)
          if (Option.isSome(sealing)) assert.isTrue(late(sealing.value.window))
          for (let index = 0; index < next; index++) assert.isTrue(late(index))
          assert.isFalse(
            late(Math.max(next, Option.match(sealing, { onNone: () => next, onSome: ({ window }) => window + 1 })))
          )
        }
      }),
      { numRuns: runs }
    )
  })

  it("A-09: no window that meets a gap is archived while the gap is open", () => {
    fc.assert(
      fc.property(history, (actions) => {
        const outside = new Outside()
        for (const one of actions) {
          const before = new Set(ArchiveIndex.ascending(outside.state.index).map(([key]) => key))
          const gaps = outside.state.gaps
          act(outside, one)
          if (one._tag !== "Work") continue
          for (const [key, { window }] of outside.state.index) {
            if (before.has(key)) continue
            assert.isFalse(gaps.some((gap) => Window.overlaps(gap, window)))
          }
        }
      }),
      { numRuns: runs }
    )
  })

  it("A-20 A-54: the clock only grows, and an index is announced again after seven days", () => {
    fc.assert(
      fc.property(history, (actions) => {
        const outside = new Outside()
        let clock = 0n
        for (const one of actions) {
          act(outside, one)
          assert.isTrue(outside.state.clock >= clock)
          clock = outside.state.clock
        }
        outside.finish()
        const count = outside.announced.length
        const announced = Option.match(outside.state.published, { onNone: () => outside.now, onSome: ({ at }) => at })
        outside.now = Time.add(Time.max(outside.now, announced), Time.days(7))
        outside.finish()
        if (count > 0) assert.isAbove(outside.announced.length, count)
      }),
      { numRuns: runs }
    )
  })

  it("A-29 A-30: the index of another control node is united with ours; a node without windows goes on where it ends", () => {
    const windows = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(windows, history, (weeks, actions) => {
        const outside = new Outside()
        const entries = weeks.map((week) => {
          const from = Time.add(Time.days(500), Time.days(week * 7))
          return {
            window: { from, to: Time.add(from, Time.days(7)) },
            topics: [topic],
            cid: outside.cidOf(`foreign ${week}`)
          }
        })
        const foreign = ArchiveIndex.make(entries)
        outside.send({ _tag: "Merged", index: foreign, clock: Time.millis(77n) })
        const last = entries.map(({ window }) => window.to).reduce(Time.max)
        assert.strictEqual(Option.getOrThrow(outside.state.grid).anchor, last)
        for (const one of actions) act(outside, one)
        for (const [key] of foreign)
          assert.isTrue(ArchiveIndex.ascending(outside.state.index).some(([ours]) => ours === key))
        assert.isTrue(outside.state.clock >= 77n)
      }),
      { numRuns: Math.floor(runs / 2) }
    )
  })

  it("an event that does not fit changes nothing", () => {
    const stray = fc.constantFrom<Publication.Event>(
      { _tag: "Empty" },
      { _tag: "FileKept" },
      { _tag: "Announced" },
      { _tag: "Exported", topics: [topic], messages: 1, bytes: 1 }
    )
    fc.assert(
      fc.property(history, stray, (actions, event) => {
        const outside = live(actions)
        assert.strictEqual(Publication.step(policy, outside.state, event, outside.now)[0], outside.state)
      }),
      { numRuns: Math.floor(runs / 4) }
    )
  })
})
