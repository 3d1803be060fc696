/**
 * The channel of a community over Scalable Data Sync: what its members say to each other, in causal order, whatever the
 * network loses. Contents go to the stores of the network and from there into the archives; sync messages do not. CHA-98.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import * as Description from "../../domain/community/Description.ts"
import * as Machine from "../../domain/sync/Channel.ts"
import type { Event, LookUp, Refusal } from "../../domain/sync/Event.ts"
import * as Policy from "../../domain/sync/Policy.ts"
import * as Snapshot from "../../domain/sync/Snapshot.ts"
import * as State from "../../domain/sync/State.ts"
import type * as Time from "../../domain/Time.ts"
import * as SyncMessage from "../../domain/wire/SyncMessage.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Digest } from "../../ports/Digest.ts"
import type { Signatures } from "../../ports/Signatures.ts"
import { Community } from "../Community.ts"
import { now } from "../Now.ts"
import * as Progression from "../protocol/Progression.ts"
import * as Runner from "../protocol/Runner.ts"
import { Settings } from "../Settings.ts"
import * as LookUps from "./LookUps.ts"
import * as Speech from "./Speech.ts"

/** The text was not said. */
export class NotSaid extends Schema.TaggedError<NotSaid>()("NotSaid", { why: Schema.String }) {
  override get message(): string {
    return `nothing was said: ${this.why}`
  }
}

const WHY: Partial<Record<Refusal, string>> = {
  Empty: "the text is empty",
  TooLarge: "the text is too long",
  Unacknowledged: "too many messages wait for others to acknowledge them"
}

export interface Options<E, R> {
  /** The member's own: signs what is said, and names the participant. */
  readonly key: Key
  readonly find: LookUps.Find<E, R>
  readonly policy?: Policy.Policy
}

/** Messages at the end of the log that are watched for lines that come. */
const RECENT = 500

/** How often a text is signed anew because others spoke meanwhile. */
const ATTEMPTS = 16

const configOf = (community: string, key: Key, policy = Policy.standard): State.Config => ({
  channel: community,
  participant: Speech.participant(key),
  policy
})

const scopeOf = (community: string, key: Key): string => `sync/${community}/${Speech.participant(key)}`

/** A message as it was heard. */
type Heard = Extract<Machine.Input, { readonly _tag: "Heard" }>

const read = Effect.fnUntraced(function* (deliveries: ReadonlyArray<Runner.Delivery<"channel">>) {
  const heard: Array<Heard> = []
  for (const { payload, received } of deliveries) {
    const message = SyncMessage.decode(payload)
    // Others talk on the topic as well, without sync.
    if (Result.isFailure(message)) continue
    heard.push({ _tag: "Heard", message: message.success, hash: Bytes.fromHex(received.hash)! })
  }
  return yield* Speech.proved(heard, ({ message }) => message)
})

const answering = <E, R>(find: LookUps.Find<E, R>) =>
  Effect.fnUntraced(function* ({ hint, id }: LookUp) {
    const unfound: ReadonlyArray<Machine.Input> = [{ _tag: "Unfound", id }]
    const hash = LookUps.hashOf(hint)
    if (hash === undefined) return unfound
    const fate = yield* Effect.result(find(hash))
    // What cannot be asked just now is asked again.
    if (Result.isFailure(fate) || fate.success._tag === "NotYet") return []
    if (fate.success._tag === "Unknown") return unfound
    if (fate.success._tag === "Replaced") return [{ _tag: "Replaced", ids: [id] }] satisfies typeof unfound
    const message = SyncMessage.decode(fate.success.content)
    if (Result.isFailure(message)) return unfound
    const [found] = yield* Speech.proved([message.success], (one) => one)
    return found === undefined
      ? unfound
      : ([{ _tag: "Found", id, message: found, hash: Bytes.fromHex(hash)! }] satisfies typeof unfound)
  })

/** Takes part in the channel. Nothing is sent or heard before `run`, `catchUp` or `settle` of its `runner`. */
export const make = Effect.fn("Channel.make")(function* <E, R>({ find, key, policy }: Options<E, R>) {
  const { channel: room, id: community } = yield* Community
  const { limits } = yield* Settings
  const { sha256 } = yield* Digest
  const config = { ...configOf(community, key, policy), sha256 }
  const context = yield* Effect.context<Digest | Signatures>()
  const runner = yield* Runner.make(
    {
      scope: scopeOf(community, key),
      machine: Machine.make(config),
      lanes: { channel: room },
      read,
      answer: answering(find)
    },
    key
  )

  const said = Effect.fnUntraced(function* (
    text: string,
    what: (content: Uint8Array, clock: Time.Millis) => Machine.Input
  ) {
    if (text === "") return yield* new NotSaid({ why: "the text is empty" })
    if (text.length > limits.textLength) {
      return yield* new NotSaid({ why: `the text is longer than ${limits.textLength} characters` })
    }
    const chat = Description.chatId(community, Description.GENERAL)
    for (let attempt = 0; ; attempt++) {
      const clock = State.next(yield* runner.state, yield* now)
      const content = yield* Effect.provideContext(Speech.compose(key, chat, text, clock), context)
      const told = yield* runner.offer(what(content, clock))
      const refused = told.find((event) => event._tag === "Refused")
      if (refused === undefined) return
      // Somebody else was heard meanwhile, and the clock that was signed is no longer the next one.
      if (refused.reason === "Outrun" && attempt < ATTEMPTS) continue
      return yield* new NotSaid({ why: WHY[refused.reason] ?? refused.reason })
    }
  })

  /** What of the end of the log was not seen yet; another process of the home may have heard some of it. */
  const news = (seen: Set<string>, event: Event) =>
    Effect.map(runner.state, (state) => {
      const recent = State.newest(state, RECENT).map(({ message }) => message)
      const fresh = recent.filter(({ messageId }) => !seen.has(messageId))
      seen.clear()
      for (const { messageId } of recent) seen.add(messageId)
      const whispered = event._tag === "Ephemeral" ? [event.message] : []
      return [...whispered, ...fresh.filter(({ senderId }) => senderId !== config.participant)].flatMap(
        (message) => Speech.line(message) ?? []
      )
    })

  return {
    runner,
    /** Says a text to everybody; it is sent until others have it. */
    say: (text: string) => said(text, (content, clock) => ({ _tag: "Say", content, clock })),
    /** Says it to those who are listening now. */
    whisper: (text: string) => said(text, (content) => ({ _tag: "SayEphemeral", content })),
    /** Lines as they come, other people's, whichever process of the home heard them. */
    lines: Stream.unwrap(
      Effect.map(runner.state, (state) => {
        const seen = new Set(State.newest(state, RECENT).map(({ message }) => message.messageId))
        return Stream.flatMap(
          Stream.mapEffect(runner.events, (event) => news(seen, event)),
          Stream.fromIterable
        )
      })
    ),
    /** The log as others may begin with it. */
    snapshot: Effect.map(runner.state, (state) => Snapshot.of(config.channel, state)),
    /** Adds another one's log to this one. */
    merge: Effect.fn("Channel.merge")(function* (snapshot: Snapshot.Snapshot) {
      const messages = yield* Effect.provideContext(
        Speech.proved(snapshot.messages, (message) => message),
        context
      )
      return yield* runner.offer({ _tag: "Restored", snapshot: { ...snapshot, messages } })
    }),
    /** Takes in what others brought: an archive, say. */
    hear: Effect.fn("Channel.hear")(function* (messages: ReadonlyArray<Omit<Runner.Delivery<"channel">, "lane">>) {
      const heard = yield* Effect.provideContext(
        read(messages.map((message) => ({ ...message, lane: "channel" }))),
        context
      )
      return yield* runner.offer(...heard)
    }),
    /** The archives removed these messages. */
    replaced: (ids: ReadonlyArray<string>) => runner.offer({ _tag: "Replaced", ids })
  }
})

/** The state of the channel as this home remembers it, without a network. */
export const recall = Effect.fn("Channel.recall")(function* (key: Key) {
  const { id: community } = yield* Community
  const machine = Machine.make(configOf(community, key))
  return (yield* Progression.recall(scopeOf(community, key), machine, "the channel")).state
})
