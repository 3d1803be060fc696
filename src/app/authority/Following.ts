/** Gives a node an `Authority` that follows hand-overs. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Succession from "../../domain/authority/Succession.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Authority } from "../Authority.ts"
import { Successions } from "./Successions.ts"

/** `key`: signs what is said again about the role. Without it a node only listens. */
export const layer = (key: Option.Option<Key>): Layer.Layer<never, never, Successions> =>
  Layer.effect(
    Authority,
    Effect.map(Successions, ({ learn, proclaim, succession }) =>
      Option.some({
        holder: Effect.map(succession, ({ holder }) => holder),
        speaks: (author, clock) => Effect.map(succession, (known) => Succession.speaks(known, author, clock)),
        since: Effect.map(succession, ({ links }) => Option.map(Arr.last(links), ({ at }) => at)),
        learn,
        proclaim: Option.match(key, { onNone: () => Effect.void, onSome: proclaim })
      })
    )
  )
