/**
 * Where messages are looked up that others name and that are not here: archives, stores, whatever the host has. A parameter
 * of the channel, since a host may have neither. SDS-18; protocols D3.2.
 */
import * as Effect from "effect/Effect"
import * as Bytes from "../../domain/Bytes.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Archived from "../Archived.ts"

/** Asked by the hash of the Waku message that carried it. */
export type Find<E, R> = (hash: WakuMessage.MessageHash) => Effect.Effect<Archived.Fate, E, R>

/** Of a host without archives. */
export const nowhere: Find<never, never> = () => Effect.succeed({ _tag: "Unknown" })

/** In the archives and the stores of this home. */
export const archives = Archived.find

/** The hash in a hint; `undefined` where it is none. */
export const hashOf = (hint: Uint8Array): WakuMessage.MessageHash | undefined =>
  hint.length === 32 ? WakuMessage.MessageHash(Bytes.toHex(hint)) : undefined
