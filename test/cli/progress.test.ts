/** The reporter for a person: exact lines under a test clock, and what a terminal holds afterwards. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import * as fc from "fast-check"
import { TestClock } from "effect/testing"
import * as Terminal from "../../src/app/cli/Progress.ts"
import * as Units from "../../src/app/cli/Units.ts"
import { Progress } from "../../src/app/Progress.ts"
import { runs } from "../../src/testing/runs.ts"

const CLEAR = "\r\u001b[2K"

interface Recorded {
  readonly options: Terminal.Options
  /** Everything written since the last look. */
  readonly taken: () => ReadonlyArray<string>
}

const recorder = (mode: Terminal.Options["mode"], columns = 100): Recorded => {
  const written: Array<string> = []
  return {
    options: { mode, columns, write: (text) => void written.push(text) },
    taken: () => written.splice(0)
  }
}

/** What a terminal shows of what was written to it: carriage return, erasing a line, line feed. */
const screen = (written: ReadonlyArray<string>): string =>
  written
    .join("")
    .split("\n")
    .map((line) => line.slice(line.includes(CLEAR) ? line.lastIndexOf(CLEAR) + CLEAR.length : 0))
    .join("\n")

const work = (done: number, total: number | undefined): Terminal.Work => ({
  label: "sealing",
  total,
  unit: "windows",
  started: 1_000_000_000n,
  done
})

const after = (seconds: number): bigint => 1_000_000_000n + BigInt(Math.round(seconds * 1e9))

describe("line", () => {
  const { options } = recorder("bar", 80)

  it("tells share, amount, rate and the rest of the time", () => {
    assert.strictEqual(
      Terminal.line(work(194, 273), after(4.041), options),
      "sealing █████████████████░░░░░░░ 71 %  194 / 273 windows  48/s  ETA 2 s"
    )
    assert.strictEqual(Terminal.line(work(0, 273), after(0), options), `sealing ${"░".repeat(24)} 0 %  0 / 273 windows`)
    assert.strictEqual(
      Terminal.line(work(273, 273), after(91), options),
      `sealing ${"█".repeat(24)} 100 %  273 windows  3.0/s`
    )
    assert.strictEqual(
      Terminal.line(work(1, 273), after(10), { ...options, mode: "lines" }),
      "sealing  0 %  1 / 273 windows  0.1/s  ETA 45 min 20 s"
    )
    assert.strictEqual(Terminal.line(work(1, undefined), after(2), options), "sealing  1 window  0.5/s")
  })

  it("gives up the rest of the time, then the rate, then the bar where the terminal is narrow", () => {
    assert.deepStrictEqual(
      [55, 54, 53, 46, 45, 39, 38, 20].map((columns) =>
        Terminal.line(work(194, 273), after(4.041), { ...options, columns })
      ),
      [
        "sealing █████░░ 71 %  194 / 273 windows  48/s  ETA 2 s",
        "sealing ████░░ 71 %  194 / 273 windows  48/s  ETA 2 s",
        "sealing ██████████░░░░ 71 %  194 / 273 windows  48/s",
        "sealing █████░░ 71 %  194 / 273 windows  48/s",
        "sealing ████░░ 71 %  194 / 273 windows  48/s",
        "sealing ████░░ 71 %  194 / 273 windows",
        "sealing  71 %  194 / 273 windows",
        "sealing  71 %  194…"
      ]
    )
  })

  it("does without Unicode and with colour", () => {
    assert.strictEqual(
      Terminal.line(work(1, 2), after(1), { ...options, unicode: false, colour: true }),
      "sealing \u001b[32m############............\u001b[0m 50 %  1 / 2 windows  1.0/s  ETA 1 s"
    )
  })

  it("is always narrower than the terminal, so that it never wraps", () =>
    fc.assert(
      fc.property(
        fc.nat(),
        fc.option(fc.integer({ min: 1 }), { nil: undefined }),
        fc.integer({ min: 1, max: 120 }),
        fc.nat(10_000),
        fc.constantFrom("sealing", "封存档案", ""),
        (done, total, columns, seconds, label) => {
          const text = Terminal.line({ ...work(done, total), label }, after(seconds), { ...options, columns })
          assert.isBelow(Units.width(text), columns)
          assert.notMatch(text, /NaN|Infinity|-\d/)
        }
      ),
      { numRuns: runs }
    ))
})

describe("bar", () => {
  it.effect("redraws at most ten times a second and leaves nothing behind", () =>
    Effect.gen(function* () {
      const { options, taken } = recorder("bar")
      const written = yield* Effect.scoped(
        Effect.gen(function* () {
          const task = yield* Terminal.make(options).start("sealing", 1_000, "windows")
          assert.deepStrictEqual(taken(), [`${CLEAR}sealing ${"░".repeat(24)} 0 %  0 / 1,000 windows`])
          for (let n = 0; n < 500; n++) {
            yield* TestClock.adjust("4 millis")
            yield* task.advance(1)
          }
          return taken()
        })
      )
      assert.isAtMost(written.length, 20)
      assert.isAtLeast(written.length, 15)
      assert.strictEqual(
        screen(written),
        `sealing ${"█".repeat(12)}${"░".repeat(12)} 50 %  500 / 1,000 windows  250/s  ETA 2 s`
      )
      assert.deepStrictEqual(taken(), [CLEAR])
    })
  )

  it.effect("is cleared when the work is interrupted", () =>
    Effect.gen(function* () {
      const { options, taken } = recorder("bar")
      const fiber = yield* Effect.forkChild(
        Effect.scoped(Effect.andThen(Terminal.make(options).start("restoring", 3, "archives"), Effect.never))
      )
      yield* TestClock.adjust("1 second")
      assert.include(screen(taken()), "restoring")
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(taken(), [CLEAR])
    })
  )

  it.effect("notes stand above the line", () =>
    Effect.gen(function* () {
      const { options, taken } = recorder("bar")
      const reporter = Terminal.make(options)
      const seen = yield* Effect.scoped(
        Effect.gen(function* () {
          yield* reporter.start("restoring", 3, "archives")
          yield* reporter.note("heard \u001b[2Jan announcement\n")
          return taken()
        })
      )
      assert.strictEqual(
        screen(seen),
        `heard \\u001b[2Jan announcement⏎\nrestoring ${"░".repeat(24)} 0 %  0 / 3 archives`
      )
      yield* reporter.note("ready")
      assert.strictEqual(screen(taken()), "ready\n")
    })
  )

  it.effect("of several tasks the youngest shows, and the older one comes back", () =>
    Effect.gen(function* () {
      const { options, taken } = recorder("bar")
      const reporter = Terminal.make(options)
      const [outer, inner] = [yield* Scope.make(), yield* Scope.make()]
      const first = yield* Scope.provide(reporter.start("outer", 2, "windows"), outer)
      const second = yield* Scope.provide(reporter.start("inner", 4, "archives"), inner)
      yield* TestClock.adjust("1 second")
      yield* first.advance(1)
      yield* second.advance(1)
      assert.match(screen(taken()), /^inner .* 25 % {2}1 \/ 4 archives/)
      yield* Scope.close(inner, Exit.void)
      assert.match(screen(taken()), /^outer .* 50 % {2}1 \/ 2 windows/)
      yield* Scope.close(outer, Exit.void)
      assert.strictEqual(screen(taken()), "")
    })
  )
})

describe("lines", () => {
  it.effect("tell the start, every tenth or five seconds, and the end", () =>
    Effect.gen(function* () {
      const { options, taken } = recorder("lines")
      yield* Effect.scoped(
        Effect.gen(function* () {
          const task = yield* (yield* Progress).start("sealing", 100, "windows")
          assert.deepStrictEqual(taken(), ["sealing 100 windows\n"])
          yield* TestClock.adjust("500 millis")
          yield* task.advance(20)
          assert.deepStrictEqual(taken(), [])
          yield* TestClock.adjust("500 millis")
          yield* task.advance(20)
          assert.deepStrictEqual(taken(), ["sealing  40 %  40 / 100 windows  40/s  ETA 2 s\n"])
          yield* TestClock.adjust("4 seconds")
          yield* task.advance(9)
          assert.deepStrictEqual(taken(), [])
          yield* TestClock.adjust("1 second")
          yield* task.advance(0)
          assert.deepStrictEqual(taken(), ["sealing  49 %  49 / 100 windows  8.2/s  ETA 7 s\n"])
          yield* task.advance(51)
        })
      ).pipe(Effect.provide(Terminal.layer(options)))
      assert.deepStrictEqual(taken(), ["sealing  done: 100 windows in 6.0 s\n"])
    })
  )

  it.effect("say where failed or interrupted work stopped", () =>
    Effect.gen(function* () {
      const { options, taken } = recorder("lines")
      const reporter = Terminal.make(options)
      const some = (by: number) =>
        Effect.andThen(reporter.start("sealing", 3, "windows"), (task) =>
          Effect.andThen(task.advance(by), Effect.fail("no"))
        )
      yield* Effect.ignore(Effect.scoped(some(2)))
      yield* Effect.ignore(Effect.scoped(some(3)))
      yield* Effect.scoped(reporter.start("sealing", 3, "windows"))
      assert.deepStrictEqual(taken(), [
        "sealing 3 windows\n",
        "sealing  stopped: 2 / 3 windows in 0 ms\n",
        "sealing 3 windows\n",
        "sealing  done: 3 windows in 0 ms\n",
        "sealing 3 windows\n",
        "sealing  done: 0 / 3 windows in 0 ms\n"
      ])
    })
  )

  it.effect("have no escape sequences, whatever labels and notes hold", () =>
    Effect.gen(function* () {
      const { options, taken } = recorder("lines")
      const reporter = Terminal.make(options)
      yield* Effect.scoped(reporter.start("\u001b[31mlabel", undefined, "\u0007units"))
      yield* reporter.note("\u001b]0;title\u0007")
      assert.match(taken().join(""), /^[\n\u0020-\u007e]+$/)
    })
  )

  it.effect("are not written for work of nothing", () =>
    Effect.gen(function* () {
      for (const mode of ["bar", "lines"] as const) {
        const { options, taken } = recorder(mode)
        yield* Effect.scoped(
          Effect.andThen(Terminal.make(options).start("sealing", 0, "windows"), (task) => task.advance(0))
        )
        assert.deepStrictEqual(taken(), [])
      }
    })
  )
})

describe("silent", () => {
  it.effect("writes nothing", () =>
    Effect.gen(function* () {
      const { options, taken } = recorder("silent")
      const reporter = Terminal.make(options)
      yield* Effect.scoped(Effect.andThen(reporter.start("sealing", 5, "windows"), (task) => task.advance(5)))
      yield* reporter.note("hello")
      assert.deepStrictEqual(taken(), [])
    })
  )
})
