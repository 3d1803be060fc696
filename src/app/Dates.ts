/** Between which instants whatever comes from the network may be dated, by our clock. CHA-88. */
import * as Effect from "effect/Effect"
import type { Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import { now } from "./Now.ts"
import { Settings } from "./Settings.ts"

export interface Believed {
  readonly present: Nanos
  readonly earliest: Nanos
  readonly latest: Nanos
  readonly tolerance: Nanos
  readonly age: Nanos
}

/** A query reaches back as far as the horizon, and may take a while. */
const LONGEST_QUERY = Time.days(1)

export const believed = Effect.gen(function* () {
  const { futureSkew, horizon, limits } = yield* Settings
  const present = yield* now
  const age = Time.max(limits.age, Time.add(horizon, LONGEST_QUERY))
  return {
    present,
    earliest: Time.subtract(present, age),
    latest: Time.add(present, futureSkew),
    tolerance: futureSkew,
    age
  } satisfies Believed
})
