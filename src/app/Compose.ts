/**
 * Messages in the community's name: signed by the control key, encrypted for their room. CHA-51, CHA-79, CHA-87.
 */
import * as Effect from "effect/Effect"
import * as Bytes from "../domain/Bytes.ts"
import type { PublicKey } from "../domain/community/PublicKey.ts"
import * as Segments from "../domain/community/Segments.ts"
import * as Envelope from "../domain/community/Envelope.ts"
import type { Nanos } from "../domain/Time.ts"
import * as Payload from "../domain/waku/Payload.ts"
import * as WakuMessage from "../domain/waku/WakuMessage.ts"
import { ControlKey, type Key } from "../ports/ControlKey.ts"
import { Digest } from "../ports/Digest.ts"
import type { Room } from "./Community.ts"

/** `type` and `payload` of an ApplicationMetadataMessage, and the instant it is dated. */
export interface Draft {
  readonly type: number
  readonly payload: Uint8Array
  readonly timestamp: Nanos
}

/** A finished message beside the envelope inside it. */
export interface Composed {
  /** The message, or the first of those that it was cut into. */
  readonly received: WakuMessage.Received
  /** All of them, in order (CHA-79). */
  readonly parts: ReadonlyArray<WakuMessage.Received>
  readonly envelope: Uint8Array
  readonly type: number
}

/** Who else can open it: everybody of the room, or the holder of one public key. */
const sealing =
  (room: Room, recipient: PublicKey | undefined) =>
  (envelope: Uint8Array, entropy: Uint8Array): Uint8Array =>
    recipient === undefined ? Payload.seal(envelope, room.key, entropy) : Payload.sealFor(envelope, recipient, entropy)

/**
 * The messages that carry `content`, one unless it is large (CHA-79). Nonce and padding come from a secret of the sender and
 * the content, so that the same draft always gives the same bytes.
 */
const wrapping = Effect.fnUntraced(function* (key: Key) {
  const { sha256 } = yield* Digest
  const secret = yield* key.derive("community-history/payload-entropy/1")
  return (
    room: Room,
    content: Uint8Array,
    seal: ReturnType<typeof sealing>,
    { ephemeral = false, timestamp }: { readonly timestamp: Nanos; readonly ephemeral?: boolean }
  ): ReadonlyArray<WakuMessage.Received> =>
    Segments.cut(content).map((part) => {
      const entropy = sha256(Bytes.concat([secret, Bytes.utf8(`${room.topic} ${timestamp} `), part]))
      const payload = seal(part, entropy)
      const message = WakuMessage.make({ version: 1, contentTopic: room.topic, timestamp, payload, ephemeral })
      return WakuMessage.receive(room.pubsubTopic, message, sha256)
    })
})

const composeAs = Effect.fn("Compose.composeAs")(function* (
  key: Key,
  room: Room,
  drafts: ReadonlyArray<Draft>,
  recipient?: PublicKey
) {
  const wrap = yield* wrapping(key)
  const seal = sealing(room, recipient)
  const signatures = yield* key.sign(drafts.map((draft) => Envelope.digest(draft.payload)))
  return drafts.map((draft, index): Composed => {
    const envelope = Envelope.assemble(draft.type, draft.payload, signatures[index]!)
    const parts = wrap(room, envelope, seal, draft)
    return { received: parts[0]!, parts, envelope, type: draft.type }
  })
})

/** Puts what a protocol says into messages for everybody of a room; it signs for itself. */
export const carrier = (key: Key) =>
  Effect.map(
    wrapping(key),
    (wrap) =>
      (room: Room, content: Uint8Array, timestamp: Nanos, ephemeral: boolean): ReadonlyArray<WakuMessage.Received> =>
        wrap(room, content, sealing(room, undefined), { timestamp, ephemeral })
  )

/**
 * Signs and encrypts a batch. Nonce and padding are derived from the key and the content, so the same draft always
 * gives the same bytes: sending again is harmless, and an import gives the same archives on every machine.
 */
export const compose = (room: Room, drafts: ReadonlyArray<Draft>) =>
  Effect.flatMap(ControlKey, (key) => composeAs(key, room, drafts))

/** The same, signed by another key than that of the community. */
export const composeBy = (key: Key, room: Room, drafts: ReadonlyArray<Draft>) => composeAs(key, room, drafts)

/** One message that only `recipient` can open, signed by `key` (CHA-96). */
export const composeFor = (key: Key, recipient: PublicKey, room: Room, draft: Draft) =>
  Effect.map(composeAs(key, room, [draft], recipient), ([message]) => message!.received)
