/** What an archive may be, at a member that is told of it by the community key itself. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { gzipSync } from "node:zlib"
import * as Limits from "../../src/app/Limits.ts"
import { begin } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"
import { announced, noise, planted, reasons, sync, week } from "./nodes.ts"

type Contents = Parameters<typeof planted>[2]

/** The archive alone breaks the limit; one beside it does not. */
const refusedAt = (bad: Contents, limits: Partial<Limits.Limits>, why: RegExp) =>
  Effect.gen(function* () {
    yield* begin
    yield* TestClock.adjust("30 days")
    const network = World.world()
    const broken = yield* planted(network, week(1), bad)
    const sound = yield* planted(network, week(2), { messages: noise(week(2), 1) })
    yield* announced(network, [broken.entry, sound.entry])
    const home = World.home()
    const report = yield* sync(network, home, limits)
    assert.deepStrictEqual(
      report.hydrated.map(({ key }) => key),
      [sound.key]
    )
    assert.match(reasons(report).get(broken.key)!, why)
    // The same archive is an ordinary one where more is allowed.
    yield* TestClock.adjust("1 hour")
    const again = yield* sync(network, home)
    assert.deepStrictEqual(
      again.hydrated.map(({ key }) => key),
      [broken.key]
    )
  })

describe("an archive over a limit is refused and waits, while the others go on; with a greater limit it is taken", () => {
  it.effect("bytes of an archive file", () =>
    refusedAt({ messages: noise(week(1), 100, 100) }, { archiveBytes: 2_000 }, /more than the 2000 allowed/)
  )
  it.effect("bytes of an archive file inflated", () =>
    refusedAt(
      { messages: noise(week(1), 100, 100), pack: gzipSync },
      { inflatedBytes: 2_000 },
      /inflates to more than 2000 bytes/
    )
  )
  it.effect("how many times its size an archive file inflates to", () =>
    refusedAt(
      { messages: noise(week(1), 12_000, 60), pack: gzipSync },
      { inflateRatio: 4 },
      /more than 4 times its size/
    )
  )
  it.effect("messages of an archive", () =>
    refusedAt({ messages: noise(week(1), 6) }, { messages: 5 }, /more than 5 messages/)
  )
  it.effect("bytes of a message in an archive", () =>
    refusedAt({ messages: noise(week(1), 1, 500) }, { messageBytes: 400 }, /a field of \d+ bytes, more than the 400/)
  )
})
