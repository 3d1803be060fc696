/** Members, proposals and votes for the tests of consensus; votes as a node keeps them, so that no test waits for a curve. */
import { sha256 } from "@noble/hashes/sha2.js"
import { Result } from "effect"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Address from "../../src/domain/community/Address.ts"
import * as Consensus from "../../src/domain/consensus/Consensus.ts"
import * as Electorate from "../../src/domain/consensus/Electorate.ts"
import * as Proposal from "../../src/domain/consensus/Proposal.ts"
import * as Vote from "../../src/domain/consensus/Vote.ts"
import * as Time from "../../src/domain/Time.ts"
import type { Row } from "../../src/domain/Step.ts"
import * as Voting from "../../src/domain/wire/Voting.ts"

export const START = Time.unixSeconds(1_700_000_000n)
export const at = (seconds: number): Time.Nanos => Time.add(Time.fromUnixSeconds(START), Time.seconds(seconds))
export const second = (seconds: number): Time.Seconds => Time.unixSeconds(START + BigInt(seconds))

export const member = (n: number): Address.Address =>
  Address.fromBytes(sha256(Uint8Array.of(n >> 8, n & 255)).subarray(0, Address.LENGTH))!

/** The members 0 … n − 1. */
export const electorate = (n: number): Electorate.Electorate =>
  Electorate.of(
    Array.from({ length: n }, (_, place) => member(place)),
    sha256
  )!

/** Of member 0, open for a minute, unless said otherwise. */
export const proposal = (n: number, idea: Partial<Proposal.Idea> = {}): Proposal.Proposal =>
  Proposal.draft(
    {
      name: "vote",
      subject: Bytes.utf8("what for"),
      tie: "reject",
      owner: member(0),
      at: START,
      expires: second(60),
      ...idea
    },
    electorate(n),
    sha256
  )

export const voteOf = (
  about: Proposal.Proposal,
  owner: Address.Address,
  yes: boolean,
  list: ReadonlyArray<Vote.Verified> = [],
  when: Time.Seconds = about.at
): Vote.Verified =>
  Vote.kept(Voting.encodeVote(Vote.draft(Proposal.ballot(about, list, { owner, at: when, yes }, sha256), sha256)))!

export const bound = (about: Proposal.Proposal, vote: Vote.Verified): Proposal.Bound =>
  Result.getOrThrow(Proposal.bind(about, vote, sha256))

export const supported = (about: Proposal.Proposal, list: ReadonlyArray<Vote.Verified>): Proposal.Supported =>
  Result.getOrThrow(Proposal.verify(about, list, sha256))

/** A node that keeps its rows, restarts from them after every step if it is told to, and remembers what it told and sent. */
export class Node {
  readonly machine: Consensus.Machine
  readonly bounds: Consensus.Policy
  readonly rows = new Map<string, Uint8Array>()
  readonly told: Array<Consensus.Event> = []
  readonly sent: Array<Uint8Array> = []
  /** How often it wanted to know what was missed. */
  asked = 0
  state: Consensus.State = Consensus.initial
  private readonly restarts: boolean

  constructor(n: number, policy: Partial<Consensus.Policy> = {}, restarts = false) {
    this.bounds = { ...Consensus.standard, asking: { times: 0, pause: Time.seconds(0) }, ...policy }
    this.machine = Consensus.machine(this.bounds, sha256)
    this.restarts = restarts
    if (n > 0) this.step({ _tag: "Enrol", electorate: electorate(n) }, at(0))
  }

  step(input: Parameters<Consensus.Machine["step"]>[1], now: Time.Nanos): ReadonlyArray<Consensus.Event> {
    const [state, outputs] = this.machine.step(this.state, input, now)
    this.state = state
    const before = this.told.length
    for (const output of outputs) {
      if (output._tag === "Save") this.rows.set(output.key, output.value)
      else if (output._tag === "Erase") this.rows.delete(output.key)
      else if (output._tag === "Send") this.sent.push(output.payload)
      else if (output._tag === "Ask") this.asked++
      else if (output._tag === "Tell") this.told.push(output.event)
    }
    if (this.restarts) this.state = this.restored()
    return this.told.slice(before)
  }

  restored(): Consensus.State {
    return Result.getOrThrow(this.machine.restore(this.asRows().toReversed()))
  }

  asRows(): Array<Row> {
    return [...this.rows].map(([key, value]) => ({ key, value }))
  }

  hear(about: Proposal.Proposal, list: ReadonlyArray<Vote.Verified>, now = at(1)) {
    return this.step({ _tag: "Heard", supported: supported(about, list), at: now }, now)
  }

  vote(vote: Vote.Verified, now = at(1)) {
    return this.step({ _tag: "HeardVote", vote, at: now }, now)
  }

  tick(now: Time.Nanos) {
    return this.step({ _tag: "Tick" }, now)
  }
}

/** The terminal events among those told: at most one of each session. */
export const endings = (events: ReadonlyArray<Consensus.Event>): ReadonlyArray<string> =>
  events.flatMap((event) =>
    event._tag === "Decided" ? [event.yes ? "YES" : "NO"] : event._tag === "Failed" ? [event.why] : []
  )

export const reasons = (events: ReadonlyArray<Consensus.Event>): ReadonlyArray<string> =>
  events.flatMap((event) => (event._tag === "Refused" ? [event.reason] : []))
