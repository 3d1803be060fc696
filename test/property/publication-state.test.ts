/** Single steps of a publication, at the edges of time. */
import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import * as fc from "fast-check"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { cid, policy } from "../../src/testing/generators/history.ts"
import { runs } from "../../src/testing/runs.ts"

const START = Time.days(1_000)
const initial = Publication.initial(START)
const clock = Time.toMillis(START)

describe("a publication", () => {
  it("A-29 A-30: an index is ours where we published it, are about to, or replaced it", () => {
    fc.assert(
      fc.property(cid, cid, cid, cid, fc.boolean(), (published, stored, retired, asked, isWriting) => {
        const state: Publication.State = {
          ...initial,
          published: Option.some({ cid: published, clock, at: START, entries: 1 }),
          announcing: Option.some(
            isWriting ? { _tag: "Writing", clock } : { _tag: "Stored", clock, cid: stored, entries: 1 }
          ),
          retired: [
            { cid: retired, after: START },
            { cid: published, after: START }
          ]
        }
        const known = isWriting ? [published, retired] : [published, retired, stored]
        assert.strictEqual(Publication.isOurs(state, asked), known.includes(asked))
        for (const one of known) assert.isTrue(Publication.isOurs(state, one))
        assert.isFalse(Publication.isOurs(initial, asked))
        assert.strictEqual(Publication.isOurs({ ...state, published: Option.none(), retired: [] }, stored), !isWriting)
      }),
      { numRuns: runs }
    )
  })

  it("A-08 A-42 A-54: wakes at the first of: the end of a window and its delay, a week after an announcement, the end of a grace", () => {
    const span = fc.bigInt({ min: 0n, max: 60n * 86_400n * 10n ** 9n })
    fc.assert(
      fc.property(
        fc.nat(5),
        fc.option(span, { nil: undefined }),
        fc.array(span, { maxLength: 3 }),
        cid,
        (next, at, ends, one) => {
          const state: Publication.State = {
            ...initial,
            grid: Option.some({ anchor: START, length: Window.WEEK }),
            next,
            published:
              at === undefined
                ? Option.none()
                : Option.some({ cid: one, clock, at: Time.nanos(START + at), entries: 1 }),
            retired: ends.map((end) => ({ cid: one, after: Time.nanos(START + end) }))
          }
          const expected = [
            START + BigInt(next + 1) * Window.WEEK + policy.settle,
            ...(at === undefined ? [] : [START + at + policy.reannounce]),
            ...ends.map((end) => START + end)
          ].reduce((first, other) => (other < first ? other : first))
          assert.strictEqual(Publication.nextWake(policy, state), expected)
        }
      ),
      { numRuns: runs }
    )
    assert.strictEqual(Publication.nextWake(policy, initial), START + Window.WEEK + policy.settle)
  })

  it("CHA-47 A-42: a replaced index is removed from the end of its grace on, not before", () => {
    const [old] = fc.sample(cid, { numRuns: 1, seed: 1 })
    const after = Time.add(START, policy.grace)
    const state = { ...initial, retired: [{ cid: old!, after }] }
    assert.deepStrictEqual(Publication.commands(state, Time.nanos(after - 1n)), [])
    assert.deepStrictEqual(Publication.commands(state, after), [{ _tag: "RemoveIndex", cid: old! }])
    const [removed] = Publication.step(policy, state, { _tag: "IndexRemoved", cid: old! }, after)
    assert.deepStrictEqual(removed.retired, [])
  })

  it("A-09: what lies between the last complete query and the next is a gap, exactly", () => {
    const span = fc.bigInt({ min: 0n, max: 100n })
    fc.assert(
      fc.property(span, span, span, (before, from, to) => {
        const at = (offset: bigint) => Time.nanos(START + offset)
        const state = { ...initial, syncedTo: at(before) }
        const [after] = Publication.step(policy, state, { _tag: "Synced", from: at(from), to: at(to) }, at(to))
        if (to <= before) return assert.strictEqual(after, state)
        assert.strictEqual(after.syncedTo, at(to))
        assert.deepStrictEqual(after.gaps, before < from ? [{ from: at(before), to: at(from) }] : [])
      }),
      { numRuns: runs }
    )
  })
})
