/** Answers store queries as the specification asks for, or as a fault makes it. 13/WAKU2-STORE v3; CHA-81…85. */
import * as Bytes from "../../../domain/Bytes.ts"
import * as Time from "../../../domain/Time.ts"
import type { Nanos } from "../../../domain/Time.ts"
import type { ContentTopic, PubsubTopic } from "../../../domain/waku/Topic.ts"
import type { Received } from "../../../domain/waku/WakuMessage.ts"
import * as Services from "../../../domain/wire/Services.ts"
import * as Wire from "../../../domain/wire/Wire.ts"
import type { StoreFault } from "./Faults.ts"
import type { MessageLog } from "./MessageLog.ts"

const DEFAULT_PAGE = 20
const MAX_PAGE = 100
const MAX_HASHES = 1_000
const MAX_TOPICS = 1_000
const HASH = 32

const refusal = (query: Services.StoreQuery): string | undefined => {
  // The published SDK names a pubsub topic beside hashes; only content topics would make that a contradiction.
  const byHash = query.hashes.length > 0
  if (byHash && query.contentTopics.length > 0) return "content filter and message hashes exclude each other"
  if (!byHash && (query.pubsubTopic === undefined) !== (query.contentTopics.length === 0))
    return "pubsub topic and content topics must be given together"
  if (query.contentTopics.length > MAX_TOPICS || query.hashes.length > MAX_HASHES) return "too many topics or hashes"
  if (query.hashes.some((hash) => hash.length !== HASH)) return "a message hash has 32 bytes"
  if (query.cursor !== undefined && query.cursor.length !== HASH) return "a cursor has 32 bytes"
  return undefined
}

const nanos = (value: bigint | undefined): Nanos | undefined =>
  value === undefined ? undefined : Time.nanos(value < 0n ? 0n : value > Time.MAX_NANOS ? Time.MAX_NANOS : value)

const entryOf = ({ hash, message, pubsubTopic }: Received, includeData: boolean): Services.StoreEntry => ({
  hash: Bytes.fromHex(hash),
  message: includeData ? Wire.encodeMessage(message) : undefined,
  pubsubTopic: includeData ? pubsubTopic : undefined
})

/** `horizon`: messages from before it are forgotten. Throws where the log does. */
export const answer = (log: MessageLog, query: Services.StoreQuery, horizon: Nanos): Services.StoreAnswer => {
  const { requestId } = query
  const refuse = (status: number, why: string) => ({ requestId, status, why, entries: [], cursor: undefined })
  const refused = refusal(query)
  if (refused !== undefined) return refuse(400, refused)
  const limit = Math.min(MAX_PAGE, query.limit === undefined || query.limit <= 0 ? DEFAULT_PAGE : query.limit)
  const { cursor, forward } = query
  const found = log.search(
    {
      filter:
        query.pubsubTopic === undefined || query.contentTopics.length === 0
          ? undefined
          : {
              pubsubTopic: query.pubsubTopic as PubsubTopic,
              contentTopics: query.contentTopics as ReadonlyArray<ContentTopic>
            },
      hashes: query.hashes.length === 0 ? undefined : query.hashes,
      from: nanos(query.from),
      to: nanos(query.to),
      cursor,
      forward,
      limit: limit + 1
    },
    horizon
  )
  if (found === undefined) return refuse(400, "the cursor names no message")
  const more = found.length > limit
  const page = !more ? found : forward ? found.slice(0, limit) : found.slice(1)
  const last = forward ? page.at(-1) : page[0]
  return {
    requestId,
    status: 200,
    why: "OK",
    entries: page.map((one) => entryOf(one, query.includeData)),
    cursor: more && last !== undefined ? Bytes.fromHex(last.hash) : undefined
  }
}

/** What a misbehaving store makes of a good answer. */
export const spoil = (
  good: Services.StoreAnswer,
  fault: Exclude<StoreFault, "silent" | "cut" | "huge" | "garbage">,
  nonce: number
): Services.StoreAnswer => {
  const { entries } = good
  const cursor = entries.at(-1)?.hash ?? new Uint8Array(HASH)
  switch (fault) {
    case "other-request":
      return { ...good, requestId: `${good.requestId}-other` }
    case "endless":
      return { ...good, cursor }
    case "empty-pages":
      return { ...good, status: 200, entries: [], cursor: new Uint8Array(HASH).fill(nonce) }
    case "descending":
      return { ...good, entries: entries.toReversed() }
    case "wrong-hashes":
      return { ...good, entries: entries.map((entry) => ({ ...entry, hash: new Uint8Array(HASH).fill(7) })) }
    case "gaps":
      return { ...good, entries: entries.filter((_, index) => index % 2 === 0), cursor: undefined }
    default:
      return { ...good, status: fault.status, why: "a fault", entries: [], cursor: undefined }
  }
}
