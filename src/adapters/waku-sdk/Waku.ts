/**
 * Waku over real service nodes, as a light client: the SDK's node makes the connections; light push, filter and store are
 * spoken by this adapter, so that every answer counts and nothing is lost without a word. Nobody but the peers given is
 * dialled and nothing is looked up.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Waku } from "../../ports/Waku.ts"
import * as Filter from "./Filter.ts"
import * as HostClock from "../../ports/HostClock.ts"
import * as LightPush from "./LightPush.ts"
import * as Options from "./Options.ts"
import * as Peers from "./Peers.ts"
import * as Store from "./Store.ts"

export type { Options } from "./Options.ts"

const make = Effect.fnUntraced(function* (given: Options.Options) {
  const clock = HostClock.sleeping(yield* Clock.Clock)
  const onHostTime = Effect.provideService(Clock.Clock, clock)
  const options = Options.resolve(given)
  const peers = yield* onHostTime(Peers.make(options))
  const publish = LightPush.make(options, peers)
  const query = Store.make(options, peers)
  const subscribe = yield* onHostTime(Filter.make(options, peers, query))
  return Waku.of({
    publish: (pubsubTopic, message) => onHostTime(publish(pubsubTopic, message)),
    subscribe: (filter) => onHostTime(subscribe(filter)),
    query: (asked) => Stream.provideService(query(asked), Clock.Clock, clock)
  })
})

/** Ends with its connections. A peer that cannot be reached is no error of the layer: it is tried again for ever. */
export const layer = (options: Options.Options): Layer.Layer<Waku> => Layer.effect(Waku, make(options))
