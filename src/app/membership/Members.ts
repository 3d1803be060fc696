/**
 * The members of a community as an MLS group that they govern themselves: who joins and who leaves is voted on, and what they say
 * to each other nobody else reads. MLS-01…26.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import * as Address from "../../domain/community/Address.ts"
import * as Electorate from "../../domain/membership/Electorate.ts"
import * as Group from "../../domain/membership/Group.ts"
import type { Lane } from "../../domain/membership/Lanes.ts"
import * as Policy from "../../domain/membership/Policy.ts"
import type { Event, Input, Request } from "../../domain/membership/Signals.ts"
import type { State } from "../../domain/membership/State.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Community } from "../Community.ts"
import { Progress } from "../Progress.ts"
import * as Progression from "../protocol/Progression.ts"
import * as Rooms from "../protocol/Rooms.ts"
import * as Runner from "../protocol/Runner.ts"
import * as Answering from "./Answering.ts"
import * as Assembly from "./Assembly.ts"

const identityOf = (community: string, key: Key, admits: boolean) => ({
  admits,
  self: Address.of(key.publicKey),
  group: Bytes.fromHex(community) ?? Bytes.utf8(community)
})

const scopeOf = (community: string, key: Key): string => `members/${community}/${Address.of(key.publicKey)}`

/** Rounds in which a vote decides something that makes the next one due. */
const ROUNDS = 8

export interface Options {
  readonly key: Key
  /** As the steward, puts everybody who asks to join to the vote, with its own yes. */
  readonly admits?: boolean
  /** How often votes are looked at that another process of the home may have moved. */
  readonly heartbeat?: Duration.Input
}

/** Takes part. Nothing is sent or heard before `settle` or `run`. */
export const make = Effect.fn("Members.make")(function* ({ admits = false, heartbeat = "2 seconds", key }: Options) {
  const { id: community } = yield* Community
  const identity = identityOf(community, key, admits)
  const progress = yield* Progress
  const assembly = yield* Assembly.make(identity, key)
  const machine = Group.machine(identity)

  /** A vote that cannot be held now is asked for again. */
  const voting = <A, E extends { readonly message: string }, R>(work: Effect.Effect<A, E, R>) =>
    work.pipe(Effect.catch(({ message }) => Effect.logDebug(message)))

  const propose = Effect.fnUntraced(function* (request: Extract<Request, { readonly _tag: "Propose" }>) {
    const { id, payload, voters } = request
    if (Option.isSome(id)) {
      const [proposer] = voters
      const leave = { id: Electorate.leaveName(proposer!), payload, proposer: proposer!, voters: 1 }
      return [
        { _tag: "Carry", payload },
        { _tag: "Decided", ...leave, approved: true }
      ] satisfies ReadonlyArray<Input>
    }
    const state = yield* runner.state
    yield* voting(assembly.propose(request, state.roster?.policy.expiry ?? Policy.standard.expiry))
    return yield* assembly.news(state)
  })

  const answer = Effect.fnUntraced(function* (request: Request) {
    switch (request._tag) {
      case "Propose":
        return yield* propose(request)
      case "Vote":
        yield* voting(assembly.vote(request.id, request.approve))
        return yield* assembly.news(yield* runner.state)
      default: {
        const { job } = request
        return [
          { _tag: "Answered", job, answer: yield* Answering.answer(identity, request) }
        ] satisfies ReadonlyArray<Input>
      }
    }
  })

  const runner: Runner.Runner<State, Input, Event> = yield* Runner.make(
    {
      scope: scopeOf(community, key),
      machine,
      lanes: { group: yield* Rooms.room("members"), open: yield* Rooms.room("membership") },
      read: (deliveries: ReadonlyArray<Runner.Delivery<Lane>>) =>
        Effect.succeed(deliveries.map(({ lane, payload }): Input => ({ _tag: "Heard", lane, payload }))),
      answer
    },
    key
  )

  /** Brings the votes and the group together. */
  const confer = Effect.gen(function* () {
    yield* assembly.attend(yield* runner.state)
    const news = yield* assembly.news(yield* runner.state)
    if (news.length > 0) yield* runner.offer(...news)
  })

  /** Asks the network for everything that was missed, does what follows, and sends it. */
  const settle = Effect.gen(function* () {
    yield* runner.catchUp
    for (let round = 0; round < ROUNDS; round++) {
      const before = yield* runner.state
      yield* runner.settle
      yield* voting(confer)
      yield* voting(assembly.settle)
      yield* voting(confer)
      yield* runner.settle
      if ((yield* runner.state) === before) return
    }
  }).pipe(Effect.withSpan("Members.settle"))

  const conferring = Effect.gen(function* () {
    yield* voting(confer)
    yield* Effect.timeoutOption(Queue.take(assembly.moved), heartbeat)
  }).pipe(Effect.forever)

  /** For ever: listens, votes what needs no user, commits when it is our turn. */
  const run = Effect.gen(function* () {
    yield* assembly.start
    const signals = Stream.runForEach(runner.events, () => Queue.offer(assembly.moved, undefined))
    return yield* Effect.raceAllFirst([runner.run, Effect.andThen(signals, Effect.never), conferring])
  })

  return {
    self: identity.self,
    runner,
    settle,
    run,
    /** Our vote on one that is open; whether there was one to give. */
    vote: (id: string, approve: boolean) => assembly.vote(id, approve),
    /** Takes part until the state is as wanted; `false` where that did not happen within the patience. */
    until: (isThere: (state: State) => boolean, patience: number) =>
      Effect.gen(function* () {
        const reached = Effect.gen(function* () {
          while (!isThere(yield* runner.state)) yield* Effect.sleep("50 millis")
          return true
        })
        yield* progress.note("waiting for the others; Ctrl-C stops waiting, and what was asked stays asked")
        const found = yield* Effect.raceFirst(reached, run).pipe(Effect.timeoutOption(`${patience} seconds`))
        yield* runner.settle
        return Option.getOrElse(found, () => false)
      })
  }
})

/** The group as this home remembers it, without a network. */
export const recall = Effect.fn("Members.recall")(function* (key: Key) {
  const { id: community } = yield* Community
  const machine = Group.machine(identityOf(community, key, false))
  return (yield* Progression.recall(scopeOf(community, key), machine, "the group")).state
})
