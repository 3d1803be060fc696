/**
 * Members of one group over a network that delays within Δ, reorders and repeats; votes that end alike for everybody; a
 * clock that only the village moves. Restarts are from the rows alone.
 */
import { Effect, Layer, Option, Result } from "effect"
import * as SignaturesPure from "../../src/adapters/crypto-pure/Signatures.ts"
import * as MlsMemory from "../../src/adapters/mls-memory/MlsGroup.ts"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import * as Answering from "../../src/app/membership/Answering.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import type { Address } from "../../src/domain/community/Address.ts"
import * as Addresses from "../../src/domain/community/Address.ts"
import * as Group from "../../src/domain/membership/Group.ts"
import type { Lane } from "../../src/domain/membership/Lanes.ts"
import type { Event, Input, Request } from "../../src/domain/membership/Signals.ts"
import type * as Policy from "../../src/domain/membership/Policy.ts"
import * as Timers from "../../src/domain/membership/Timers.ts"
import * as States from "../../src/domain/membership/State.ts"
import * as Updates from "../../src/domain/membership/Update.ts"
import type { CommonInput, Send } from "../../src/domain/Step.ts"
import type { Nanos } from "../../src/domain/Time.ts"
import * as Time from "../../src/domain/Time.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { MlsGroup } from "../../src/ports/MlsGroup.ts"
import { Signatures } from "../../src/ports/Signatures.ts"

/** What chance decides: whole numbers below a bound. */
export interface Chance {
  readonly below: (bound: number) => number
}

/** A xorshift of a seed. */
export const chance = (seed: number): Chance => {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  return {
    below: (bound) => {
      state ^= state << 13
      state >>>= 0
      state ^= state >>> 17
      state ^= state << 5
      state >>>= 0
      return state % bound
    }
  }
}

/** A member whose key is 31 zero bytes and the number. */
export const secretOf = (n: number): Uint8Array => new Uint8Array(32).fill(0).with(31, n)

const GROUP = Bytes.utf8("conversation")

interface Post {
  readonly at: Nanos
  readonly to: number
  readonly input: Input
}

interface Vote {
  readonly id: string
  readonly payload: Uint8Array
  readonly proposer: Address
  readonly voters: ReadonlyArray<Address>
  readonly votes: Map<Address, boolean>
  decided: boolean
}

type Building = Extract<Request, { readonly _tag: "Build" }>

export interface Villager {
  readonly self: Address
  readonly machine: ReturnType<typeof Group.machine>
  state: States.State
  readonly rows: Map<string, Uint8Array>
  readonly events: Array<Event>
  /** Commits applied, as `epoch:creator+adds-removes`; nothing where it was removed. */
  readonly history: Array<string>
  /** Neither hears nor acts. */
  asleep: boolean
  /** Does not build candidates. */
  idle: boolean
  /** Commits other changes than those that were voted on. */
  twist: ((changes: Building["changes"]) => Building["changes"]) | undefined
  /** What it sends does not reach the network. */
  mute: boolean
  readonly outbox: Array<Send<Lane>>
}

export interface Options {
  readonly chance: Chance
  /** The longest that something is under way. */
  readonly delta: Nanos
  /** How a member votes that is asked. */
  readonly ballot?: (voter: Address, payload: Uint8Array) => boolean | undefined
  /** One message in this many comes twice; 0: none. */
  readonly repeats?: number
  readonly now?: Nanos
  /** Ports take their time, up to Δ; else they answer at once. */
  readonly slow?: boolean
}

const network = Layer.mergeAll(SignaturesPure.layer, MlsMemory.layer(Bytes.utf8("village")))

const services = Effect.runSync(
  Effect.gen(function* () {
    return { mls: yield* MlsGroup, signatures: yield* Signatures }
  }).pipe(Effect.provide(network))
)

const answering = (n: number) => {
  const base = Layer.mergeAll(Layer.succeed(MlsGroup, services.mls), Layer.succeed(Signatures, services.signatures))
  const key = Effect.runSync(
    Effect.provide(MemberKey, Layer.provide(KeyMemory.memberLayer(secretOf(n)), base), { local: true })
  )
  const self = Addresses.of(key.publicKey)
  const layer = Layer.merge(base, Layer.succeed(MemberKey, key))
  return {
    self,
    answer: (request: Answering.Question) =>
      Effect.runSync(
        Effect.provide(Answering.answer({ self, group: GROUP, admits: true }, request), layer, { local: true })
      )
  }
}

const cast = Array.from({ length: 24 }, (_, n) => answering(n + 1))

/** The addresses of the members by number. */
export const addresses: ReadonlyArray<Address> = cast.map(({ self }) => self)

export class Village {
  now: Nanos
  readonly villagers: ReadonlyArray<Villager>
  readonly votes: Array<Vote> = []
  /** Everything sent, for whoever listens in. */
  readonly wire: Array<{ readonly lane: Lane; readonly payload: Uint8Array }> = []
  /** What of it nobody gets. */
  lose: (payload: Uint8Array) => boolean = () => false
  readonly #posts: Array<Post> = []
  readonly #options: Options

  constructor(size: number, options: Options) {
    this.#options = options
    this.now = options.now ?? Time.days(20_000)
    this.villagers = cast.slice(0, size).map(({ self }) => ({
      self,
      machine: Group.machine({ self, group: GROUP, admits: true }),
      state: States.initial,
      rows: new Map(),
      events: [],
      history: [],
      asleep: false,
      idle: false,
      twist: undefined,
      mute: false,
      outbox: []
    }))
  }

  #delay(): Nanos {
    return Time.nanos((this.#options.delta * BigInt(this.#options.chance.below(1001))) / 1000n)
  }

  /** To everybody, each in its own time; to the sleepers too, when they wake. */
  post(input: Input, except?: number): void {
    const { chance, repeats = 0 } = this.#options
    for (const to of this.villagers.keys()) {
      if (to === except) continue
      const times = repeats > 0 && chance.below(repeats) === 0 ? 2 : 1
      for (let n = 0; n < times; n++) this.#posts.push({ at: Time.add(this.now, this.#delay()), to, input })
    }
  }

  input(n: number, input: Input | CommonInput): ReadonlyArray<Event> {
    const villager = this.villagers[n]!
    const [state, outputs] = villager.machine.step(villager.state, input, this.now)
    villager.state = state
    const events: Array<Event> = []
    const asks: Array<Request> = []
    for (const output of outputs) {
      if (output._tag === "Save") villager.rows.set(output.key, output.value)
      else if (output._tag === "Erase") villager.rows.delete(output.key)
      else if (output._tag === "Send") {
        villager.outbox.push(output)
      } else if (output._tag === "Ask") asks.push(output.request)
      else events.push(output.event)
    }
    villager.events.push(...events)
    for (const event of events) {
      if (event._tag === "Removed") villager.history.push("")
      if (event._tag !== "CommitApplied") continue
      const { added, creator, epoch, removed } = event
      villager.history.push(`${epoch}:${creator}+${added.join()}-${removed.join()}`)
    }
    this.#drain(n)
    for (const ask of asks) this.#answer(n, ask)
    return events
  }

  #drain(n: number): void {
    const { mute, outbox } = this.villagers[n]!
    if (mute) return
    for (const { lane, mark, payload } of outbox.splice(0)) {
      this.wire.push({ lane, payload })
      if (!this.lose(payload)) this.post({ _tag: "Heard", lane, payload }, n)
      this.input(n, { _tag: "Sent", mark, hash: new Uint8Array(32) })
    }
  }

  /** What a member sends waits from now on, or goes out. */
  mute(n: number, mute: boolean): void {
    this.villagers[n]!.mute = mute
    this.#drain(n)
  }

  #answer(n: number, request: Request): void {
    if (request._tag === "Propose") return this.#propose(n, request)
    if (request._tag === "Vote") return this.#vote(this.villagers[n]!.self, request.id, request.approve)
    const answered = this.#answered(n, request)
    if (this.#options.slow !== true) return void this.input(n, answered)
    this.#posts.push({ at: Time.add(this.now, this.#delay()), to: n, input: answered })
  }

  #answered(n: number, request: Answering.Question): Input {
    const answer =
      request._tag === "Build" && this.villagers[n]!.idle
        ? ({ _tag: "Failed", why: "idle" } as const)
        : cast[n]!.answer(this.#twisted(n, request))
    return { _tag: "Answered", job: request.job, answer }
  }

  #twisted(n: number, request: Answering.Question): Answering.Question {
    const { twist } = this.villagers[n]!
    return request._tag === "Build" && twist !== undefined ? { ...request, changes: twist(request.changes) } : request
  }

  #propose(n: number, { payload, voters }: Extract<Request, { readonly _tag: "Propose" }>): void {
    const proposer = this.villagers[n]!.self
    const id = `${proposer.slice(0, 8)}-${Updates.hashOf(payload).slice(0, 16)}`
    const known = this.votes.find((vote) => vote.id === id)
    if (known !== undefined) return
    const vote: Vote = { id, payload, proposer, voters, votes: new Map(), decided: false }
    this.votes.push(vote)
    this.post({ _tag: "Opened", id, payload, proposer, voters: voters.length })
    this.#vote(proposer, id, true)
    for (const voter of voters) {
      const cast = this.#options.ballot?.(voter, payload)
      const isAwake = this.villagers.some(({ asleep, self }) => self === voter && !asleep)
      if (cast !== undefined && isAwake) this.#vote(voter, id, cast)
    }
  }

  /** Ends with a majority of the voters; what everybody hears is the same. */
  #vote(voter: Address, id: string, approve: boolean): void {
    const vote = this.votes.find((vote) => vote.id === id)
    if (vote === undefined || vote.decided || vote.votes.has(voter) || !vote.voters.includes(voter)) return
    vote.votes.set(voter, approve)
    const yes = [...vote.votes.values()].filter(Boolean).length
    const no = vote.votes.size - yes
    if (yes * 2 > vote.voters.length) this.decide(vote, true)
    else if (no * 2 >= vote.voters.length) this.decide(vote, false)
  }

  decide(vote: Vote, approved: boolean): void {
    vote.decided = true
    const { id, payload, proposer, voters } = vote
    this.post({ _tag: "Decided", id, payload, proposer, voters: voters.length, approved })
  }

  /** Votes without a majority, to whom `liveness` says that silence is yes, end so. */
  close(): void {
    for (const vote of this.votes) if (!vote.decided) this.decide(vote, true)
  }

  restart(n: number): void {
    const villager = this.villagers[n]!
    const rows = [...villager.rows].map(([key, value]) => ({ key, value }))
    villager.state = Result.getOrThrow(villager.machine.restore(rows))
    this.input(n, { _tag: "Resumed" })
  }

  #next(until: Nanos): Nanos | undefined {
    const posts = this.#posts.filter(({ to }) => !this.villagers[to]!.asleep).map(({ at }) => Time.max(at, this.now))
    const dues = this.villagers
      .filter(({ asleep }) => !asleep)
      .flatMap(({ machine, state }) => Option.toArray(machine.due(state)))
      .map((at) => Time.max(at, this.now))
    const [first] = [...posts, ...dues].sort((left, right) => (left < right ? -1 : 1))
    return first !== undefined && first <= until ? first : undefined
  }

  /** Lets time pass. */
  run(span: Nanos): void {
    const until = Time.add(this.now, span)
    for (let next = this.#next(until), steps = 0; next !== undefined; next = this.#next(until)) {
      if (++steps > 20_000) throw new Error("the village does not come to rest")
      this.now = next
      const due = this.#posts
        .filter(({ at, to }) => at <= this.now && !this.villagers[to]!.asleep)
        .map((post) => ({ post, order: this.#options.chance.below(1 << 20) }))
        .sort((left, right) => left.order - right.order)
      for (const { post } of due) this.#posts.splice(this.#posts.indexOf(post), 1)
      for (const { post } of due) this.input(post.to, post.input)
      for (const [n, { asleep, machine, state }] of this.villagers.entries()) {
        if (!asleep && Option.exists(machine.due(state), (at) => at <= this.now)) this.input(n, { _tag: "Tick" })
      }
    }
    this.now = until
  }

  epochs(): ReadonlyArray<bigint | undefined> {
    return this.villagers.map(({ state }) => state.roster?.epoch)
  }
}

export { GROUP }

/** A group of this many members, grown by votes one after another. */
export const grown = (size: number, policy: Policy.Policy, options: Partial<Options> = {}, spare = 0): Village => {
  const village = new Village(size + spare, {
    chance: chance(7),
    delta: policy.delta,
    ballot: () => true,
    ...options
  })
  village.input(0, { _tag: "Create", policy })
  for (let n = 1; n < size; n++) village.input(n, { _tag: "Join" })
  for (let rounds = 0; rounds < 40; rounds++) {
    if (
      village
        .epochs()
        .slice(0, size)
        .every((epoch) => epoch !== undefined)
    )
      break
    village.run(Timers.bound(policy))
  }
  village.run(Timers.bound(policy))
  return village
}

/** One that has settled since: everybody may be elected. */
export const settled = (size: number, policy: Policy.Policy, options: Partial<Options> = {}, spare = 0): Village => {
  const village = grown(size + 1, policy, options, spare)
  village.input(size, { _tag: "Wish", wish: "Remove", member: addresses[size]! })
  for (let rounds = 0; rounds < 4; rounds++) village.run(Timers.bound(policy))
  return village
}

/** An address that nobody has. */
export const stranger = (n: number): Address => Addresses.parse(`ff${n.toString(16).padStart(38, "0")}`)!

/** The key package of one who is not in the village. */
export const joiner = (n: number) => {
  const made = cast[n]!.answer({ _tag: "MakeKeyPackage", job: "" })
  if (made._tag !== "KeyPackageMade") throw new Error(made._tag)
  return { ...made, member: cast[n]!.self }
}
