/** One message in the community's name, live. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Application from "../domain/community/Application.ts"
import * as Description from "../domain/community/Description.ts"
import * as Time from "../domain/Time.ts"
import { ControlKey } from "../ports/ControlKey.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import { MessageStore } from "../ports/MessageStore.ts"
import { Waku } from "../ports/Waku.ts"
import * as ChannelBook from "./ChannelBook.ts"
import { Community } from "./Community.ts"
import { compose } from "./Compose.ts"
import * as Import from "./Import.ts"
import { now } from "./Now.ts"
import { transient } from "./Retry.ts"
import { Settings } from "./Settings.ts"

export class MessageRefused extends Schema.TaggedError<MessageRefused>()("MessageRefused", { why: Schema.String }) {
  override get message(): string {
    return `the message was not sent: ${this.why}`
  }
}

/**
 * Posts `text` in the channel of that name, which is created where there is none. Published first, then kept: what
 * the network has, a later catch-up would bring anyway.
 */
export const send = Effect.fn("Send.send")(function* (community: string, channelName: string, text: string) {
  const room = yield* Community
  if (channelName.trim() === "") return yield* new MessageRefused({ why: "the channel has no name" })
  if (text === "") return yield* new MessageRefused({ why: "it is empty" })
  // What does not fit into one message of the network is cut into parts (CHA-79).
  const { textLength } = (yield* Settings).limits
  if (text.length > textLength) return yield* new MessageRefused({ why: `it is longer than ${textLength} characters` })
  const name = channelName.toWellFormed()
  const before = yield* ChannelBook.current(community)
  const known = Option.fromUndefinedOr(before.channels.find((channel) => channel.name === name))
  const channel = Option.getOrElse(known, () => ({ id: Description.chatId(room.id, name), name }))
  if (Option.isNone(known)) yield* transient(ChannelBook.addChannels(community, [channel]))
  const timestamp = yield* now
  const clock = Time.toMillis(timestamp)
  const [message] = yield* compose(room.channel, [
    {
      type: Application.Type.CHAT_MESSAGE,
      timestamp,
      payload: Application.encodeChat({
        clock,
        timestamp: clock,
        text: text.toWellFormed(),
        responseTo: "",
        chatId: channel.id,
        displayName: before.name,
        contentType: Application.ContentType.TEXT_PLAIN
      })
    }
  ])
  const { envelope, parts, received } = message!
  const waku = yield* Waku
  yield* Effect.forEach(parts, (part) => transient(waku.publish(part.pubsubTopic, part.message)), { discard: true })
  yield* (yield* MessageStore).append(parts)
  const records = Import.toRecord(received, envelope, (yield* ControlKey).publicKey)
  yield* (yield* HistoryStore).append(records, "live")
  return records[0]!
})
