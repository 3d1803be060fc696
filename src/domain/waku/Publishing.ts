/** What a network refuses to carry. CHA-75, CHA-76, CHA-79, CHA-80. */
import { MAX_META, type WakuMessage } from "./WakuMessage.ts"

/** Bytes of payload; larger content is cut in segments by its sender. */
export const MAX_PAYLOAD = 150 * 1024

/** Why the message cannot be published; `undefined` where it can. */
export const refusal = (message: WakuMessage): string | undefined => {
  if (message.timestamp === 0n) return "it has no timestamp"
  if (message.meta.length > MAX_META) return `its meta has more than ${MAX_META} bytes`
  if (message.payload.length > MAX_PAYLOAD)
    return `its payload has ${message.payload.length} bytes, more than the ${MAX_PAYLOAD} allowed`
  return undefined
}
