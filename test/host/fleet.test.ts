/** Many control nodes in one process, over an engine in memory. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer } from "effect"
import * as TestRunner from "effect/cluster/TestRunner"
import { TestClock } from "effect/testing"
import { ControlNode } from "../../src/app/ControlNode.ts"
import * as Fleet from "../../src/app/host/Fleet.ts"
import type { Listed } from "../../src/app/host/Listed.ts"
import * as Roster from "../../src/app/host/Roster.ts"
import * as Pulse from "../../src/app/Pulse.ts"
import { Turns } from "../../src/app/Turns.ts"
import type { CommunityId } from "../../src/domain/community/PublicKey.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Time from "../../src/domain/Time.ts"
import { StoreFailure } from "../../src/ports/StoreFailure.ts"
import { WakuFailure } from "../../src/ports/Waku.ts"

const listed = (count: number): ReadonlyArray<Listed> =>
  Array.from({ length: count }, (_, n) => ({
    id: `0x${n}` as CommunityId,
    name: `community ${n}`,
    createdAt: Time.nanos(0n),
    window: Time.days(7),
    profile: "spec",
    keyFile: "nowhere",
    home: undefined
  }))

const options: Fleet.Options = {
  ...Fleet.defaults,
  turns: 3,
  lease: Duration.seconds(20),
  spread: { start: Duration.seconds(1), audit: Duration.seconds(10) }
}

/** A node of which only `run` matters. */
const running = (run: ControlNode["Service"]["run"]): Layer.Layer<ControlNode> =>
  Layer.succeed(ControlNode, {
    run,
    state: Effect.succeed(Publication.initial(Time.nanos(0n)))
  } as ControlNode["Service"])

const gone = new WakuFailure({ operation: "subscribe", reason: "Unavailable", detail: "the network is down" })
const taken = new StoreFailure({ store: "Ledger", operation: "commit", reason: "TakenOver", detail: "elsewhere" })

const minutes = (count: number) => Effect.repeat(TestClock.adjust("1 minute"), { times: count - 1 })

describe("the fleet", () => {
  it.effect("runs every community that falls to it, and none any more when it ends", () =>
    Effect.gen(function* () {
      const roster = Roster.make()
      const alive = new Set<string>()
      yield* Effect.gen(function* () {
        yield* Fleet.register(
          listed(50),
          roster,
          ({ id }) =>
            running(
              Effect.andThen(
                Effect.sync(() => alive.add(id)),
                Effect.never
              ).pipe(Effect.ensuring(Effect.sync(() => alive.delete(id))))
            ),
          options
        )
        yield* minutes(1)
        assert.strictEqual(alive.size, 50)
        assert.strictEqual(roster.rows().length, 50)
      }).pipe(Effect.scoped, Effect.provide(TestRunner.layer))
      assert.deepStrictEqual([alive.size, roster.rows().length], [0, 0])
    })
  )

  it.effect("lets so many step at once as there are turns, and each in the end", () =>
    Effect.gen(function* () {
      const roster = Roster.make()
      let now = 0
      let most = 0
      const step = Effect.gen(function* () {
        most = Math.max(most, ++now)
        yield* Effect.sleep("10 seconds")
        now--
      })
      yield* Fleet.register(
        listed(12),
        roster,
        () => running(Effect.andThen(Effect.orDie(Pulse.beat(step)), Effect.never)),
        options
      )
      yield* minutes(2)
      assert.strictEqual(most, options.turns)
      assert.deepStrictEqual(new Set(roster.rows().map(({ state }) => state)), new Set(["ok"]))
    }).pipe(Effect.scoped, Effect.provide(TestRunner.layer))
  )

  it.effect("audits wait for turns of their own and hold up no step", () =>
    Effect.gen(function* () {
      const roster = Roster.make()
      const node = running(
        Effect.gen(function* () {
          const turns = yield* Turns
          yield* Effect.forkChild(turns.audit(Effect.never))
          yield* Pulse.beat(Effect.void)
          return yield* Effect.never
        })
      )
      yield* Fleet.register(listed(20), roster, () => node, options)
      yield* minutes(1)
      assert.deepStrictEqual(new Set(roster.rows().map(({ state }) => state)), new Set(["ok"]))
    }).pipe(Effect.scoped, Effect.provide(TestRunner.layer))
  )

  it.effect("a node that fails is begun again, after ever longer pauses; the others do not notice", () =>
    Effect.gen(function* () {
      const roster = Roster.make()
      const begun = new Map<string, number>()
      yield* Fleet.register(
        listed(4),
        roster,
        ({ id }) =>
          running(
            Effect.suspend(() => {
              begun.set(id, (begun.get(id) ?? 0) + 1)
              return id === "0x2" ? Effect.fail(gone) : Effect.never
            })
          ),
        options
      )
      yield* minutes(3)
      assert.isAbove(begun.get("0x2")!, 1)
      const early = begun.get("0x2")!
      yield* minutes(600)
      // Sixteen minutes at most, but no more often than every few.
      assert.isAbove(begun.get("0x2")!, early + 600 / 16 - 5)
      assert.isBelow(begun.get("0x2")!, early + 600)
      assert.deepStrictEqual([begun.get("0x0"), begun.get("0x1"), begun.get("0x3")], [1, 1, 1])
      const row = roster.rows().find(({ id }) => id === ("0x2" as CommunityId))
      assert.deepStrictEqual([row?.state, row?.error], ["failing", gone.message])
    }).pipe(Effect.scoped, Effect.provide(TestRunner.layer))
  )

  it.effect("a community that another process took over is left alone for a lease", () =>
    Effect.gen(function* () {
      const roster = Roster.make()
      let begun = 0
      yield* Fleet.register(
        listed(1),
        roster,
        () =>
          running(
            Effect.andThen(
              Effect.sync(() => begun++),
              Effect.fail(taken)
            )
          ),
        options
      )
      yield* Effect.repeat(TestClock.adjust("1 second"), { times: 15 })
      assert.strictEqual(begun, 1)
      yield* Effect.repeat(TestClock.adjust("1 second"), { times: 15 })
      assert.strictEqual(begun, 2)
    }).pipe(Effect.scoped, Effect.provide(TestRunner.layer))
  )
})
