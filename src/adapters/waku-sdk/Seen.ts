/** The hashes that a listener has had, the oldest forgotten first: memory stays bounded. */
import type { MessageHash } from "../../domain/waku/WakuMessage.ts"

const MAX = 100_000

export interface Seen {
  /** Whether it is new. */
  readonly add: (hash: MessageHash) => boolean
}

export const make = (capacity = MAX): Seen => {
  const hashes = new Set<MessageHash>()
  return {
    add: (hash) => {
      if (hashes.has(hash)) return false
      hashes.add(hash)
      for (const oldest of hashes) {
        if (hashes.size <= capacity) break
        hashes.delete(oldest)
      }
      return true
    }
  }
}
