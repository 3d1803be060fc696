/** The rule: exhaustively for small electorates, and the reference implementation's rule beside it. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Decision from "../../src/domain/consensus/Decision.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Rounds from "../../src/domain/consensus/Rounds.ts"
import { runs } from "../../src/testing/runs.ts"

const COUNTINGS: ReadonlyArray<Decision.Counting> = [
  { live: true, tie: "reject" },
  { live: true, tie: "retry" },
  { live: false, tie: "reject" },
  { live: false, tie: "retry" }
]

/** As the tests write outcomes. */
const word = (outcome: Decision.Outcome | undefined): string =>
  outcome === undefined ? "-" : outcome._tag === "Failed" ? outcome.why : outcome.yes ? "YES" : "NO"

/** Equivocators that a vote of `n` stands: fewer than a third. */
const most = (n: number): number => Math.ceil(n / 3) - 1

const upTo = (n: number): ReadonlyArray<number> => Array.from({ length: n + 1 }, (_, i) => i)

/** Every tally of `n` members with at most `both` equivocators. */
const tallies = (voters: number, both: number): ReadonlyArray<Decision.Tally> =>
  upTo(both).flatMap((both) =>
    upTo(voters - both).flatMap((yes) => upTo(voters - both - yes).map((no) => ({ voters, yes, no, both })))
  )

const mirrored = (tally: Decision.Tally): Decision.Tally => ({ ...tally, yes: tally.no, no: tally.yes })

const swapped = (text: string): string => (text === "YES" ? "NO" : text === "NO" ? "YES" : text)

/** Every tally that can come before this one: an equivocator may have shown one side, or none. */
const before = ({ both, no, voters, yes }: Decision.Tally): ReadonlyArray<Decision.Tally> =>
  upTo(both).flatMap((exposed) =>
    upTo(both - exposed).flatMap((asYes) =>
      upTo(both - exposed - asYes).flatMap((asNo) =>
        upTo(yes).flatMap((someYes) =>
          upTo(no).map((someNo) => ({ voters, both: exposed, yes: someYes + asYes, no: someNo + asNo }))
        )
      )
    )
  )

describe("the quorum", () => {
  it("HGC-12 H-7: is two thirds rounded up, in whole numbers, for every size", () => {
    assert.deepStrictEqual([1, 2, 3, 4, 5, 6, 100].map(Electorate.quorum), [1, 2, 2, 3, 4, 4, 67])
    fc.assert(
      fc.property(fc.oneof(fc.nat(100), fc.integer({ min: 2 ** 32 - 100, max: 2 ** 32 }), fc.nat(2 ** 31 - 1)), (n) =>
        assert.strictEqual(BigInt(Electorate.quorum(n)), (2n * BigInt(n) + 2n) / 3n)
      ),
      { numRuns: runs }
    )
  })
})

describe("before the deadline", () => {
  it("HGC-02 HGC-21 (HX-1): no two peers decide differently, whatever each has heard, with fewer than a third of equivocators", () => {
    for (let n = 1; n <= 30; n++) {
      const f = most(n)
      // A member that does not equivocate shows all peers one side: what two peers have of it is never YES here and NO there.
      for (let yes = 0; yes <= n - f; yes++) {
        const no = n - f - yes
        const here = word(Decision.early({ voters: n, yes: yes + f, no: 0, both: 0 }))
        const there = word(Decision.early({ voters: n, yes: 0, no: no + f, both: 0 }))
        assert.isFalse(here === "YES" && there === "NO", `n=${n} yes=${yes}`)
      }
    }
  })

  it("HGC-14: three and more need two thirds that agree; one and two all YES, or any NO", () => {
    for (let n = 1; n <= 12; n++) {
      for (const tally of tallies(n, 0)) {
        const enough = Electorate.quorum(n)
        const isYes = n <= 2 ? tally.yes === n : tally.yes >= enough
        const isNo = n <= 2 ? tally.no > 0 : tally.no >= enough
        assert.strictEqual(word(Decision.early(tally)), isYes ? "YES" : isNo ? "NO" : "-")
      }
    }
  })

  it("H-8 HGC-20: silence has no weight: one YES decides nothing among the silent", () => {
    for (let n = 2; n <= 30; n++) {
      assert.strictEqual(word(Decision.early({ voters: n, yes: 1, no: 0, both: 0 })), "-")
      for (const counting of COUNTINGS) {
        assert.strictEqual(word(Decision.beforeDeadline("text", { voters: n, yes: 1, no: 0, both: 0 }, counting)), "-")
      }
    }
  })

  it("H-10: a known equivocator counts on neither side", () => {
    for (let n = 3; n <= 12; n++) {
      for (const tally of tallies(n, most(n))) {
        assert.strictEqual(word(Decision.early(tally)), word(Decision.early({ ...tally, both: 0 })))
      }
    }
  })
})

describe("equal votes", () => {
  it("HGC-02 H-10 H-11: decide equally in whatever order they came, also where equivocators were exposed only later", () => {
    for (let n = 1; n <= 9; n++) {
      for (const last of tallies(n, most(n))) {
        for (const counting of COUNTINGS) {
          const atLast = word(Decision.deadline(last, counting))
          for (const tally of before(last)) {
            const early = word(Decision.early(tally))
            if (early !== "-") assert.strictEqual(early, atLast, JSON.stringify({ last, tally, counting }))
          }
        }
      }
    }
  })

  it("HGC-14 HGC-20 H-13: more YES never turns YES into NO, more NO never NO into YES; a quorum that is met stays met", () => {
    for (let n = 1; n <= 12; n++) {
      for (const tally of tallies(n, 0).filter(({ no, yes }) => yes + no < n)) {
        const moreYes = { ...tally, yes: tally.yes + 1 }
        if (word(Decision.early(tally)) !== "-") {
          assert.strictEqual(word(Decision.early(moreYes)), word(Decision.early(tally)))
        }
        for (const counting of COUNTINGS) {
          const now = word(Decision.deadline(tally, counting))
          if (now === "YES") assert.strictEqual(word(Decision.deadline(moreYes, counting)), "YES")
          const moreNo = { ...tally, no: tally.no + 1 }
          if (now === "NO") assert.strictEqual(word(Decision.deadline(moreNo, counting)), "NO")
        }
      }
    }
  })

  it("HGC-20: exchange YES and NO and what silence means, and the result is exchanged", () => {
    for (let n = 3; n <= 12; n++) {
      for (const tally of tallies(n, most(n))) {
        assert.strictEqual(word(Decision.early(mirrored(tally))), swapped(word(Decision.early(tally))))
        for (const live of [true, false]) {
          const one = word(Decision.deadline(tally, { live, tie: "retry" }))
          assert.strictEqual(word(Decision.deadline(mirrored(tally), { live: !live, tie: "retry" })), swapped(one))
        }
      }
    }
  })
})

describe("at the deadline", () => {
  it("HGC-17 H-12: there is always an end, and only a tie that is to be tried again is no result", () => {
    for (let n = 1; n <= 12; n++) {
      for (const tally of tallies(n, n)) {
        for (const counting of COUNTINGS) {
          const end = Decision.atDeadline("text", tally, counting)
          if (end._tag === "Failed") assert.deepStrictEqual([end.why, counting.tie], ["Tied", "retry"])
        }
      }
    }
  })

  it("HGC-14 HGC-20 H-7: more than half of all decide, the silent with those the proposal says", () => {
    for (let n = 3; n <= 12; n++) {
      for (const tally of tallies(n, 0)) {
        for (const counting of COUNTINGS) {
          const silent = n - tally.yes - tally.no
          const yes = tally.yes + (counting.live ? silent : 0)
          const expected = 2 * yes > n ? "YES" : 2 * yes < n ? "NO" : counting.tie === "retry" ? "Tied" : "NO"
          assert.strictEqual(word(Decision.deadline(tally, counting)), expected)
        }
      }
    }
  })

  it("HGC-18 (HX-3): a tie is a tie, cast or by silence: a NO, or a new proposal", () => {
    for (const tally of [
      { voters: 4, yes: 2, no: 2, both: 0 },
      { voters: 4, yes: 1, no: 2, both: 0 }
    ]) {
      assert.strictEqual(word(Decision.deadline(tally, { live: true, tie: "reject" })), "NO")
      assert.strictEqual(word(Decision.deadline(tally, { live: true, tie: "retry" })), "Tied")
    }
  })

  it("HGC-14 HGC-20 (HX-4): one and two are unanimous, silence counting as the proposal says", () => {
    const at = (voters: number, yes: number, no: number, live: boolean) =>
      word(Decision.deadline({ voters, yes, no, both: 0 }, { live, tie: "retry" }))
    assert.deepStrictEqual(
      [at(1, 1, 0, false), at(1, 0, 0, true), at(1, 0, 0, false), at(1, 0, 1, true)],
      ["YES", "YES", "NO", "NO"]
    )
    assert.deepStrictEqual(
      [at(2, 1, 0, true), at(2, 1, 0, false), at(2, 1, 1, true), at(2, 0, 0, true)],
      ["YES", "NO", "NO", "YES"]
    )
  })

  it("H-7 (HX-2): a full turnout always decides: 3 YES and 2 NO of 5 are YES", () => {
    assert.strictEqual(word(Decision.deadline({ voters: 5, yes: 3, no: 2, both: 0 }, COUNTINGS[3]!)), "YES")
    for (const n of [3, 5, 7, 9, 11]) {
      for (const yes of upTo(n)) {
        const tally = { voters: n, yes, no: n - yes, both: 0 }
        assert.strictEqual(word(Decision.deadline(tally, COUNTINGS[3]!)), 2 * yes > n ? "YES" : "NO")
      }
    }
  })
})

/** Peers of n members without any faulty one that decide differently under a rule: how the YES of all are spread. */
const conflicts = (rule: Decision.Rule, n: number, live: boolean): ReadonlyArray<number> =>
  upTo(n).filter((yes) => {
    const words = upTo(yes).flatMap((some) =>
      upTo(n - yes).map((no) =>
        word(Decision.beforeDeadline(rule, { voters: n, yes: some, no, both: 0 }, { live, tie: "reject" }))
      )
    )
    const seen = new Set(words)
    return seen.has("YES") && seen.has("NO")
  })

describe("the rule of the reference implementation", () => {
  it("H-8 (HX-1): lets honest peers part at every multiple of 3; ours never does", () => {
    for (const live of [true, false]) {
      for (let n = 3; n <= 12; n++) {
        assert.deepStrictEqual(conflicts("anchor", n, live), n % 3 === 0 ? [live ? n / 3 : (2 * n) / 3] : [], `n=${n}`)
        assert.deepStrictEqual(conflicts("text", n, live), [])
      }
    }
    const anchor = (yes: number, no: number) =>
      word(Decision.anchor({ voters: 3, yes, no, both: 0 }, { live: true }, false))
    assert.deepStrictEqual([anchor(1, 1), anchor(0, 2)], ["YES", "NO"])
  })

  it("H-7: is reproduced as its table has it", () => {
    for (let n = 1; n <= 12; n++) {
      for (const { no, yes } of tallies(n, 0)) {
        for (const live of [true, false]) {
          for (const isDeadline of [true, false]) {
            const result = word(Decision.anchor({ voters: n, yes, no, both: 0 }, { live }, isDeadline))
            assert.strictEqual(result, table(n, yes, no, live, isDeadline), `${n} ${yes} ${no} ${live} ${isDeadline}`)
          }
        }
      }
    }
  })

  it("(HX-2 HX-3 HX-4): fails where ours decides", () => {
    const at = (voters: number, yes: number, no: number, live = true) =>
      word(Decision.atDeadline("anchor", { voters, yes, no, both: 0 }, { live, tie: "reject" }))
    assert.deepStrictEqual(
      [at(5, 3, 2), at(4, 2, 2), at(4, 1, 2), at(2, 1, 0)],
      ["Insufficient", "YES", "Insufficient", "Insufficient"]
    )
  })
})

/** Steps 1 to 6 of its rule, in fractions instead of rounded numbers. */
const table = (n: number, yes: number, no: number, live: boolean, isDeadline: boolean): string => {
  const open = isDeadline ? "Insufficient" : "-"
  const all = yes + no === n
  if (n <= 2) return all ? (no === 0 ? "YES" : "NO") : open
  if (3 * (yes + no) < 2 * n && !isDeadline) return open
  const weightOfYes = live ? n - no : yes
  const weightOfNo = n - weightOfYes
  if (3 * weightOfYes >= 2 * n) return "YES"
  if (3 * weightOfNo >= 2 * n) return "NO"
  if (all && weightOfYes === weightOfNo) return live ? "YES" : "NO"
  return open
}

describe("rounds", () => {
  it("HGC-05 HGC-15 H-9: gossip has two; peer to peer has one a vote, and two thirds carry a proposal on", () => {
    assert.deepStrictEqual(
      [1, 2, 3, 7].map((votes) => Rounds.at("gossipsub", votes)),
      [1, 2, 2, 2]
    )
    assert.deepStrictEqual(
      [1, 2, 3, 7].map((votes) => Rounds.at("p2p", votes)),
      [1, 2, 3, 7]
    )
    assert.deepStrictEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => Rounds.last("p2p", n)),
      [1, 2, 2, 3, 4, 4, 5, 6, 6, 7]
    )
    fc.assert(
      fc.property(
        fc.constantFrom("gossipsub", "p2p"),
        fc.integer({ min: 1, max: 64 }),
        fc.nat(64),
        (kind, votes, n) => {
          const network: Rounds.Network = kind
          assert.isAtMost(Rounds.at(network, votes), Rounds.at(network, votes + 1))
          assert.strictEqual(Rounds.relays(network, votes, n), network === "p2p" && 3 * (votes - 1) < 2 * n)
        }
      ),
      { numRuns: runs }
    )
  })
})
