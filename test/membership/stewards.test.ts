/** Steward lists: an order that nobody chooses. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import type { Address } from "../../src/domain/community/Address.ts"
import * as Addresses from "../../src/domain/community/Address.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import * as StewardList from "../../src/domain/membership/StewardList.ts"
import { runs } from "../../src/testing/runs.ts"

const GROUP = Bytes.utf8("conversation")
const member = (n: number): Address => Addresses.fromBytes(new Uint8Array(Addresses.LENGTH).fill(n))!
const members = fc.uniqueArray(fc.integer({ min: 0, max: 255 }).map(member), { minLength: 1, maxLength: 12 })
const epoch = fc.oneof(fc.bigInt({ min: 0n, max: 40n }), fc.constant(2n ** 63n))
const retry = fc.integer({ min: 0, max: 3 })
const size = fc.integer({ min: 1, max: 5 })
const everybody = () => true

const list = (epoch: bigint, retry: number, all: ReadonlyArray<Address>, stewardsMax: number) =>
  Option.getOrThrow(StewardList.make({ stewardsMax }, epoch, retry, all, GROUP))

describe("a steward list", () => {
  it("MLS-19 M-5: has the published keys and orders", () => {
    const published = [
      { epoch: 0n, retry: 0, order: [1, 2, 3], keys: ["1394aa9c", "5cfd12bd", "e69b04a4"] },
      { epoch: 1n, retry: 0, order: [3, 1, 2], keys: ["033459d0", "4aaecd1b", "9b911ac5"] },
      { epoch: 0n, retry: 1, order: [1, 2, 3], keys: ["18ea85c0", "3f52298c", "b04ef338"] }
    ]
    for (const { epoch, keys, order, retry } of published) {
      assert.deepStrictEqual(StewardList.order(epoch, retry, [1, 2, 3].map(member), GROUP), order.map(member))
      assert.deepStrictEqual(
        order.map((n) => Bytes.toHex(StewardList.key(epoch, retry, member(n), GROUP).subarray(0, 4))),
        keys
      )
    }
  })

  it("MLS-19: is a function of the set of members, as long as it may be, and serves each slot in turn", () => {
    fc.assert(
      fc.property(members, epoch, retry, size, fc.integer(), (all, epoch, retry, size, seed) => {
        const one = list(epoch, retry, all, size)
        const shuffled = [...all].sort((left, right) => (left + seed < right + seed ? 1 : -1))
        assert.deepStrictEqual(list(epoch, retry, [...shuffled, ...all], size), one)
        assert.strictEqual(one.stewards.length, Math.min(size, all.length))
        assert.includeMembers([...all], [...one.stewards])
        const policy = { tenure: 2 }
        const served = Array.from({ length: one.stewards.length * 2 }, (_, n) =>
          Option.getOrThrow(StewardList.stewardAt(policy, one, epoch + BigInt(n), everybody))
        )
        assert.deepStrictEqual(served, [...one.stewards, ...one.stewards])
        for (const at of [epoch + BigInt(served.length), epoch - 1n]) {
          assert.isTrue(StewardList.isExhausted(policy, one, at))
          assert.isTrue(Option.isNone(StewardList.stewardAt(policy, one, at, everybody)))
        }
      }),
      { numRuns: runs }
    )
  })

  it("MLS-20 M-7: who may not is passed over, the backup is another one, and all who may are reached", () => {
    fc.assert(
      fc.property(
        members,
        epoch,
        size,
        fc.array(fc.integer({ min: 0, max: 255 }).map(member)),
        (all, epoch, size, barred) => {
          const one = list(epoch, 0, all, size)
          const eligible = (member: Address) => !barred.includes(member)
          for (let n = 0n; n < BigInt(one.stewards.length); n++) {
            const walk = StewardList.walk({ tenure: 1 }, one, epoch + n, eligible)
            assert.sameMembers([...walk], one.stewards.filter(eligible))
            const [steward, backup] = [StewardList.stewardAt, StewardList.backupAt].map((at) =>
              at({ tenure: 1 }, one, epoch + n, eligible)
            )
            assert.deepStrictEqual([steward, backup], [walk[0], walk[1]].map(Option.fromUndefinedOr))
            if (walk.length > 1) assert.notDeepEqual(steward, backup)
            const slot = one.stewards[Number(n)]!
            if (eligible(slot)) assert.deepStrictEqual(steward, Option.some(slot))
          }
        }
      ),
      { numRuns: runs }
    )
  })

  it("MLS-19: a proposed list that leaves somebody out, however well ordered, is rejected", () => {
    fc.assert(
      fc.property(members, epoch, retry, size, fc.nat(), (all, epoch, retry, stewardsMax, pick) => {
        const policy = { stewardsMax }
        const honest = list(epoch, retry, all, stewardsMax)
        assert.isTrue(StewardList.isExpected(policy, honest, all, GROUP))
        const out = honest.stewards[pick % honest.stewards.length]!
        const rest = all.filter((member) => member !== out)
        if (rest.length > 0) {
          assert.isFalse(StewardList.isExpected(policy, list(epoch, retry, rest, stewardsMax), all, GROUP))
        }
        const turned = { ...honest, stewards: honest.stewards.toReversed() }
        assert.strictEqual(StewardList.isExpected(policy, turned, all, GROUP), honest.stewards.length === 1)
      }),
      { numRuns: runs }
    )
  })

  it("MLS-19 MLS-20: another attempt sorts by other keys; nobody makes no list", () => {
    const all = Array.from({ length: 12 }, (_, n) => member(n))
    assert.notDeepEqual(StewardList.order(5n, 0, all, GROUP), StewardList.order(5n, 1, all, GROUP))
    assert.notDeepEqual(StewardList.order(5n, 0, all, GROUP), StewardList.order(5n, 0, all, Bytes.utf8("other")))
    assert.isTrue(Option.isNone(StewardList.make({ stewardsMax: 2 }, 0n, 0, [], GROUP)))
  })
})

describe("a policy", () => {
  it("MLS-11 MLS-13 MLS-14 MLS-19: is one that a group can live by", () => {
    const accepts = (change: Partial<Policy.Policy>) =>
      Result.isSuccess(Schema.decodeResult(Schema.toType(Policy.Policy))({ ...Policy.standard, ...change }))
    for (const policy of [Policy.standard, Policy.single, Policy.twoConsensuses]) assert.isTrue(accepts(policy))
    assert.isFalse(accepts({ stewardsMin: 3, stewardsMax: 2 }))
    assert.isFalse(accepts({ stewardsMin: 0 }))
    const none = Policy.standard.delta - Policy.standard.delta
    for (const timing of ["delta", "recovery", "inactivity", "freeze", "expiry"] as const) {
      assert.isFalse(accepts({ [timing]: none }), timing)
    }
  })
})
