/**
 * The votes of a group: each epoch has its own voters, whom the roster names, and its own votes among them. What was decided
 * goes back to the group as inputs. MLS-07, MLS-08, MLS-13; protocols D3.4.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Result from "effect/Result"
import * as Bytes from "../../domain/Bytes.ts"
import type { Address } from "../../domain/community/Address.ts"
import type { Electorate } from "../../domain/consensus/Electorate.ts"
import * as Electorates from "../../domain/consensus/Electorate.ts"
import * as Proposals from "../../domain/consensus/Proposal.ts"
import type { Session } from "../../domain/consensus/Session.ts"
import type { Decided, Opened, Request } from "../../domain/membership/Signals.ts"
import type { State } from "../../domain/membership/State.ts"
import type { Identity } from "../../domain/membership/Turn.ts"
import * as Updates from "../../domain/membership/Update.ts"
import * as Time from "../../domain/Time.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Digest } from "../../ports/Digest.ts"
import { ProtocolStore } from "../../ports/ProtocolStore.ts"
import * as Votes from "../consensus/Votes.ts"
import { now } from "../Now.ts"

type Voters = Effect.Success<ReturnType<typeof Votes.make>>

/** Votes among one electorate, while its epoch lasts. */
interface Attended {
  readonly votes: Voters
  readonly scope: Scope.Closeable
  readonly name: string
  /** The network told what was voted before we attended. */
  isSettled: boolean
}

const epochBytes = (epoch: bigint): Uint8Array => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, epoch)
  return bytes
}

/** Who votes in the epoch of a state: everybody, and the stewards where they have a vote of their own. */
const electoratesOf = (state: State): ReadonlyArray<ReadonlyArray<Address>> => {
  if (state.roster === undefined) return []
  const { lists, members, policy } = state.roster
  if (policy.commitVoters === "members") return [members]
  return [members, ...lists.map(({ stewards }) => members.filter((member) => stewards.includes(member)))]
}

/** Seconds that pass between choosing when a vote ends and signing it. */
const SIGNING = 1n

/**
 * What a session tells a group of this epoch; none where it is not of the group. The silent count as its proposal says, which may
 * be YES: one that is open for less than `expiry` would decide before they heard of it (MLS-08, HGC-20).
 */
export const inputOf = (
  epoch: bigint,
  expiry: Time.Nanos,
  { proposal, state }: Pick<Session, "proposal" | "state">
): Opened | Decided | undefined => {
  const update = Updates.decode(proposal.terms.subject)
  if (Result.isFailure(update) || update.success.epoch !== epoch) return undefined
  if (proposal.expires - proposal.at + SIGNING < Time.toUnixSeconds(expiry)) return undefined
  const { owner: proposer, terms, voters } = proposal
  const said = { id: Proposals.toText(proposal.id), payload: terms.subject, proposer, voters }
  if (state._tag === "Active") return { _tag: "Opened", ...said }
  return { _tag: "Decided", ...said, approved: state._tag === "Reached" && state.yes }
}

export const make = Effect.fn("Assembly.make")(function* (identity: Identity, key: Key) {
  const { sha256 } = yield* Digest
  const store = yield* ProtocolStore
  const context = yield* Effect.context<Effect.Services<ReturnType<typeof Votes.make>>>()
  const attended = new Map<string, Attended>()
  /** A signal whenever a vote moved. */
  const moved = yield* Queue.sliding<void>(1)
  const home = yield* Effect.scope
  let live = false

  const electorateOf = (epoch: bigint, members: ReadonlyArray<Address>): Electorate | undefined =>
    Electorates.of(members, sha256, Bytes.concat([Bytes.utf8("de-MLS\n"), identity.group, epochBytes(epoch)]))

  const follow = ({ scope, votes }: Attended) =>
    Effect.gen(function* () {
      yield* Effect.forkIn(
        Stream.runForEach(votes.events, () => Queue.offer(moved, undefined)),
        scope
      )
      yield* Effect.forkIn(votes.run, scope)
    })

  const enter = Effect.fnUntraced(function* (name: string, electorate: Electorate) {
    const scope = yield* Scope.fork(home)
    const votes = yield* Effect.provideContext(Votes.make({ scope: name, key, electorate }), context)
    const joined: Attended = { votes, scope, name, isSettled: false }
    attended.set(name, joined)
    if (live) yield* follow(joined)
    return joined
  })

  /** Where the network does not answer, it is asked again the next time; what comes meanwhile is heard. */
  const join = Effect.fnUntraced(function* (electorate: Electorate) {
    const name = `members/votes/${Bytes.toHex(electorate.digest).slice(0, 32)}`
    const joined = attended.get(name) ?? (yield* enter(name, electorate))
    if (!joined.isSettled) {
      joined.isSettled = yield* joined.votes.settle.pipe(
        Effect.as(true),
        Effect.catch(({ message }) => Effect.as(Effect.logDebug(message), false))
      )
    }
    return joined
  })

  /** What was voted in an epoch that is over decides nothing any more. */
  const forget = Effect.fnUntraced(function* ({ name, scope }: Attended) {
    attended.delete(name)
    yield* Scope.close(scope, Exit.void)
    for (const one of [name, `${name}#stores`]) {
      const { revision, rows } = yield* store.load(one)
      const erase = rows.map(({ key }) => key)
      const waiting = yield* store.waiting(one, 256)
      yield* store.commit(one, revision, { save: [], erase, send: [], sent: waiting.map(({ number }) => number) })
    }
  })

  /** Takes part in the votes of the epoch, and of no other one. */
  const attend = Effect.fn("Assembly.attend")(function* (state: State) {
    const wanted = new Set<string>()
    for (const members of electoratesOf(state)) {
      const electorate = electorateOf(state.roster!.epoch, members)
      if (electorate !== undefined) wanted.add((yield* join(electorate)).name)
    }
    for (const one of attended.values()) if (!wanted.has(one.name)) yield* forget(one)
  })

  const find = Effect.fnUntraced(function* (id: string) {
    for (const { votes } of attended.values()) {
      const sessions = yield* votes.sessions
      const session = sessions.find(({ proposal }) => Proposals.toText(proposal.id) === id)
      if (session !== undefined) return { votes, session }
    }
    return undefined
  })

  return {
    moved,
    attend,
    /** Puts a payload to the vote, once. */
    propose: Effect.fn("Assembly.propose")(function* (
      { payload, voters }: Extract<Request, { readonly _tag: "Propose" }>,
      expiry: Time.Nanos
    ) {
      const update = Updates.decode(payload)
      const electorate = Result.isSuccess(update) ? electorateOf(update.success.epoch, voters) : undefined
      if (Result.isFailure(update) || electorate === undefined) return
      const { votes } = yield* join(electorate)
      const before = yield* votes.sessions
      const isOurs = ({ proposal }: Session) =>
        proposal.owner === identity.self && Bytes.equals(proposal.terms.subject, payload)
      if (before.some(isOurs)) return
      const expires = Time.toUnixSeconds(Time.add(yield* now, Time.max(expiry, Time.seconds(2))))
      const name = Updates.subject(update.success).slice(0, 64)
      yield* votes.propose({ name, subject: payload, tie: "reject", expires }, true)
    }),
    /** Our vote. */
    vote: Effect.fn("Assembly.vote")(function* (id: string, approve: boolean) {
      const found = yield* find(id)
      if (found === undefined || found.session.own.includes(identity.self)) return false
      yield* found.votes.cast(found.session.proposal.id, approve)
      return true
    }),
    /** What the group has not heard of its votes. */
    news: Effect.fnUntraced(function* ({ course, open, roster }: State) {
      const inputs: Array<Opened | Decided> = []
      for (const { votes } of attended.values()) {
        for (const session of roster === undefined ? [] : yield* votes.sessions) {
          const input = inputOf(roster!.epoch, roster!.policy.expiry, session)
          if (input === undefined || course.resolved.includes(input.id)) continue
          if (input._tag === "Decided" || !open.has(input.id)) inputs.push(input)
        }
      }
      return inputs
    }),
    /** Asks the network what was voted meanwhile, and sends what waits. */
    settle: Effect.suspend(() =>
      Effect.forEach([...attended.values()], ({ votes }) => votes.settle, { discard: true })
    ),
    /** From now on votes go on by themselves. */
    start: Effect.suspend(() => {
      live = true
      return Effect.forEach([...attended.values()], follow, { discard: true })
    })
  }
})
