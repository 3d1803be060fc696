/**
 * Who may speak as the control node. Without a host that knows better it is, for ever, whoever holds the community key
 * (CHA-06); with one the role can be handed on.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Bytes from "../domain/Bytes.ts"
import * as PublicKey from "../domain/community/PublicKey.ts"
import type { Millis } from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import type { StoreFailure } from "../ports/StoreFailure.ts"
import type { WakuFailure } from "../ports/Waku.ts"
import { Community } from "./Community.ts"

export interface Roles {
  readonly holder: Effect.Effect<PublicKey.PublicKey>
  /** Whether the author had the role when he said what has this clock. */
  readonly speaks: (author: PublicKey.PublicKey, clock: Millis) => Effect.Effect<boolean>
  /** The clock until which whoever had the role before is believed; none where it was never handed on. */
  readonly since: Effect.Effect<Option.Option<Millis>>
  /** Takes in what a batch of the special channel says about the role, before anything else of the batch is read. */
  readonly learn: (batch: ReadonlyArray<Received>) => Effect.Effect<void, StoreFailure>
  /** Says again how the holder came to the role, so that whoever hears him believes him; nothing where he has the community key. */
  readonly proclaim: Effect.Effect<void, StoreFailure | WakuFailure>
}

export const Authority = Context.Reference<Option.Option<Roles>>("community-history/app/Authority", {
  defaultValue: () => Option.none()
})

/** The key whose word counts now. */
export const holder = Effect.gen(function* () {
  const roles = yield* Authority
  const { id } = yield* Community
  return yield* Option.match(roles, {
    onNone: () => Effect.sync(() => PublicKey.ofCommunity(id)),
    onSome: ({ holder }) => holder
  })
})

/** Whether what has this clock was said by whoever had the role before. */
export const isFormer = (clock: Millis) =>
  Effect.flatMap(
    Authority,
    Option.match({
      onNone: () => Effect.succeed(false),
      onSome: ({ since }) =>
        Effect.map(
          since,
          Option.exists((at) => clock <= at)
        )
    })
  )

/** Whether another key has the role now. Where nobody knows of hand-overs, it is not lost. */
export const isLost = (key: PublicKey.PublicKey) =>
  Effect.flatMap(
    Authority,
    Option.match({
      onNone: () => Effect.succeed(false),
      onSome: ({ holder }) => Effect.map(holder, (held) => !Bytes.equals(held, key))
    })
  )

/** Whose words count, by author and by the clock of what he says. */
export const speakers = Effect.gen(function* () {
  const roles = yield* Authority
  const { id } = yield* Community
  return Option.match(roles, {
    onNone: () => (author: PublicKey.PublicKey, _clock: Millis) => Effect.succeed(PublicKey.toText(author) === id),
    onSome:
      ({ speaks }) =>
      (author: PublicKey.PublicKey, clock: Millis) =>
        speaks(author, clock)
  })
})

export const learn = (batch: ReadonlyArray<Received>): Effect.Effect<void, StoreFailure> =>
  Effect.flatMap(Authority, Option.match({ onNone: () => Effect.void, onSome: (roles) => roles.learn(batch) }))

export const proclaim: Effect.Effect<void, StoreFailure | WakuFailure> = Effect.flatMap(
  Authority,
  Option.match({ onNone: () => Effect.void, onSome: (roles) => roles.proclaim })
)
