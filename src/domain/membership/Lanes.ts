/**
 * What travels: in the open (key packages, candidates, welcomes, which must be readable from outside the epoch) and within MLS
 * (chat, and what the votes exchange). protocols B1.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Address } from "../community/Address.ts"
import * as Addresses from "../community/Address.ts"
import * as Decode from "../wire/Decode.ts"
import * as Encode from "../wire/Encode.ts"
import * as Fields from "../wire/Fields.ts"
import * as Policies from "./Policy.ts"
import * as StewardLists from "./StewardList.ts"
import * as Stored from "./Stored.ts"
import * as Updates from "./Update.ts"

/** `group`: payloads of MLS application messages. `open`: messages of {@link Open}. */
export type Lane = "group" | "open"

export type Open =
  | {
      readonly _tag: "KeyPackage"
      readonly member: Address
      readonly keyPackage: Uint8Array
      readonly signature: Uint8Array
    }
  /** `retry`: for who looks on; what counts is the one that the commit itself names. */
  | {
      readonly _tag: "Candidate"
      readonly epoch: bigint
      readonly retry: number
      readonly commit: Uint8Array
      readonly welcome: Uint8Array
    }
  | { readonly _tag: "Welcome"; readonly welcome: Uint8Array }

/** Within MLS: `Governance` is what a consensus service sends to the others, opaque here. */
export type Inner = { readonly _tag: "Chat" | "Governance"; readonly payload: Uint8Array }

export interface InvalidMessage {
  readonly _tag: "InvalidMessage"
  readonly why: string
}

/** Bytes of a message that is looked at. */
export const MAX_MESSAGE = 1024 * 1024

export const encodeOpen = (message: Open): Uint8Array => {
  switch (message._tag) {
    case "KeyPackage":
      return Encode.message(
        Encode.embedded(
          1,
          Encode.message(
            Encode.bytes(1, message.keyPackage),
            Encode.bytes(2, Addresses.toBytes(message.member)),
            Encode.bytes(3, message.signature)
          )
        )
      )
    case "Candidate":
      return Encode.message(
        Encode.embedded(
          2,
          Encode.message(
            Encode.integer(1, message.epoch),
            Encode.integer(2, message.retry),
            Encode.bytes(3, message.commit),
            Encode.bytes(4, message.welcome)
          )
        )
      )
    case "Welcome":
      return Encode.message(Encode.embedded(3, Encode.message(Encode.bytes(1, message.welcome))))
  }
}

const required = (bytes: Uint8Array, what: string): Uint8Array => {
  if (bytes.length === 0) throw new Decode.Unfit(`it has no ${what}`)
  return bytes
}

const readOpen = (bytes: Uint8Array): Open => {
  const fields = bytes.length > MAX_MESSAGE ? undefined : Fields.scan(bytes)
  if (fields === undefined || fields.length !== 1) throw new Decode.Unfit("it does not decode")
  const announced = Decode.embedded(fields, 1)
  if (announced !== undefined) {
    const member = Addresses.fromBytes(Decode.view(announced, 2))
    const signature = Decode.bytes(announced, 3)
    const keyPackage = required(Decode.bytes(announced, 1), "key package")
    if (member === undefined || signature.length !== 65 || keyPackage.length > Updates.MAX_KEY_PACKAGE) {
      throw new Decode.Unfit("it announces no key package")
    }
    return { _tag: "KeyPackage", member, keyPackage, signature }
  }
  const candidate = Decode.embedded(fields, 2)
  if (candidate !== undefined) {
    return {
      _tag: "Candidate",
      epoch: Decode.uint64(candidate, 1),
      retry: Decode.uint32(candidate, 2),
      commit: required(Decode.bytes(candidate, 3), "commit"),
      welcome: Decode.bytes(candidate, 4)
    }
  }
  const welcome = Decode.embedded(fields, 3)
  if (welcome === undefined) throw new Decode.Unfit("its kind is unknown")
  return { _tag: "Welcome", welcome: required(Decode.bytes(welcome, 1), "welcome") }
}

const caught = <A>(read: () => A): Result.Result<A, InvalidMessage> =>
  Decode.attempt(read, (why) => ({ _tag: "InvalidMessage", why }))

/** Reads what anybody may have sent; never throws. */
export const decodeOpen = (bytes: Uint8Array): Result.Result<Open, InvalidMessage> => caught(() => readOpen(bytes))

const innerNumbers = { Chat: 1, Governance: 3 } as const

export const encodeInner = ({ _tag, payload }: Inner): Uint8Array =>
  Encode.message(Encode.embedded(innerNumbers[_tag], payload))

/** Reads what a member sent; never throws. */
export const decodeInner = (bytes: Uint8Array): Result.Result<Inner, InvalidMessage> =>
  caught(() => {
    const fields = Fields.scan(bytes)
    const [field] = fields ?? []
    const tag = (["Chat", "Governance"] as const).find((tag) => innerNumbers[tag] === field?.number)
    if (fields?.length !== 1 || tag === undefined || field?.type !== 2) throw new Decode.Unfit("its kind is unknown")
    return { _tag: tag, payload: field.bytes.slice() }
  })

/** What a joiner learns from its welcome beside the state of MLS: all that it needs to judge the next candidate. */
export const Briefing = Schema.Struct({
  policy: Policies.Policy,
  list: StewardLists.StewardList,
  /** Who joined with this epoch. */
  unsettled: Schema.Array(Stored.Address)
})

export type Briefing = typeof Briefing.Type

const briefing = Stored.json(Briefing)

export const encodeBriefing = briefing.encode

export const decodeBriefing = briefing.decode
