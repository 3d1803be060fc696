/**
 * Exports become signed, encrypted messages of the community, kept for the archives of their own time..
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Application from "../domain/community/Application.ts"
import * as Description from "../domain/community/Description.ts"
import * as DiscordExport from "../domain/community/DiscordExport.ts"
import * as Envelope from "../domain/community/Envelope.ts"
import * as PublicKey from "../domain/community/PublicKey.ts"
import * as Unwrap from "../domain/community/Unwrap.ts"
import * as Window from "../domain/history/Window.ts"
import type { Nanos } from "../domain/Time.ts"
import * as Time from "../domain/Time.ts"
import { ControlKey } from "../ports/ControlKey.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import { MessageStore } from "../ports/MessageStore.ts"
import { Waku } from "../ports/Waku.ts"
import * as ChannelBook from "./ChannelBook.ts"
import { Community } from "./Community.ts"
import { type Composed, compose } from "./Compose.ts"
import { ControlNode } from "./ControlNode.ts"
import * as Limits from "./Limits.ts"
import { now } from "./Now.ts"
import { Progress } from "./Progress.ts"
import { transient } from "./Retry.ts"
import { Settings } from "./Settings.ts"

/** A file cannot be imported; nothing of it was. */
export class ImportRefused extends Schema.TaggedError<ImportRefused>()("ImportRefused", {
  source: Schema.String,
  why: Schema.String
}) {
  override get message(): string {
    return `${this.source} was not imported: ${this.why}`
  }
}

/** One export and the name by which messages to people call it. */
export interface Source {
  readonly name: string
  readonly content: DiscordExport.DiscordExport
}

/** `live`: messages of the window that is not due yet, published at once. `repaired`: texts that were no valid Unicode. */
export interface Report {
  readonly channels: ReadonlyArray<{ readonly name: string; readonly messages: number }>
  readonly added: number
  readonly known: number
  readonly live: number
  readonly repaired: number
  readonly span: Option.Option<Window.Window>
}

const BATCH = 500

interface Prepared {
  readonly channel: Description.Channel
  readonly posts: ReadonlyArray<DiscordExport.Post>
  readonly repaired: number
}

/** Checks everything before anything is written: a bad file costs nothing but itself. */
const prepare = Effect.fn("Import.prepare")(function* (source: Source) {
  const community = yield* Community
  const latest = Time.add(yield* now, (yield* Settings).futureSkew)
  const { channel } = source.content
  const chatId = Description.chatId(community.id, channel.id)
  const posts = DiscordExport.posts(source.content, chatId)
  if (Result.isFailure(posts)) return yield* new ImportRefused({ source: source.name, why: posts.failure.why })
  const future = posts.success.posts.find(({ timestamp }) => timestamp > latest)
  if (future !== undefined) {
    return yield* new ImportRefused({
      source: source.name,
      why: `message ${future.id} is dated ${Time.toIso(future.timestamp)}, which is in the future`
    })
  }
  const { limits } = yield* Settings
  for (const { id, payload } of posts.success.posts) {
    if (payload.length <= Math.min(limits.textLength, limits.nameLength)) continue
    const read = Application.decode(Application.Type.CHAT_MESSAGE, payload, limits)
    if (Result.isSuccess(read)) continue
    return yield* new ImportRefused({
      source: source.name,
      why: `message ${id}: ${read.failure.why}; raise ${Limits.setting("textLength")} or ${Limits.setting("nameLength")} here and at the members`
    })
  }
  return { channel: { id: chatId, name: channel.name.toWellFormed() }, ...posts.success } satisfies Prepared
})

const span = (prepared: ReadonlyArray<Prepared>): Option.Option<Window.Window> => {
  let from: Nanos | undefined
  let to: Nanos | undefined
  for (const { posts } of prepared) {
    for (const { timestamp } of posts) {
      if (from === undefined || timestamp < from) from = timestamp
      if (to === undefined || timestamp > to) to = timestamp
    }
  }
  return from === undefined || to === undefined
    ? Option.none()
    : Option.some({ from, to: Time.add(to, Time.nanos(1n)) })
}

/** Where the window that is not due yet begins: its messages also travel live. */
const openFrom = Effect.fn("Import.openFrom")(function* (imported: Window.Window) {
  const control = yield* ControlNode
  const messages = yield* MessageStore
  const { createdAt, grid } = yield* control.state
  const present = yield* now
  const oldest = Option.getOrElse(yield* messages.oldest, () => createdAt)
  const anchor = Time.min(createdAt, Time.min(oldest, imported.from))
  const tiles = Option.getOrElse(grid, (): Window.Grid => ({ anchor, length: control.policy.length }))
  return Window.at(tiles, Window.dueUntil(tiles, present, control.policy.settle)).from
})

/**
 * Keeps every message of the sources. They are archived by the next publication, whole windows at a time, and not
 * published one by one; only those of the window that is still open are. Importing again changes nothing.
 */
export const run = Effect.fn("Import.run")(function* (sources: ReadonlyArray<Source>) {
  const community = yield* Community
  const control = yield* ControlNode
  const description = yield* ChannelBook.current("")
  const history = yield* HistoryStore
  const messages = yield* MessageStore
  const progress = yield* Progress
  const waku = yield* Waku
  const author = (yield* ControlKey).publicKey

  const prepared = yield* Effect.forEach(sources, prepare)
  yield* transient(
    ChannelBook.addChannels(
      description.name,
      prepared.map(({ channel }) => channel)
    )
  )
  const total = prepared.reduce((count, { posts }) => count + posts.length, 0)
  const task = yield* progress.start("importing", total, "messages")
  const covered = span(prepared)
  const open = Option.isSome(covered) ? yield* openFrom(covered.value) : undefined
  if (Option.isSome(covered)) yield* control.importing(covered.value)
  let added = 0
  let known = 0
  let live = 0

  const keep = Effect.fnUntraced(function* (posts: ReadonlyArray<DiscordExport.Post>) {
    const composed = yield* compose(
      community.channel,
      posts.map(({ payload, timestamp }) => ({ type: Application.Type.CHAT_MESSAGE, payload, timestamp }))
    )
    const appended = yield* messages.append(composed.flatMap(({ parts }) => parts))
    yield* history.append(
      composed.flatMap(({ envelope, received }) => toRecord(received, envelope, author)),
      "store"
    )
    const all = composed.flatMap(({ parts }) => parts)
    const current = open === undefined ? [] : all.filter(({ message }) => message.timestamp >= open)
    yield* Effect.forEach(current, (received) => transient(waku.publish(received.pubsubTopic, received.message)), {
      discard: true
    })
    added += appended.added
    known += appended.known
    live += current.length
    yield* task.advance(posts.length)
  })

  for (const { posts } of prepared) {
    for (let at = 0; at < posts.length; at += BATCH) yield* keep(posts.slice(at, at + BATCH))
  }
  if (Option.isSome(covered)) yield* control.imported(covered.value)
  return {
    channels: prepared.map(({ channel, posts }) => ({ name: channel.name, messages: posts.length })),
    added,
    known,
    live,
    repaired: prepared.reduce((count, { repaired }) => count + repaired, 0),
    span: covered
  } satisfies Report
}, Effect.scoped)

/** The record of a message that we composed ourselves: its author is known without recovering the signature. */
export const toRecord = (received: Composed["received"], envelope: Uint8Array, author: PublicKey.PublicKey) => {
  const content = Envelope.read(envelope)
  return Result.isSuccess(content) ? [Unwrap.toRecord(received, { ...content.success, envelope }, author)] : []
}
