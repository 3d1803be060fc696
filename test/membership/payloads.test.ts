/** What travels between members: one encoding, no surprise. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Addresses from "../../src/domain/community/Address.ts"
import * as Electorate from "../../src/domain/membership/Electorate.ts"
import * as KeyPackages from "../../src/domain/membership/KeyPackages.ts"
import * as Lanes from "../../src/domain/membership/Lanes.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import * as Priority from "../../src/domain/membership/Priority.ts"
import * as Update from "../../src/domain/membership/Update.ts"
import { bytes, member, open, update } from "../../src/testing/generators/membership.ts"
import { runs } from "../../src/testing/runs.ts"

describe("payloads", () => {
  it("MLS-07 M-4: what is written is read, and equal updates are equal bytes", () => {
    fc.assert(
      fc.property(update, (update) => {
        assert.deepStrictEqual(Result.getOrThrow(Update.decode(Update.encode(update))), update)
      }),
      { numRuns: runs }
    )
  })

  it("M-4: of noise and of damage nothing is read that would be written otherwise", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array(), update.map(Update.encode)),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        (bytes, at, value) => {
          const damaged = bytes.length === 0 ? bytes : bytes.with(at % bytes.length, value)
          const read = Update.decode(damaged)
          if (Result.isSuccess(read)) assert.deepStrictEqual(Update.encode(read.success), damaged)
          Lanes.decodeOpen(damaged)
          Lanes.decodeInner(damaged)
          Lanes.decodeBriefing(damaged)
        }
      ),
      { numRuns: runs }
    )
  })

  it("MLS-12 M-4: what is too large, of two kinds, or accuses nobody is no payload", () => {
    const self = Addresses.fromBytes(new Uint8Array(20))!
    const remove = Update.encode({ _tag: "Remove", epoch: 1n, member: self })
    const election = Update.encode({ _tag: "Election", epoch: 1n, retry: 0, stewards: [self] })
    const invite = (size: number) =>
      Update.encode({
        _tag: "Invite",
        epoch: 1n,
        member: self,
        keyPackage: new Uint8Array(size),
        signature: new Uint8Array(65)
      })
    const accused = Update.encode({ _tag: "Emergency", epoch: 1n, violation: "LowScore", target: Option.none() })
    const deadlock = Update.encode({ _tag: "Emergency", epoch: 1n, violation: "Deadlock", target: Option.some(self) })
    assert.isTrue(Result.isSuccess(Update.decode(invite(Update.MAX_KEY_PACKAGE))))
    const broken = [
      invite(Update.MAX_KEY_PACKAGE + 1),
      Bytes.concat([remove, election]),
      Bytes.concat([remove, remove]),
      accused,
      deadlock,
      Bytes.empty
    ]
    for (const payload of broken) assert.isTrue(Result.isFailure(Update.decode(payload)))
  })

  it("MLS-05 MLS-16: open messages are read as they were written", () => {
    fc.assert(
      fc.property(open, (message) => {
        assert.deepStrictEqual(Result.getOrThrow(Lanes.decodeOpen(Lanes.encodeOpen(message))), message)
      }),
      { numRuns: runs }
    )
    for (const _tag of ["Chat", "Governance"] as const) {
      const inner = { _tag, payload: Bytes.utf8("x") }
      assert.deepStrictEqual(Result.getOrThrow(Lanes.decodeInner(Lanes.encodeInner(inner))), inner)
    }
    assert.isTrue(Result.isFailure(Lanes.decodeOpen(new Uint8Array(Lanes.MAX_MESSAGE + 1))))
  })

  it("MLS-18: a kind is withheld by every higher one that is open, and by no other", () => {
    const ranked = ["commit", "election", "emergency"] as const
    const kinds = fc.array(fc.constantFrom(...ranked))
    fc.assert(
      fc.property(kinds, fc.constantFrom(...ranked), (open, kind) => {
        const highest = Math.max(-1, ...open.map((one) => ranked.indexOf(one)))
        assert.strictEqual(Priority.withholds(open, kind), highest > ranked.indexOf(kind))
      }),
      { numRuns: runs }
    )
    fc.assert(
      fc.property(update, (update) => {
        const kind = { Invite: "commit", Remove: "commit", Emergency: "emergency", Election: "election" }[update._tag]
        assert.strictEqual(Priority.kindOf(update), kind)
      }),
      { numRuns: runs }
    )
  })

  it("MLS-13 MLS-25: who votes follows from the policy and the members; one's own leave is one's own", () => {
    fc.assert(
      fc.property(update, fc.uniqueArray(member, { minLength: 2, maxLength: 6 }), (update, members) => {
        const all = [...members].sort()
        const list = { epoch: 0n, retry: 0, stewards: all.slice(0, 1) }
        const proposer = all.at(-1)!
        const voters = (policy: Policy.Policy, update: Update.Update) =>
          Electorate.of(policy, all, list, update, proposer)
        const leave: Update.Update = { _tag: "Remove", epoch: 1n, member: proposer }
        for (const policy of [Policy.standard, Policy.twoConsensuses]) {
          assert.deepStrictEqual(voters(policy, leave), [proposer])
        }
        assert.deepStrictEqual(voters(Policy.standard, update), all)
        const small = voters(Policy.twoConsensuses, update)
        assert.deepStrictEqual(small, Priority.kindOf(update) === "commit" ? list.stewards : all)
      }),
      { numRuns: runs }
    )
    assert.strictEqual(Electorate.leaveId(Addresses.fromBytes(new Uint8Array(20))!), 0xde_47_c9_b2)
  })

  it("MLS-16: a key package is signed for one group and one key package", () => {
    fc.assert(
      fc.property(bytes, bytes, bytes, bytes, (group, other, keyPackage, another) => {
        const signed = KeyPackages.binding(group, keyPackage)
        assert.strictEqual(Bytes.equals(KeyPackages.binding(other, keyPackage), signed), Bytes.equals(other, group))
        assert.strictEqual(Bytes.equals(KeyPackages.binding(group, another), signed), Bytes.equals(another, keyPackage))
      }),
      { numRuns: Math.min(runs, 300) }
    )
  })
})
