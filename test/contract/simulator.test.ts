/** Without faults the network and the storage of the simulator are what the ports promise. */
import { Clock, Effect, Layer } from "effect"
import * as CodexMemory from "../../src/adapters/codex-memory/Codex.ts"
import * as Time from "../../src/domain/Time.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { codexContract } from "../../src/testing/contract/Codex.ts"
import { wakuContract } from "../../src/testing/contract/Waku.ts"
import * as Journal from "../../src/testing/simulator/Journal.ts"
import * as Network from "../../src/testing/simulator/Network.ts"
import * as Storage from "../../src/testing/simulator/Storage.ts"
import * as Weather from "../../src/testing/simulator/Weather.ts"

const weather = () =>
  Weather.make({ seed: 1, weeks: 1, perWeek: 1, members: [0], faults: [] }, Journal.make(), () => 0, 0)

const nowOf = (clock: Clock.Clock) => () => Time.nanos(BigInt(clock.currentTimeMillisUnsafe()) * 1_000_000n)

const network = Effect.gen(function* () {
  const clock = yield* Clock.clockWith(Effect.succeed)
  const shared = Network.make(weather(), nowOf(clock), yield* Effect.scope, clock)
  return Layer.sync(Waku, () => shared.of(0))
})

const storage = Effect.gen(function* () {
  const clock = yield* Clock.clockWith(Effect.succeed)
  const memory = yield* Effect.provide(Codex, CodexMemory.make().layer)
  const journal = Journal.make()
  return Layer.succeed(Codex, Storage.make(memory, weather(), journal, nowOf(clock), clock).of(0))
})

wakuContract("the simulated network", Layer.unwrap(network), { shared: network })
codexContract("the simulated storage", Layer.unwrap(storage))
