/** The operations of `messages.json`: encode, decode, hash. */
import * as Result from "effect/Result"
import { Topic, WakuMessage } from "../../src/index.ts"
import { type Message, messages as codecs, readMessage } from "./codecs.ts"
import { bytes, hex, no, ok, operation } from "./vector.ts"

export type Fields = object

/** The canonical bytes of a message; reading them gives the fields again. */
export const encode = operation(
  "encode",
  ({ fields, message }: { readonly message: string; readonly fields: Fields }) => {
    const written = codecs[message]!.encode(fields as never)
    const read = codecs[message]!.decode(written)
    return Result.isFailure(read) ? no(read.failure) : ok({ bytes: hex(written) })
  }
)

export const decode = operation("decode", (input: { readonly message: string; readonly bytes: string }) =>
  Result.map(codecs[input.message]!.decode(bytes(input.bytes)), (fields) => ({ fields }))
)

export const hash = operation(
  "message-hash",
  ({ message, pubsub_topic }: { readonly pubsub_topic: string; readonly message: Message }) =>
    ok({ hash: WakuMessage.hash(Topic.PubsubTopic(pubsub_topic), readMessage(message)) })
)

/** The canonical bytes of any fields, as hexadecimal. */
export const canonical = (message: string, fields: Fields) => hex(codecs[message]!.encode(fields as never))
