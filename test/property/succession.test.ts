/** Who may speak as the control node: chains of hand-overs that anybody can check, and nobody can make alone. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Charter from "../../src/domain/authority/Charter.ts"
import * as Handover from "../../src/domain/authority/Handover.ts"
import * as Succession from "../../src/domain/authority/Succession.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Envelope from "../../src/domain/community/Envelope.ts"
import * as PublicKey from "../../src/domain/community/PublicKey.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Roles from "../../src/domain/wire/Roles.ts"
import { heavyRuns, runs } from "../../src/testing/runs.ts"
import { certificateOf, electorateOf, hashes, type Person, person } from "../support/handover.ts"

const { sha256 } = hashes

const people = Array.from({ length: 8 }, (_, n) => person(n))
const holder = people[0]!
const community = PublicKey.toCommunityId(holder.key)
/** One hand-over: from whom, to whom, who is asked, who says YES, and what is wrong about it. */
interface Step {
  readonly from: Person
  readonly to: Person
  readonly asked: ReadonlyArray<Person>
  readonly yes: ReadonlyArray<Person>
  readonly epoch: bigint
  readonly charterEpoch?: bigint
}

const charterOf = ({ asked, charterEpoch, epoch, from }: Step): Uint8Array => {
  const electorate = electorateOf(asked, community)
  const clock = Time.millis(1_700_000_000_000n)
  const payload = Charter.encode({ community, epoch: charterEpoch ?? epoch, clock, electorate })
  return Envelope.assemble(
    Application.Type.COMMUNITY_CHARTER,
    payload,
    Envelope.sign(Envelope.digest(payload), from.secret)
  )
}

const linkOf = (step: Step): Roles.Link => {
  const charter = charterOf(step)
  const handover = { community, epoch: step.epoch, successor: step.to.key, charter: sha256(charter) }
  return { charter, certificate: certificateOf(community, Handover.encode(handover), step.asked, step.yes) }
}

const verify = (links: ReadonlyArray<Roles.Link>) =>
  Result.flatMap(Succession.read(Succession.encodeLinks(links), community, hashes), (unproved) =>
    Succession.verify(
      community,
      unproved,
      unproved.map((link) =>
        Succession.signatures(link).map(({ digest, signature }) => Envelope.recover(digest, signature))
      ),
      hashes
    )
  )

const some = fc.shuffledSubarray(people, { minLength: 1 })

/** Each holder hands the role to the next one, with at least two thirds of those he named. */
const chain: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .array(fc.tuple(some, fc.nat(7), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 3 })
  .map((steps) => {
    let from = holder
    return steps.map(([asked, to, share], n): Step => {
      const quorum = Electorate.quorum(asked.length)
      const yes = asked.slice(0, quorum + Math.floor(share * (asked.length - quorum)))
      const step = { from, to: people[to]!, asked, yes, epoch: BigInt(n) }
      from = people[to]!
      return step
    })
  })

describe("the succession of control nodes", () => {
  it("CHA-06 HGC-12 HGC-21: leads from the community key to whom two thirds of those named gave the role", () =>
    fc.assert(
      fc.property(chain, (steps) => {
        const found = Result.getOrThrow(verify(steps.map(linkOf)))
        assert.deepStrictEqual(found.holder, steps.at(-1)!.to.key)
        assert.strictEqual(Succession.epochOf(found), BigInt(steps.length))
      }),
      { numRuns: heavyRuns }
    ))

  it("CHA-56 HGC-12 HGC-21: is refused where a vote is missing, a stranger voted or signed, or the epoch is another one", () =>
    fc.assert(
      fc.property(
        chain,
        fc.nat(2),
        fc.constantFrom("votes", "stranger", "signer", "epoch", "charter", "twice"),
        (steps, place, what) => {
          const index = place % steps.length
          const step = steps[index]!
          const spoiled = (): Roles.Link => {
            const stranger = person(100)
            const { asked, from } = step
            switch (what) {
              case "votes":
                return linkOf({ ...step, yes: asked.slice(0, Electorate.quorum(asked.length) - 1) })
              case "stranger":
                return linkOf({ ...step, yes: [...asked.slice(0, Electorate.quorum(asked.length) - 1), stranger] })
              case "signer":
                return linkOf({ ...step, from: stranger })
              case "epoch":
                return linkOf({ ...step, epoch: step.epoch + 1n })
              case "charter":
                return { ...linkOf(step), charter: charterOf({ ...step, from, asked: [...asked, stranger] }) }
              case "twice":
                return linkOf({ ...step, yes: Array.from({ length: Math.max(2, asked.length) }, () => asked[0]!) })
            }
          }
          const links = steps.map((one, n) => (n === index ? spoiled() : linkOf(one)))
          assert.isTrue(Result.isFailure(verify(links)), what)
        }
      ),
      { numRuns: heavyRuns }
    ))

  it("HGC-21: no byte of it can be another one", () => {
    const links = [linkOf({ from: holder, to: people[1]!, asked: people, yes: people.slice(0, 6), epoch: 0n })]
    const [link] = links
    assert.isTrue(Result.isSuccess(verify(links)))
    fc.assert(
      fc.property(
        fc.constantFrom("charter", "certificate"),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        (part, at, bit) => {
          const bytes = link![part].slice()
          bytes[at % bytes.length]! ^= 1 << bit
          const found = verify([{ ...link!, [part]: bytes }])
          assert.isTrue(Result.isFailure(found))
        }
      ),
      { numRuns: heavyRuns }
    )
  })

  it("A-19: who follows one chain goes on along it, never back, and stays with it where another one parts", () =>
    fc.assert(
      fc.property(chain, fc.nat(3), fc.nat(3), (steps, length, other) => {
        const whole = Result.getOrThrow(verify(steps.map(linkOf)))
        const cut = (n: number) => ({ ...whole, links: whole.links.slice(0, n) })
        const [held, offered] = [cut(length % (steps.length + 1)), cut(other % (steps.length + 1))]
        const on = Succession.follow(held, offered)
        assert.isFalse(on.parted)
        assert.strictEqual(on.succession.links.length, Math.max(held.links.length, offered.links.length))
        const [first] = steps
        const rival = people.find(({ key }) => key !== first!.to.key)!
        const away = Result.getOrThrow(verify([linkOf({ ...first!, to: rival })]))
        assert.deepStrictEqual(Succession.follow(whole, away), { succession: whole, parted: true })
        assert.deepStrictEqual(Succession.follow(away, whole), { succession: away, parted: true })
      }),
      { numRuns: heavyRuns }
    ))

  it("bytes of any kind are read or refused, never thrown over, and what is read is written alike", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.isTrue(Result.isResult(Succession.read(bytes, community, hashes)))
        assert.isTrue(Result.isResult(Succession.readCharter(bytes, community, hashes)))
        assert.isUndefined(Handover.decode(bytes, community))
        assert.isTrue(Option.isNone(Result.getSuccess(Charter.decode(bytes, community, sha256))))
      }),
      { numRuns: runs }
    ))
})
