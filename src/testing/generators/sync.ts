/** Messages of Scalable Data Sync, at the edges of what the wire carries. */
import * as fc from "fast-check"
import * as Time from "../../domain/Time.ts"
import * as SyncMessage from "../../domain/wire/SyncMessage.ts"

const bytes = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength })

const text = (max: number, minLength = 0) =>
  fc
    .oneof(
      fc.string({ unit: "binary", minLength, maxLength: 12 }),
      fc.constantFrom("0", "αβγδε", "a".repeat(max)),
      fc.stringMatching(/^[0-9a-f]{64}$/u)
    )
    .filter((value) => value.length >= minLength && new TextEncoder().encode(value).length <= max)

export const lamport = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n)
  )
  .map(Time.millis)

export const historyEntry: fc.Arbitrary<SyncMessage.HistoryEntry> = fc.record({
  messageId: text(SyncMessage.MAX_ID, 1),
  retrievalHint: bytes(40),
  senderId: text(SyncMessage.MAX_NAME)
})

const named = {
  senderId: text(SyncMessage.MAX_NAME),
  messageId: text(SyncMessage.MAX_ID, 1),
  channelId: text(SyncMessage.MAX_NAME, 1)
}

const clocked = {
  ...named,
  lamport,
  causalHistory: fc.array(historyEntry, { maxLength: 4 }),
  bloomFilter: bytes(80),
  repairRequest: fc.array(historyEntry, { maxLength: 3 })
}

export const syncMessage: fc.Arbitrary<SyncMessage.SyncMessage> = fc.oneof(
  fc.record({ _tag: fc.constant("Content" as const), ...clocked, content: bytes(60, 1) }),
  fc.record({ _tag: fc.constant("Sync" as const), ...clocked }),
  fc.record({ _tag: fc.constant("Ephemeral" as const), ...named, content: bytes(60, 1) })
)
