/** Votes from their bytes to the count: decoding, hashes, chains, signers, apply; beside the bare recovery of the same signers. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
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
const LISTED = MEMBERS / 2
/** Messages that come together. */
const BATCH = 1_000
const PASSES = 7
const WARM = 2

const AT = Time.unixSeconds(1_700_000_000n)
const NOW = Time.fromUnixSeconds(AT)

interface World {
  readonly electorate: Electorate.Electorate
  readonly said: ReadonlyArray<Ballots.Said>
  readonly signed: ReadonlyArray<Signed>
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
  const said: Array<Ballots.Said> = []
  const signed: Array<Signed> = []
  for (const [n, { proposal, votes }] of drafts.entries()) {
    const whole = votes.map((vote, place) => Vote.signed(vote, signatures[(n + place) % MEMBERS]![n]!))
    const list = { ...Proposal.toWire(proposal, [], 2), votes: whole.slice(0, LISTED) }
    const payloads = [Voting.encodeProposal(list), ...whole.slice(LISTED).map(Voting.encodeVote)]
    said.push(...payloads.map((payload) => ({ payload, at: NOW })))
    signed.push(...whole.map((vote) => ({ digest: digestOf(vote), signature: vote.signature })))
  }
  return { electorate, said, signed } satisfies World
})

interface Pass {
  readonly votes: number
  readonly bare: number
}

/** Of one process: the medians of its passes, and that of what one side takes more than the other in the same pass. */
interface Measured extends Pass {
  readonly times: number
}

/** Milliseconds of both sides, on the same signatures. */
const pass = Effect.fnUntraced(function* ({ electorate, said, signed }: World) {
  const { sha256 } = yield* Digest
  const { recover } = yield* Signatures
  const begun = performance.now()
  yield* recover(signed)
  const recovered = performance.now()
  const read = yield* Ballots.reader("anchor")
  const machine = Consensus.machine(Consensus.standard, sha256)
  let [state] = machine.step(Consensus.initial, { _tag: "Enrol", electorate }, NOW)
  // What was read is counted while the next is read.
  yield* Stream.fromIterable(Arr.chunksOf(said, BATCH)).pipe(
    Stream.mapEffect(read, { concurrency: 2 }),
    Stream.runForEach((inputs) =>
      Effect.sync(() => {
        for (const input of inputs) [state] = machine.step(state, input, NOW)
      })
    )
  )
  const ended = performance.now()
  const counted = [...HashMap.values(state.sessions)].reduce((sum, { votes }) => sum + HashMap.size(votes), 0)
  if (counted !== signed.length) throw new Error(`${counted} votes were counted`)
  return { bare: recovered - begun, votes: ended - recovered } satisfies Pass
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

const VOTES = MEMBERS * PROPOSALS

const speed = (millis: number): string => Math.round((VOTES / millis) * 1_000).toLocaleString("en-US")

export const measure: Measure = {
  title: "votes from their bytes to the count, against the bare recovery of their signers (native, all cores)",
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
        `${PROPOSALS} proposals to ${MEMBERS.toLocaleString("en-US")} members, all of whom vote: half of the votes in lists, half by themselves`
      ]
    })
  }
}

const args = argumentsOfChild()
if (args !== undefined) process.stdout.write(JSON.stringify(Result.getOrThrow(await Effect.runPromise(run))))
else if (import.meta.main) await alone(measure)
