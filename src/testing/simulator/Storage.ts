/**
 * Codex as it may be: it forgets every dataset a month after it was last stored, and at times it is down, slow, full,
 * forgetful, or lies. What it gives proves itself, as the port demands; a lie is therefore `Corrupt`.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Cid } from "../../domain/codex/Cid.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import { Codex, CodexFailure } from "../../ports/Codex.ts"
import { chance } from "./Chance.ts"
import { give, type Journal } from "./Journal.ts"
import { CODEX } from "./Scenario.ts"
import type { Weather } from "./Weather.ts"

const TTL = Time.days(30)

type Operation = CodexFailure["operation"]

/** `memory` holds the datasets; `now` is the true time. */
export const make = (
  memory: Codex["Service"],
  weather: Weather,
  journal: Journal,
  now: () => Nanos,
  clock: Clock.Clock
) => {
  const storedAt = new Map<Cid, Nanos>()
  let isLasting: (node: number) => boolean = () => true
  let isSpare: (cid: Cid) => Effect.Effect<boolean> = () => Effect.succeed(true)
  let throws = 0

  /** Never the last copy of all: nobody could be asked to survive that. */
  const forget = Effect.fnUntraced(function* (cid: Cid) {
    if (!(yield* isSpare(cid))) return 0
    storedAt.delete(cid)
    yield* memory.remove(cid)
    return 1
  })

  const expire = Effect.suspend(() => {
    const horizon = Time.subtract(now(), TTL)
    const old = [...storedAt].filter(([, at]) => at < horizon).map(([cid]) => cid)
    return Effect.forEach(old, forget, { discard: true })
  })

  const fail = (operation: Operation, reason: CodexFailure["reason"], detail: string, cid?: Cid) =>
    new CodexFailure({ operation, reason, detail, ...(cid === undefined ? {} : { cid }) })

  /** What every question goes through before it is answered. */
  const door = (operation: Operation, node: number) =>
    Effect.gen(function* () {
      throws++
      if (weather.hits("partition", node) !== undefined || weather.hits("codex-down", CODEX, throws) !== undefined) {
        return yield* fail(operation, "Unavailable", "nobody answers")
      }
      const slow = weather.hits("codex-slow", CODEX, throws)
      if (slow !== undefined) {
        yield* Effect.provideService(Effect.sleep(`${slow.strength} minutes`), Clock.Clock, clock)
      }
      yield* expire
    })

  const named = (node: number, cid: Cid) =>
    Effect.sync(() => {
      if (journal.forged.has(cid)) journal.violations.push(`node ${node} asked for ${cid}, which only a forgery names`)
    })

  /** Codex as the node of this number sees it. */
  const of = (node: number): Codex["Service"] => ({
    put: (bytes) =>
      Effect.gen(function* () {
        yield* door("put", node)
        if (weather.hits("codex-full", CODEX, throws) !== undefined)
          return yield* fail("put", "Full", "no room is left")
        const dropped = isLasting(node) && weather.hits("codex-drops", CODEX, throws) !== undefined
        const held = yield* memory.list
        const stored = yield* memory.put(bytes)
        if (dropped && !held.includes(stored.cid)) yield* memory.remove(stored.cid)
        else storedAt.set(stored.cid, now())
        return stored
      }),
    get: (cid) =>
      Stream.unwrap(
        Effect.gen(function* () {
          yield* named(node, cid)
          yield* door("get", node)
          const bytes = Stream.tap(memory.get(cid), ({ length }) => Effect.sync(() => give(journal, node, cid, length)))
          return weather.hits("codex-lies", CODEX, throws) === undefined
            ? bytes
            : Stream.concat(
                Stream.map(bytes, (chunk) => chunk.map((byte) => byte ^ 1)),
                Stream.fail(fail("get", "Corrupt", "the bytes are not those of the CID", cid))
              )
        })
      ),
    has: (cid) =>
      Effect.gen(function* () {
        yield* door("has", node)
        const held = yield* memory.has(cid)
        return weather.hits("codex-lies", CODEX, throws) === undefined ? held : !held
      }),
    remove: (cid) =>
      Effect.gen(function* () {
        yield* door("remove", node)
        storedAt.delete(cid)
        yield* memory.remove(cid)
      }),
    manifest: (cid) => Effect.andThen(Effect.andThen(named(node, cid), door("manifest", node)), memory.manifest(cid)),
    list: Effect.andThen(door("list", node), memory.list)
  })

  return {
    of,
    /** Who can tell whether a dataset is anywhere else than here, and who stays to notice that it is gone. */
    spares: (judge: (cid: Cid) => Effect.Effect<boolean>, stays: (node: number) => boolean) => {
      isSpare = judge
      isLasting = stays
    },
    /** Loses some of what it holds, now. */
    lose: (strength: number, name: string) =>
      Effect.gen(function* () {
        let lost = 0
        for (const cid of yield* memory.list) {
          if (chance(name, cid) >= strength / 10) continue
          lost += yield* forget(cid)
        }
        return lost
      })
  }
}

export type Storage = ReturnType<typeof make>
