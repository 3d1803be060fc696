/** Raw messages as they are archived, read by threads of their own; or by this one, where a host has no threads to give. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { availableParallelism } from "node:os"
import type { MessageStore } from "../../ports/MessageStore.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Database } from "./Database.ts"
import * as Encoding from "./Encoding.ts"
import * as Thread from "./Thread.ts"

export type Encoder = MessageStore["Service"]["encoded"]

/** Threads that encode pages while another says where the next one ends. More would wait for the disk. */
const ENCODERS = Math.min(2, availableParallelism())

type Ask = (request: Encoding.Request) => Effect.Effect<Encoding.Answer, StoreFailure>

const encoder =
  (pages: Ask, encode: Ask, concurrency: number): Encoder =>
  (window, which, topics, field) => {
    const query = { window, which, topics, field }
    return Stream.paginate(Encoding.start(query), (after) =>
      Effect.map(pages({ _tag: "page", query, after }), (answer) => {
        const page = "page" in answer ? answer.page : undefined
        return [page === undefined ? [] : [page], Option.fromUndefinedOr(page?.last)] as const
      })
    ).pipe(
      Stream.mapEffect((page) => encode({ _tag: "encode", query, page }), { concurrency }),
      Stream.flatMap((answer) => ("bytes" in answer && answer.messages > 0 ? Stream.succeed(answer) : Stream.empty))
    )
  }

export const threaded = Effect.fnUntraced(function* ({ file }: Database) {
  const thread = Thread.make<Encoding.Request, Encoding.Answer>("MessageStore", "EncodingThread", file)
  const threads = yield* Effect.all(Array.from({ length: ENCODERS }, () => thread))
  const asks = threads.map(
    ({ alone, ask }): Ask =>
      (request) =>
        alone(ask("scan", request))
  )
  let turn = 0
  const next: Ask = (request) => Effect.suspend(() => asks[turn++ % asks.length]!(request))
  return encoder(next, next, ENCODERS + 1)
})

export const inline = ({ attempt, db }: Database): Encoder => {
  let encode: ReturnType<typeof Encoding.on> | undefined
  const ask: Ask = (request) =>
    Effect.andThen(
      Effect.yieldNow,
      attempt("MessageStore", "scan", () => (encode ??= Encoding.on(db))(request))
    )
  return encoder(ask, ask, 1)
}
