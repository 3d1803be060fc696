/** Votes from their bytes to the count: decoding, hashes, chains, signers, apply; beside the bare recovery of the same signers. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as NodeDigest from "../../src/adapters/crypto-node/Digest.ts"
import * as NodeSignatures from "../../src/adapters/crypto-node/Signatures.ts"
import * as Ballots from "../../src/app/consensus/Ballots.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Address from "../../src/domain/community/Address.ts"
import * as Consensus from "../../src/domain/consensus/Consensus.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Proposal from "../../src/domain/consensus/Proposal.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"
import { Digest } from "../../src/ports/Digest.ts"
import { Signatures, type Signed } from "../../src/ports/Signatures.ts"
import { alone, argumentsOfChild, child, median, rounds, type Measure } from "./measure.ts"

const MEMBERS = 1_000
const PROPOSALS = 20
/** Votes of each proposal that come as one list; the others come by themselves. */
const LISTED = 100
/** Messages that come together: a page of a store node. */
const PAGE = 100
const PASSES = 9
const WARM = 4

const VOTES = MEMBERS * PROPOSALS

const AT = Time.unixSeconds(1_700_000_000n)
const NOW = Time.fromUnixSeconds(AT)

/** A page, and what is signed in it. */
interface Page {
  readonly said: ReadonlyArray<Ballots.Said>
  readonly signed: ReadonlyArray<Signed>
}

interface World {
  readonly electorate: Electorate.Electorate
  readonly pages: ReadonlyArray<Page>
}

const secret = (n: number): Uint8Array => {
  const key = new Uint8Array(32).fill(1)
  key[0] = n >> 8
  key[1] = n & 0xff
  return key
}

const world = Effect.gen(function* () {
  const { keccak256, sha256 } = yield* Digest
  const { publicKey, sign } = yield* Signatures
  const members = yield* Effect.forEach(
    Array.from({ length: MEMBERS }, (_, n) => secret(n)),
    (key) => Effect.map(publicKey(key), (publicKey) => ({ key, owner: Address.of(publicKey, keccak256) }))
  )
  const electorate = Electorate.of(
    members.map(({ owner }) => owner),
    sha256
  )!
  const drafts = Array.from({ length: PROPOSALS }, (_, n) => {
    const idea = {
      name: `vote ${n}`,
      subject: Bytes.utf8("what for"),
      tie: "reject",
      owner: members[n]!.owner
    } as const
    const proposal = Proposal.draft({ ...idea, at: AT, expires: Time.unixSeconds(AT + 3_600n) }, electorate, sha256)
    let before = Bytes.empty
    // Member n proposes, so its vote is the first.
    const votes = Array.from({ length: MEMBERS }, (_, place) => {
      const { owner } = members[(n + place) % MEMBERS]!
      const ballot = Proposal.ballot(proposal, [], { owner, at: AT, yes: place % 2 === 0 }, sha256)
      const vote = Vote.draft({ ...ballot, received: before }, sha256)
      before = vote.hash
      return vote
    })
    return { proposal, votes }
  })
  const digestOf = (vote: Voting.Vote) => Vote.signingDigest(vote, "anchor", keccak256)
  const signatures = yield* Effect.forEach(members, ({ key }, place) =>
    sign(
      key,
      drafts.map(({ votes }, n) => digestOf(votes[(place - n + MEMBERS) % MEMBERS]!))
    )
  )
  const messages = drafts.flatMap(({ proposal, votes }, n) => {
    const whole = votes.map((vote, place) => Vote.signed(vote, signatures[(n + place) % MEMBERS]![n]!))
    const listed = whole.slice(0, LISTED)
    const list = Voting.encodeProposal({ ...Proposal.toWire(proposal, [], 2), votes: listed })
    return [
      { payload: list, votes: listed },
      ...whole.slice(LISTED).map((vote) => ({ payload: Voting.encodeVote(vote), votes: [vote] }))
    ]
  })
  const pages = Arr.chunksOf(messages, PAGE).map((page) => ({
    said: page.map(({ payload }) => ({ payload, at: NOW })),
    signed: page.flatMap(({ votes }) => votes.map((vote) => ({ digest: digestOf(vote), signature: vote.signature })))
  }))
  return { electorate, pages } satisfies World
})

interface Pass {
  readonly votes: number
  readonly bare: number
}

/** Of one process: the medians of its passes, and that of what one side takes more than the other in the same pass. */
interface Measured extends Pass {
  readonly times: number
}

/** Milliseconds of both sides. They take turns, so that what else the machine does hits both. */
const pass = Effect.fnUntraced(function* ({ electorate, pages }: World) {
  const { sha256 } = yield* Digest
  const { recover } = yield* Signatures
  const read = yield* Ballots.reader("anchor")
  const machine = Consensus.machine(Consensus.standard, sha256)
  let [state] = machine.step(Consensus.initial, { _tag: "Enrol", electorate }, NOW)
  let [bare, votes] = [0, 0]
  for (const { said, signed } of pages) {
    const begun = performance.now()
    yield* recover(signed)
    const recovered = performance.now()
    for (const input of yield* read(said)) [state] = machine.step(state, input, NOW)
    bare += recovered - begun
    votes += performance.now() - recovered
  }
  const counted = [...HashMap.values(state.sessions)].reduce((sum, { votes }) => sum + HashMap.size(votes), 0)
  if (counted !== VOTES) throw new Error(`${counted} votes were counted`)
  return { bare, votes } satisfies Pass
})

const run = Effect.gen(function* () {
  const made = yield* world
  const passes: Array<Pass> = []
  for (let n = 0; n < PASSES; n++) passes.push(yield* pass(made))
  const counted = passes.slice(WARM)
  return {
    votes: median(counted.map(({ votes }) => votes)),
    bare: median(counted.map(({ bare }) => bare)),
    times: median(counted.map(({ bare, votes }) => votes / bare))
  } satisfies Measured
}).pipe(Effect.provide(Layer.merge(NodeDigest.layer, NodeSignatures.layer)), Effect.result)

const speed = (millis: number): string => Math.round((VOTES / millis) * 1_000).toLocaleString("en-US")

export const measure: Measure = {
  title:
    "votes from their bytes to the count, as the pages of a store bring them, against the bare recovery of their signers (native)",
  goal: "≤ 1.2×",
  limit: 1.2,
  run: (count) => {
    const measured = rounds(count, () => child(import.meta.filename, "run") as Measured)
    const votes = median(measured.map(({ votes }) => votes))
    const bare = median(measured.map(({ bare }) => bare))
    return Promise.resolve({
      value: median(measured.map(({ times }) => times)),
      unit: "×",
      detail: [
        `${speed(votes)} votes a second; their bare signatures ${speed(bare)} a second`,
        `${PROPOSALS} proposals to ${MEMBERS.toLocaleString("en-US")} members, all of whom vote: ${LISTED} of each in a list, the others by themselves, ${PAGE} messages a page`
      ]
    })
  }
}

const args = argumentsOfChild()
if (args !== undefined) process.stdout.write(JSON.stringify(Result.getOrThrow(await Effect.runPromise(run))))
else if (import.meta.main) await alone(measure)
