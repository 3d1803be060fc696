/**
 * Waku over real service nodes, as a light client: the SDK's node makes the connections; light push, filter and store are
 * spoken by this adapter, so that every answer counts and nothing is lost without a word. Nobody but the peers given is
 * dialled and nothing is looked up.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Waku } from "../../ports/Waku.ts"
import * as Filter from "./Filter.ts"
import * as LightPush from "./LightPush.ts"
import * as Options from "./Options.ts"
import * as Peers from "./Peers.ts"
import * as Store from "./Store.ts"

export type { Options } from "./Options.ts"

const make = Effect.fnUntraced(function* (given: Options.Options) {
  const options = Options.resolve(given)
  const peers = yield* Peers.make(options)
  const query = Store.make(options, peers)
  return Waku.of({
    publish: LightPush.make(options, peers),
    subscribe: yield* Filter.make(options, peers, query),
    query
  })
})

/** Ends with its connections. A peer that cannot be reached is no error of the layer: it is tried again for ever. */
export const layer = (options: Options.Options): Layer.Layer<Waku> => Layer.effect(Waku, make(options))
