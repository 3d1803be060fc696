/** When what must stay is stored again. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as fc from "fast-check"
import * as Renewal from "../../src/domain/history/Renewal.ts"
import * as Time from "../../src/domain/Time.ts"
import { cid } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const nanos = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map(Time.nanos)
const renewal = nanos(2n, Time.days(400))
const storedAt = nanos(0n, Time.days(20_000))

describe("Renewal", () => {
  it("CHA-45: what this node never stored, or says it will store, is due", () =>
    fc.assert(
      fc.property(cid, renewal, storedAt, nanos(1n, Time.days(9)), (one, every, now, ahead) => {
        assert.isTrue(Renewal.isDue(one, Option.none(), every, now))
        assert.isTrue(Renewal.isDue(one, Option.some(Time.add(now, ahead)), every, now))
      }),
      { numRuns: runs }
    ))

  it("CHA-45: nothing is due before half of the time, everything when it is over, and once due it stays so", () =>
    fc.assert(
      fc.property(
        cid,
        renewal,
        storedAt,
        nanos(0n, Time.days(400)),
        nanos(0n, Time.days(9)),
        (one, every, at, age, later) => {
          const now = Time.add(at, age)
          const due = Renewal.isDue(one, Option.some(at), every, now)
          if (age < every / 2n) assert.isFalse(due)
          if (age >= every) assert.isTrue(due)
          if (due) assert.isTrue(Renewal.isDue(one, Option.some(at), every, Time.add(now, later)))
          assert.isFalse(Renewal.isDue(one, Option.some(now), every, now))
        }
      ),
      { numRuns: runs }
    ))

  it("CHA-45: what was stored together is not due together", () => {
    const many = fc.sample(fc.uniqueArray(cid, { minLength: 200, maxLength: 200 }), 1)[0]!
    const due = (days: number) =>
      many.filter((one) => Renewal.isDue(one, Option.some(Time.nanos(0n)), Time.days(10), Time.days(days))).length
    assert.isAbove(due(7), 0)
    assert.isBelow(due(7), 200)
    assert.isAbove(due(9), due(7))
  })
})
