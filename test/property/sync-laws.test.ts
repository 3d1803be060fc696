/** The laws of machines, over runs of whatever a host, a network and an enemy may put in. */
import { assert, describe, it } from "@effect/vitest"
import { HashMap, Option, Result } from "effect"
import * as fc from "fast-check"
import * as Bloom from "../../src/domain/sync/Bloom.ts"
import type * as Channel from "../../src/domain/sync/Channel.ts"
import * as Filter from "../../src/domain/sync/Filter.ts"
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Snapshot from "../../src/domain/sync/Snapshot.ts"
import * as Sorted from "../../src/domain/sync/Sorted.ts"
import type { State } from "../../src/domain/sync/State.ts"
import type * as Step from "../../src/domain/Step.ts"
import * as Time from "../../src/domain/Time.ts"
import type * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import { syncMessage } from "../../src/testing/generators/sync.ts"
import { heavyRuns } from "../../src/testing/runs.ts"
import { CHANNEL, Participant, START } from "../support/SyncBus.ts"

/** So small that every bound is reached. */
const tight: Policy.Policy = {
  ...Policy.standard,
  ids: "any",
  filter: Bloom.parameters(10, 0.01),
  history: 2,
  resends: 2,
  lostAfter: Time.minutes(2),
  logLength: 8,
  logBytes: 40,
  waiting: 4,
  waitingBytes: 20,
  missing: 5,
  unacknowledged: 3,
  responses: 2,
  settled: 4,
  content: 12
}

const POLICIES = [tight, { ...Policy.standard, ids: "any" as const, participants: 300 }]

const id = fc.nat(14).map((n) => `id ${n}`)
const entry = id.map((messageId): SyncMessage.HistoryEntry => ({
  messageId,
  retrievalHint: new Uint8Array(0),
  senderId: `p${messageId.length % 3}`
}))
const near = fc.integer({ min: -3_000, max: 130_000 })
const content = fc.uint8Array({ minLength: 1, maxLength: 14 })
const clocked = {
  senderId: fc.constantFrom("p0", "p1", "p2"),
  channelId: fc.constantFrom(CHANNEL, CHANNEL, CHANNEL, CHANNEL, "other"),
  causalHistory: fc.array(entry, { maxLength: 3 }),
  bloomFilter: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.constant(new Uint8Array(tight.filter.bytes).fill(255)),
    fc.array(id).map((ids) => Bloom.union(tight.filter, [ids.reduce(Bloom.add, Bloom.empty(tight.filter))]))
  ),
  repairRequest: fc.array(entry, { maxLength: 2 })
}

/** Messages about few ids and near the present; `ahead` in milliseconds. */
const message = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ _tag: fc.constant("Content" as const), messageId: id, ahead: near, content, ...clocked })
  },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Sync" as const), messageId: id, ahead: near, ...clocked }) },
  { weight: 1, arbitrary: syncMessage.map((message) => ({ ...message, ahead: undefined })) }
)
type Loose = typeof message extends fc.Arbitrary<infer A> ? A : never

const at = (loose: Loose, now: Time.Nanos): SyncMessage.SyncMessage => {
  if (loose.ahead === undefined) return loose
  const { ahead, ...rest } = loose
  return { ...rest, lamport: Time.millis(Time.toMillis(now) + BigInt(ahead)) }
}

const hash = fc.constantFrom(new Uint8Array(0), new Uint8Array(32).fill(1), new Uint8Array(32).fill(2))

const input = fc.oneof(
  { weight: 8, arbitrary: fc.record({ _tag: fc.constant("Heard" as const), message, hash }) },
  { weight: 4, arbitrary: fc.record({ _tag: fc.constant("Say" as const), content: fc.uint8Array({ maxLength: 14 }) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("SayEphemeral" as const), content }) },
  { weight: 4, arbitrary: fc.record({ _tag: fc.constant("SentOldest" as const), hash }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Sent" as const), mark: id, hash }) },
  { weight: 6, arbitrary: fc.constant({ _tag: "Tick" as const }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Unfound" as const), id }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Found" as const), id, message, hash }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Replaced" as const), ids: fc.array(id, { maxLength: 3 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("Restored" as const), messages: fc.array(message, { maxLength: 3 }) })
  },
  { weight: 1, arbitrary: fc.constant({ _tag: "Resumed" as const }) }
)
type Loosely = typeof input extends fc.Arbitrary<infer A> ? A : never

const real = (
  one: Loosely,
  participant: Participant,
  now: Time.Nanos
): Channel.Input | Step.CommonInput | undefined => {
  switch (one._tag) {
    case "Heard":
      return { ...one, message: at(one.message, now) }
    case "Found":
      return { ...one, message: at(one.message, now) }
    case "SentOldest": {
      const oldest = participant.outbox.shift()
      return oldest === undefined ? undefined : { _tag: "Sent", mark: oldest.mark, hash: one.hash }
    }
    case "Restored": {
      const messages = one.messages.map((loose) => at(loose, now)).filter((message) => message._tag === "Content")
      return { _tag: "Restored", snapshot: { channel: CHANNEL, frontier: Time.millis(0n), messages } }
    }
    default:
      return one
  }
}

const sorted = <A>(map: HashMap.HashMap<string, A>) =>
  HashMap.toEntries(map).sort(([left], [right]) => (left < right ? -1 : 1))

/** A state as what it means, however it is laid out. */
const view = (policy: Policy.Policy, state: State) => {
  return {
    ...state,
    known: sorted(state.known),
    log: Sorted.toArray(state.log),
    filter: Filter.toBytes(policy, Filter.made(policy, state), state.arrivals),
    dependants: sorted(state.dependants).map(([id, list]) => [id, list.toSorted()] as const),
    pending: Sorted.toArray(state.pending),
    outgoing: sorted(state.outgoing),
    responses: sorted(state.responses),
    requests: Sorted.toArray(state.requests),
    agenda: Sorted.toArray(state.agenda),
    settled: Sorted.toArray(state.settled)
  }
}

const script = fc.array(fc.tuple(input, fc.constantFrom(0, 1, 5_000, 31_000, 150_000)), { maxLength: 60, size: "max" })

/** Runs the script with a participant; `look` sees it before and after each input. */
const play = (
  policy: Policy.Policy,
  inputs: ReadonlyArray<readonly [Loosely, number]>,
  look: (participant: Participant, input: Channel.Input | Step.CommonInput, now: Time.Nanos) => void
): Participant => {
  const participant = new Participant("p0", policy, false)
  let now = START
  for (const [one, millis] of inputs) {
    now = Time.nanos(now + BigInt(millis) * 1_000_000n)
    const input = real(one, participant, now)
    if (input !== undefined) look(participant, input, now)
  }
  return participant
}

describe("the machine of a channel", () => {
  it("SDS-04 SDS-05 SDS-13 SDS-22: the rows give back the state that they were written for", () => {
    for (const policy of POLICIES) {
      fc.assert(
        fc.property(script, (inputs) => {
          play(policy, inputs, (participant, input, now) => {
            participant.take(input, now)
            assert.deepStrictEqual(view(policy, participant.restored()), view(policy, participant.state))
          })
        }),
        { numRuns: heavyRuns * 2 }
      )
    }
  })

  it("SDS-18 SDS-19 SDS-27: does nothing before it is due, and then everything; a state is not changed by what follows it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...POLICIES), script, (policy, inputs) => {
        play(policy, inputs, (participant, input, now) => {
          const { machine, state } = participant
          const before = view(policy, state)
          const due = Option.getOrUndefined(machine.due(state))
          const early = due === undefined ? Time.days(30_000) : Time.nanos(due - 1n)
          assert.deepStrictEqual(machine.step(state, { _tag: "Tick" }, early), [state, []])
          participant.take(input, now)
          assert.deepStrictEqual(view(policy, state), before)
          const [after] = machine.step(participant.state, { _tag: "Tick" }, now)
          assert.isFalse(Option.exists(machine.due(after), (at) => at <= now))
        })
      }),
      { numRuns: heavyRuns * 2 }
    )
  })

  it("SDS-04: every collection of the state keeps its bound, whatever comes", () => {
    fc.assert(
      fc.property(script, (inputs) => {
        play(tight, inputs, (participant, input, now) => {
          participant.take(input, now)
          const { counts, log, outgoing, responses, settled } = participant.state
          assert.isAtMost(log.size, tight.logLength)
          assert.isAtMost(counts.waiting, tight.waiting)
          assert.isAtMost(counts.waitingBytes, tight.waitingBytes)
          assert.isAtMost(counts.missing, tight.missing)
          assert.isAtMost(HashMap.size(outgoing), tight.unacknowledged)
          assert.isAtMost(HashMap.size(responses), tight.responses)
          assert.isAtMost(settled.size, tight.settled)
        })
      }),
      { numRuns: heavyRuns * 2 }
    )
  })

  it("SDS-15 SDS-16: the log ascends by clock and id, and a snapshot of it reads back", () => {
    fc.assert(
      fc.property(fc.constantFrom(...POLICIES), script, (policy, inputs) => {
        const { state } = play(policy, inputs, (participant, input, now) => participant.take(input, now))
        const snapshot = Snapshot.of(CHANNEL, state)
        assert.deepStrictEqual(Snapshot.decode(Snapshot.encode(snapshot)), Result.succeed(snapshot))
      }),
      { numRuns: heavyRuns * 2 }
    )
  })

  it("SDS-04: rows that nobody wrote are damaged, and nothing throws", () => {
    const key = fc.oneof(
      fc.constantFrom("c", "m/~", "m/~6964", "d/~6964", "s/~6964", "o/~6964", "r/~6964", "x", "m/zz"),
      fc.string()
    )
    fc.assert(
      fc.property(fc.array(fc.record({ key, value: fc.uint8Array({ maxLength: 20 }) })), (rows) => {
        assert.property(new Participant("p0", tight).machine.restore(rows), "_tag")
      }),
      { numRuns: heavyRuns * 20 }
    )
    const { machine } = new Participant("p0", tight)
    assert.isTrue(Result.isFailure(machine.restore([{ key: "m/~6964", value: new Uint8Array(0) }])))
    assert.isTrue(Result.isFailure(machine.restore([{ key: "elsewhere", value: new Uint8Array(0) }])))
  })
})
