/** Every limit can be set, by the environment and by the file; what is no limit is refused with what is expected. */
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Fiber, Layer, Ref, Schema } from "effect"
import * as fc from "fast-check"
import * as fs from "node:fs"
import * as path from "node:path"
import { TestClock } from "effect/testing"
import * as ConfigFile from "../../src/app/cli/ConfigFile.ts"
import * as Limits from "../../src/app/Limits.ts"
import { transient } from "../../src/app/Retry.ts"
import { Settings } from "../../src/app/Settings.ts"
import * as SettingsConfig from "../../src/app/SettingsConfig.ts"
import * as Time from "../../src/domain/Time.ts"
import { temporaryFolder } from "../support/temporary.ts"

const read = (env: Record<string, string>) =>
  Effect.map(Settings, ({ limits }) => limits).pipe(
    Effect.provide(SettingsConfig.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))),
    Effect.result,
    Effect.runSync
  )

/** A text and the value it stands for. */
const written = (kind: Limits.Kind): fc.Arbitrary<readonly [string, number | bigint]> => {
  if (kind._tag === "Span") return fc.nat(1_000).map((n) => [`${n} days`, Time.days(n)] as const)
  if (kind._tag === "Count") {
    const most = Math.min(kind.most ?? 2 ** 31, 2 ** 31)
    return fc.integer({ min: kind.least, max: most }).map((n) => [`${n}`, n] as const)
  }
  return fc.oneof(
    fc.nat().map((n) => [`${n}`, n] as const),
    fc.nat(1_000).map((n) => [`${n} MiB`, n * 1024 ** 2] as const),
    fc.nat(1_000).map((n) => [`${n}GiB`, n * 1024 ** 3] as const)
  )
}

const values = Object.fromEntries(Limits.names.map((name) => [name, written(Limits.kinds[name])])) as Record<
  keyof Limits.Limits,
  ReturnType<typeof written>
>

describe("limits as settings", () => {
  it("each is what the environment says, and its default where it says nothing", () =>
    fc.assert(
      fc.property(fc.record(values, { requiredKeys: [] }), (given) => {
        const set = Limits.names.flatMap((name) => {
          const value = given[name]
          return value === undefined ? [] : [[name, value] as const]
        })
        const outcome = read(Object.fromEntries(set.map(([name, [text]]) => [Limits.setting(name), text])))
        assert.deepStrictEqual(outcome._tag === "Success" ? outcome.success : outcome.failure, {
          ...Limits.defaults,
          ...Object.fromEntries(set.map(([name, [, value]]) => [name, value]))
        })
      }),
      { numRuns: 100 }
    ))

  it("what is none is refused by name, with what is expected", () => {
    for (const name of Limits.names) {
      for (const text of ["many", "-1", "1.5 things"]) {
        const outcome = read({ [Limits.setting(name)]: text })
        assert.strictEqual(outcome._tag, "Failure", `${name} ${text}`)
        if (outcome._tag === "Success") continue
        assert.strictEqual(outcome.failure._tag, "SettingRefused")
        assert.include(outcome.failure.message, Limits.setting(name))
        assert.include(outcome.failure.message, Limits.expected(Limits.kinds[name]))
      }
    }
  })

  it("so is any other setting, in one line", () => {
    for (const [name, text, expected] of [
      ["SETTLE", "soon", 'a span of time such as "20 seconds"'],
      ["ARCHIVING", "maybe", "true or false"],
      ["COMPRESSION", "zip", '"auto", "gzip" or "none"']
    ] as const) {
      const setting = `COMMUNITY_HISTORY_${name}`
      const outcome = read({ [setting]: text })
      assert.strictEqual(
        outcome._tag === "Failure" && outcome.failure.message,
        `${setting} is "${text}"; expected ${expected}`
      )
    }
  })

  it.effect("a file sets each under a name of its own, as a number or as text", () =>
    Effect.gen(function* () {
      const file = path.join(yield* temporaryFolder, "config.json")
      const config = (content: object) => {
        fs.writeFileSync(file, JSON.stringify(content))
        return ConfigFile.read(file)
      }
      assert.deepStrictEqual(config({ maxDownloads: 7, maxIndexBytes: "1 MiB", maxAge: "40 days" }), {
        COMMUNITY_HISTORY_MAX_DOWNLOADS: "7",
        COMMUNITY_HISTORY_MAX_INDEX_BYTES: "1 MiB",
        COMMUNITY_HISTORY_MAX_AGE: "40 days"
      })
      for (const content of [{ maxDownloads: 0 }, { maxDownloads: true }, { maxIndexBytes: "big" }, { maxAge: 5 }]) {
        assert.throws(() => config(content), ConfigFile.ConfigFailure, "expected")
      }
      assert.isTrue(Limits.names.every((name) => ConfigFile.variable(Limits.key(name)) === Limits.setting(name)))
    })
  )
})

class Passing extends Schema.TaggedError<Passing>()("Passing", {}) {
  readonly retryable = true
}

describe("how often what may pass is tried again", () => {
  for (const [retries, expected] of [
    [0, 1],
    [2, 3],
    [Limits.defaults.retries, 6]
  ] as const) {
    it.effect(`${retries} retries: ${expected} attempts, then the failure itself`, () =>
      Effect.gen(function* () {
        const attempts = yield* Ref.make(0)
        const work = Effect.andThen(
          Ref.update(attempts, (n) => n + 1),
          Effect.fail(new Passing())
        )
        const running = yield* transient(work).pipe(
          Effect.flip,
          Effect.provide(Settings.layer({ limits: { ...Limits.defaults, retries } })),
          Effect.forkChild
        )
        yield* TestClock.adjust("1 hour")
        assert.strictEqual((yield* Fiber.join(running))._tag, "Passing")
        assert.strictEqual(yield* Ref.get(attempts), expected)
      })
    )
  }
})
