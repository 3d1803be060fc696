/**
 * Participants of a channel on a network that loses, repeats, delays and splits as it is told, and machines that forget
 * everything but their rows. What every participant must never do is checked at each step.
 */
import { assert } from "@effect/vitest"
import { Option, Result } from "effect"
import * as fc from "fast-check"
import * as Channel from "../../src/domain/sync/Channel.ts"
import type { Event, LookUp } from "../../src/domain/sync/Event.ts"
import type { Policy } from "../../src/domain/sync/Policy.ts"
import * as State from "../../src/domain/sync/State.ts"
import type * as Step from "../../src/domain/Step.ts"
import * as Time from "../../src/domain/Time.ts"
import * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"

type Output = Step.Output<Event, LookUp, "channel">

export const CHANNEL = "talk"
export const START = Time.days(20_000)

/** The hash of a Waku message, as far as anybody here looks at it. */
export const hashOf = (n: number): Uint8Array => {
  const hash = new Uint8Array(32)
  new DataView(hash.buffer).setUint32(0, n)
  return hash
}

/** A message of carol's, `ahead` milliseconds after the start, that names those ids. */
export const content = (messageId: string, ahead: number, names: ReadonlyArray<string> = []): SyncMessage.Content => ({
  _tag: "Content",
  senderId: "carol",
  messageId,
  channelId: CHANNEL,
  lamport: Time.millis(Time.toMillis(START) + BigInt(ahead)),
  causalHistory: names.map((name) => ({ messageId: name, retrievalHint: hashOf(77), senderId: "carol" })),
  bloomFilter: new Uint8Array(0),
  repairRequest: [],
  content: new TextEncoder().encode(`content of ${messageId}`)
})

export const heard = (message: SyncMessage.SyncMessage): Channel.Input => ({
  _tag: "Heard",
  message,
  hash: hashOf(1)
})

export const messageIn = ({ payload }: { readonly payload: Uint8Array }): SyncMessage.SyncMessage =>
  Result.getOrThrow(SyncMessage.decode(payload))

/** One participant: its machine, what it has on disk, and what it told. */
export class Participant {
  readonly name: string
  readonly machine: ReturnType<typeof Channel.make>
  readonly rows = new Map<string, Uint8Array>()
  readonly outbox: Array<Extract<Output, { _tag: "Send" }>> = []
  readonly asked: Array<LookUp> = []
  readonly events: Array<Event> = []
  state: State.State
  /** What it has said, was delivered, and knows to be lost or removed. */
  readonly #settled = new Set<string>()
  readonly #delivered = new Set<string>()

  readonly #isHonest: boolean

  /** `isHonest`: nobody forges messages, and the log has room for all of them; causality can be checked then. */
  constructor(name: string, policy: Policy, isHonest = true) {
    this.name = name
    this.#isHonest = isHonest
    this.machine = Channel.make({ channel: CHANNEL, participant: name, policy })
    this.state = this.restored()
  }

  restored(): State.State {
    return Result.getOrThrow(this.machine.restore([...this.rows].map(([key, value]) => ({ key, value }))))
  }

  take(input: Channel.Input | Step.CommonInput, now: Time.Nanos): ReadonlyArray<Output> {
    const before = this.state
    const [state, outputs] = this.machine.step(before, input, now)
    this.state = state
    assert.isTrue(state.clock >= before.clock, "clocks never fall")
    if (input._tag === "Replaced") for (const id of input.ids) this.#settled.add(id)
    if (input._tag === "Restored") for (const { messageId } of input.snapshot.messages) this.#settled.add(messageId)
    for (const output of outputs) this.#perform(output)
    return outputs
  }

  #perform(output: Output): void {
    switch (output._tag) {
      case "Save":
        assert.match(output.key, /^[\x20-\x7e]{1,256}$/u)
        this.rows.set(output.key, output.value)
        return
      case "Erase":
        this.rows.delete(output.key)
        return
      case "Ask":
        this.asked.push(output.request)
        return
      case "Send":
        this.outbox.push(output)
        this.#settled.add(output.mark)
        return
      case "Tell":
        this.events.push(output.event)
        this.#judge(output.event)
    }
  }

  #judge(event: Event): void {
    if (event._tag === "Lost") this.#settled.add(event.entry.messageId)
    if (event._tag !== "Delivered") return
    const { causalHistory, lamport, messageId } = event.message
    if (!this.#isHonest) return
    assert.isFalse(this.#delivered.has(messageId), "delivered once")
    for (const { messageId: on } of causalHistory) {
      if (this.#settled.has(on)) continue
      const older = State.log(this.state).find(({ message }) => message.messageId === on)
      assert.isTrue(older !== undefined && older.message.lamport >= lamport, "nothing before what it depends on")
    }
    this.#delivered.add(messageId)
    this.#settled.add(messageId)
  }

  /** Loses everything but its rows. */
  crash(now: Time.Nanos): void {
    this.state = this.restored()
    this.take({ _tag: "Resumed" }, now)
  }

  ids(): ReadonlyArray<string> {
    return State.log(this.state).map(({ message }) => message.messageId)
  }

  told<Tag extends Event["_tag"]>(tag: Tag): ReadonlyArray<Extract<Event, { readonly _tag: Tag }>> {
    return this.events.filter((event): event is Extract<Event, { readonly _tag: Tag }> => event._tag === tag)
  }
}

/** Something that may happen to four participants. */
export const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant("Say" as const), who: fc.nat(3) }) },
  { weight: 10, arbitrary: fc.record({ _tag: fc.constant("Deliver" as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("Drop" as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Repeat" as const), which: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("Pass" as const), seconds: fc.constantFrom(1, 7, 40, 200) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Crash" as const), who: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Split" as const), at: fc.nat(3) }) }
)

export type Operation = typeof operation extends fc.Arbitrary<infer A> ? A : never

interface Packet {
  readonly to: number
  readonly from: number
  readonly bytes: Uint8Array
  readonly hash: Uint8Array
}

export class Bus {
  readonly participants: ReadonlyArray<Participant>
  now: Time.Nanos = START
  packets: Array<Packet> = []
  /** Those below it do not hear those from it on. 0: all hear all. */
  split = 0
  #sent = 0

  constructor(count: number, policy: Policy) {
    this.participants = Array.from({ length: count }, (_, n) => new Participant(`p${n}`, policy))
  }

  say(n: number, content: string): void {
    this.participants[n]!.take({ _tag: "Say", content: new TextEncoder().encode(content) }, this.now)
  }

  /** Brings what is in the outboxes to the network. */
  flush(): void {
    for (const [from, participant] of this.participants.entries()) {
      for (const { mark, payload } of participant.outbox.splice(0)) {
        const hash = hashOf(++this.#sent)
        participant.take({ _tag: "Sent", mark, hash }, this.now)
        for (const to of this.participants.keys()) {
          if (to !== from && to < this.split === from < this.split)
            this.packets.push({ to, from, bytes: payload, hash })
        }
      }
    }
  }

  deliver({ bytes, hash, to }: Packet): void {
    const message = Result.getOrThrow(SyncMessage.decode(bytes))
    this.participants[to]!.take({ _tag: "Heard", message, hash }, this.now)
  }

  /** Lets time pass, and whoever has something to do by then does it. */
  pass(span: Time.Nanos): void {
    this.now = Time.add(this.now, span)
    for (const participant of this.participants) {
      if (Option.exists(participant.machine.due(participant.state), (at) => at <= this.now)) {
        participant.take({ _tag: "Tick" }, this.now)
      }
      for (const { id } of participant.asked.splice(0)) participant.take({ _tag: "Unfound", id }, this.now)
    }
  }

  /** From now on nothing is lost, for a time. */
  heal(rounds: number, span: Time.Nanos): void {
    this.split = 0
    for (let round = 0; round < rounds; round++) {
      this.flush()
      for (const packet of this.packets.splice(0)) this.deliver(packet)
      this.pass(span)
    }
  }

  /** What was said is the same few contents again and again. */
  run(operations: ReadonlyArray<Operation>): void {
    let said = 0
    for (const one of operations) {
      this.flush()
      const place = "which" in one && this.packets.length > 0 ? one.which % this.packets.length : undefined
      switch (one._tag) {
        case "Say":
          this.say(one.who, `content ${said++ % 3}`)
          break
        case "Deliver":
          if (place !== undefined) this.deliver(this.packets.splice(place, 1)[0]!)
          break
        case "Drop":
          if (place !== undefined) this.packets.splice(place, 1)
          break
        case "Repeat":
          if (place !== undefined) this.packets.push(this.packets[place]!)
          break
        case "Pass":
          this.pass(Time.seconds(one.seconds))
          break
        case "Crash":
          this.participants[one.who]!.crash(this.now)
          break
        case "Split":
          this.split = one.at
      }
    }
  }
}
