/** Raw messages as they are archived, read by a thread of its own; or by this one, where a host has no threads to give. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { MessageStore } from "../../ports/MessageStore.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import type { Database } from "./Database.ts"
import * as Encoding from "./Encoding.ts"
import * as Thread from "./Thread.ts"

export type Encoder = MessageStore["Service"]["encoded"]

const pieces =
  (next: (request: Encoding.Request) => Effect.Effect<Encoding.Piece, StoreFailure>): Encoder =>
  (window, which, topics, field) =>
    Stream.paginate(undefined as Encoding.Position | undefined, (after) =>
      Effect.map(
        next({ _tag: "encode", window, which, topics, field, after }),
        (piece) => [piece.messages === 0 ? [] : [piece], Option.fromUndefinedOr(piece.last)] as const
      )
    )

export const threaded = Effect.fnUntraced(function* ({ file }: Database) {
  const { alone, ask } = yield* Thread.make<Encoding.Request, Encoding.Piece>("MessageStore", "EncodingThread", file)
  // The next piece is read while the one before is packed and written.
  return ((...args) =>
    Stream.buffer(pieces((request) => alone(ask("scan", request)))(...args), { capacity: 2 })) satisfies Encoder
})

export const inline = ({ attempt, db }: Database): Encoder => {
  let encode: ReturnType<typeof Encoding.on> | undefined
  return pieces((request) =>
    Effect.andThen(
      Effect.yieldNow,
      attempt("MessageStore", "scan", () => (encode ??= Encoding.on(db))(request))
    )
  )
}
