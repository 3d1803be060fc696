/** Law 4: which announcement a member follows, and when. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as fc from "fast-check"
import type { Announcement } from "../../src/domain/history/Announcement.ts"
import * as Announcements from "../../src/domain/history/Announcement.ts"
import * as Collection from "../../src/domain/history/Collection.ts"
import * as Time from "../../src/domain/Time.ts"
import { announcement } from "../../src/testing/generators/history.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"

const WAIT = Time.seconds(20)
const second = (n: number) => Time.seconds(n)

const feed = (state: Collection.State, events: ReadonlyArray<readonly [Collection.Event, Time.Nanos]>) =>
  events.reduce((so, [event, at]) => Collection.step(WAIT, so, event, at)[0], state)

const heard = (announcement: Announcement): Collection.Event => ({ _tag: "Heard", announcement })
const order = (left: Announcement, right: Announcement) => Announcements.order(left, right)

describe("law 4: announcements", () => {
  it("A-19: their order is total", () => {
    fc.assert(
      fc.property(announcement, announcement, announcement, (a, b, c) => {
        assert.strictEqual(order(a, b), -order(b, a) || 0)
        if (order(a, b) <= 0 && order(b, c) <= 0) assert.isAtMost(order(a, c), 0)
        if (order(a, b) === 0) assert.deepStrictEqual(a, b)
      }),
      { numRuns: runs }
    )
  })

  it("CHA-61 A-17 A-19: the winner is the greatest, whatever the order of arrival; fetched once, 20 s after the last", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(announcement, fc.integer({ min: 0, max: 19 })), { minLength: 1, maxLength: 8 }),
        fc.nat(),
        (list, turn) => {
          const turned = [...list.slice(turn % list.length), ...list.slice(0, turn % list.length)]
          const run = (arrivals: typeof list) => {
            let now = 0
            let state = Collection.initial
            for (const [announcement, pause] of arrivals) {
              const [after, commands] = Collection.step(WAIT, state, heard(announcement), second((now += pause)))
              assert.isFalse(
                commands.some(({ _tag }) => _tag === "Fetch"),
                "nothing is fetched while they arrive"
              )
              state = after
            }
            const last = second(now)
            assert.deepStrictEqual(Collection.commands(state, Time.nanos(last + WAIT - 1n)), [
              { _tag: "Wait", until: Time.add(last, WAIT) }
            ])
            const commands = Collection.commands(state, Time.add(last, WAIT))
            assert.strictEqual(commands.length, 1)
            return commands[0]
          }
          const greatest = list
            .map(([announcement]) => announcement)
            .reduce((best, next) => (order(best, next) >= 0 ? best : next))
          assert.deepStrictEqual(run(list), { _tag: "Fetch", announcement: greatest })
          assert.deepStrictEqual(run(turned), { _tag: "Fetch", announcement: greatest })
        }
      ),
      { numRuns: runs }
    )
  })

  it("CHA-61 A-17: whatever arrives, a wait that has begun ends within thirty of its length", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(announcement, fc.integer({ min: 0, max: 19 })), { minLength: 100, maxLength: 140 }),
        (list) => {
          let now = 0
          let state = Collection.initial
          for (const [announcement, pause] of list) {
            state = Collection.step(WAIT, state, heard(announcement), second((now += pause)))[0]
            const until = Option.getOrThrow(state.deadline)
            assert.isTrue(until <= Time.add(second(list[0]![1]), Time.seconds(600)))
            assert.isTrue(until <= Time.add(second(now), WAIT))
          }
        }
      ),
      { numRuns: heavyRuns }
    )
  })

  it("A-52: an announcement that is sent again does not make a node ask more often that asks in vain", () => {
    fc.assert(
      fc.property(announcement, announcement, fc.integer({ min: 1, max: 5 }), (one, other, failures) => {
        const best = order(one, other) >= 0 ? one : other
        let state = feed(Collection.initial, [
          [heard(one), second(0)],
          [heard(other), second(0)]
        ])
        for (let n = 0; n < failures; n++) state = feed(state, [[{ _tag: "Failed" }, second(100)]])
        assert.strictEqual(feed(state, [[heard(best), second(101)]]), state)
      }),
      { numRuns: runs }
    )
  })

  it("A-54: silence is told from the end of one's patience on, and never where nothing was announced", () => {
    fc.assert(
      fc.property(announcement, fc.bigInt({ min: 0n, max: 10n ** 18n }).map(Time.nanos), (one, now) => {
        const patience = Time.days(14)
        assert.isTrue(Option.isNone(Collection.silentSince(Collection.initial, now, patience)))
        const state = feed(Collection.initial, [[{ _tag: "Processed", announcement: one }, second(0)]])
        const at = Time.fromMillis(one.clock)
        assert.deepStrictEqual(
          Collection.silentSince(state, now, patience),
          one.clock > 0n && at + patience < now ? Option.some(at) : Option.none()
        )
      }),
      { numRuns: runs }
    )
  })

  it("A-17 A-18: what is stale, or followed already, neither wins nor restarts the wait", () => {
    fc.assert(
      fc.property(announcement, announcement, announcement, (followed, waiting, late) => {
        const state = feed(Collection.initial, [
          [{ _tag: "Processed", announcement: followed }, second(0)],
          [heard(waiting), second(1)]
        ])
        const stale = late.clock < followed.clock || (late.clock === followed.clock && late.cid === followed.cid)
        const after = feed(state, [[heard(late), second(10)]])
        if (stale) assert.deepStrictEqual(after, state)
      }),
      { numRuns: runs }
    )
  })

  it("A-17: during a store query the wait has not begun; it begins with its end", () => {
    fc.assert(
      fc.property(
        fc.array(announcement, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 1000 }),
        (list, length) => {
          const during = feed(Collection.initial, [
            [{ _tag: "QueryStarted" }, second(0)],
            ...list.map((one) => [heard(one), second(1)] as const)
          ])
          assert.deepStrictEqual(Collection.commands(during, second(5_000)), [])
          const after = feed(during, [[{ _tag: "QueryEnded" }, second(length)]])
          assert.deepStrictEqual(Option.getOrThrow(after.deadline), Time.add(second(length), WAIT))
        }
      ),
      { numRuns: runs }
    )
  })

  it("CHA-95 A-18: the clock of a description silences what is older", () => {
    fc.assert(
      fc.property(announcement, fc.bigInt({ min: 0n, max: 5n }).map(Time.millis), (one, clock) => {
        const before = feed(Collection.initial, [[heard(one), second(1)]])
        const after = feed(before, [[{ _tag: "ClockStated", clock }, second(2)]])
        assert.strictEqual(Option.isSome(after.best), one.clock >= clock)
        assert.strictEqual(
          Option.isSome(
            feed(Collection.initial, [
              [{ _tag: "ClockStated", clock }, second(1)],
              [heard(one), second(2)]
            ]).best
          ),
          one.clock >= clock
        )
      }),
      { numRuns: runs }
    )
  })

  it("A-52: a failed fetch is tried again later and later, a newer announcement at once", () => {
    const first: Announcement = {
      clock: Time.millis(1n),
      timestamp: Time.nanos(1n),
      cid: fc.sample(announcement, 1)[0]!.cid
    }
    let state = feed(Collection.initial, [[heard(first), second(0)]])
    let now = Time.add(second(0), WAIT)
    let pause = 0n
    for (let attempt = 0; attempt < 12; attempt++) {
      state = feed(state, [[{ _tag: "Failed" }, now]])
      const until = Option.getOrThrow(state.deadline)
      assert.isTrue(until - now >= pause && until - now <= Time.hours(1))
      pause = until - now
      now = until
    }
    const newer = { ...first, clock: Time.millis(2n) }
    assert.deepStrictEqual(Option.getOrThrow(feed(state, [[heard(newer), now]]).deadline), Time.add(now, WAIT))
  })

  it("CHA-88: a clock that runs ahead of its message, or a message ahead of us, is not admitted", () => {
    const instants = fc.bigInt({ min: 0n, max: 10n ** 18n }).map(Time.nanos)
    fc.assert(
      fc.property(instants, instants, (timestamp, now) => {
        const ahead = Time.toMillis(Time.add(timestamp, Time.seconds(121)))
        assert.isFalse(Announcements.admissible({ clock: ahead, timestamp }, Time.add(timestamp, Time.days(1))))
        assert.strictEqual(
          Announcements.admissible({ clock: Time.toMillis(timestamp), timestamp }, now),
          timestamp <= now + Time.seconds(120)
        )
      }),
      { numRuns: runs }
    )
  })
})
