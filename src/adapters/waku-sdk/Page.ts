/**
 * One page of a store's answer, checked: it answers this request, ascends, moves forward, and its messages are what it says
 * they are. A store that breaks any of this has not answered. CHA-81…85.
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Bytes from "../../domain/Bytes.ts"
import * as Windows from "../../domain/history/Window.ts"
import * as Protocols from "../../domain/waku/Protocols.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Services from "../../domain/wire/Services.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import type { Query, WakuFailure } from "../../ports/Waku.ts"
import * as Exchange from "./Exchange.ts"
import type { Resolved } from "./Options.ts"
import type { Peer } from "./Peers.ts"
import { quoted } from "./quoted.ts"

export class PageFailure extends Data.TaggedError("PageFailure")<{
  readonly reason: WakuFailure["reason"]
  readonly detail: string
}> {}

export interface Page {
  /** The messages asked for, ascending. */
  readonly found: ReadonlyArray<Received>
  /** The last message of the page, asked for or not. */
  readonly last: Received | undefined
  /** What the store sent, asked for or not: messages, and bytes of the page. */
  readonly messages: number
  readonly bytes: number
  /** None: the store has no more. */
  readonly cursor: Uint8Array | undefined
}

const LIMIT = 100
/** A hundred messages of the largest size a network carries, and room. */
const MAX_BYTES = 32 * 1024 * 1024

const incomplete = (detail: string) => new PageFailure({ reason: "Incomplete", detail })

const read = (
  { requestId, ...query }: Query & { readonly requestId: string },
  after: Received | undefined,
  cursor: Uint8Array | undefined,
  bytes: Uint8Array
): Result.Result<Page, PageFailure> => {
  const decoded = Services.decodeStoreAnswer(bytes)
  if (Result.isFailure(decoded)) return Result.fail(incomplete("its answer cannot be read"))
  const answer = decoded.success
  if (answer.status < 200 || answer.status > 299) {
    const passing = answer.status === 429 || answer.status >= 500
    return Result.fail(
      new PageFailure({
        reason: passing ? "Unavailable" : "Incomplete",
        detail: `it answers ${answer.status} ${quoted(answer.why)}`
      })
    )
  }
  if (answer.requestId !== requestId) return Result.fail(incomplete("it answers another request"))
  const found: Array<Received> = []
  let last = after
  for (const entry of answer.entries) {
    if (entry.message === undefined) return Result.fail(incomplete("it leaves out a message it found"))
    const message = Wire.decodeMessage(entry.message)
    // No node of the network would have carried it, so nobody sent it.
    if (Result.isFailure(message)) continue
    if (entry.pubsubTopic !== undefined && entry.pubsubTopic !== query.pubsubTopic) continue
    const received = WakuMessage.receive(query.pubsubTopic, message.success)
    if (entry.hash !== undefined && Bytes.toHex(entry.hash) !== received.hash)
      return Result.fail(incomplete("a message it sends is not the one it names"))
    if (last !== undefined && WakuMessage.order(last, received) >= 0)
      return Result.fail(incomplete("its messages are out of order"))
    last = received
    // Some stores take the end of the span as inclusive.
    if (!Windows.contains(query.window, message.success.timestamp)) continue
    if (query.contentTopics.includes(message.success.contentTopic)) found.push(received)
  }
  const { cursor: next } = answer
  if (next !== undefined && cursor !== undefined && Bytes.equals(next, cursor))
    return Result.fail(incomplete("it does not move on"))
  return Result.succeed({ found, last, messages: answer.entries.length, bytes: bytes.length, cursor: next })
}

/** `after`: the last message of the page before. */
export const fetch = Effect.fn("WakuSdk.page")(function* (
  options: Resolved,
  peer: Peer,
  query: Query,
  after: Received | undefined,
  cursor: Uint8Array | undefined
) {
  const requestId = crypto.randomUUID()
  const request = Services.encodeStoreQuery({
    requestId,
    includeData: true,
    pubsubTopic: query.pubsubTopic,
    contentTopics: query.contentTopics,
    from: query.window.from,
    to: query.window.to,
    hashes: [],
    cursor,
    forward: true,
    limit: LIMIT
  })
  const bytes = yield* Exchange.call(peer, Protocols.STORE, request, {
    maxBytes: MAX_BYTES,
    deadline: options.pageDeadline
  }).pipe(
    Effect.mapError(
      ({ detail, reason }) => new PageFailure({ reason: reason === "Timeout" ? "Timeout" : "Unavailable", detail })
    )
  )
  const page = read({ ...query, requestId }, after, cursor, bytes)
  if (Result.isFailure(page)) return yield* page.failure
  return page.success
})
