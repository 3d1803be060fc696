/** What a control node missed: the messages of the network's stores, and the indexes of other control nodes. CHA-18…20, A-09, A-29. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as Window from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import type { StoreFailure } from "../../ports/StoreFailure.ts"
import { Waku } from "../../ports/Waku.ts"
import * as ClockCheck from "../ClockCheck.ts"
import { Community } from "../Community.ts"
import { transient } from "../Retry.ts"
import { Settings } from "../Settings.ts"
import * as Ingest from "./Ingest.ts"
import type { Machine } from "./Machine.ts"
import * as OtherHolders from "./OtherHolders.ts"

export const make = Effect.fnUntraced(function* <R>(
  machine: Machine,
  ingest: (batch: ReadonlyArray<Received>, origin: "store") => Effect.Effect<Ingest.Ingested, StoreFailure, R>
) {
  const community = yield* Community
  const settings = yield* Settings
  const waku = yield* Waku

  const missed = Effect.fn("ControlNode.missed")(function* (present: Nanos, horizon: Nanos) {
    const state = yield* machine.state
    const open = Option.match(state.grid, {
      onNone: () => state.createdAt,
      onSome: (grid) => Window.at(grid, state.next).from
    })
    const from = Time.max(horizon, Time.min(open, Time.subtract(state.syncedTo, settings.overlap)))
    const query = {
      pubsubTopic: community.channel.pubsubTopic,
      contentTopics: [community.channel.topic],
      window: { from, to: Time.add(present, settings.futureSkew) }
    }
    const total = yield* Ref.make(Ingest.nothing)
    yield* Stream.runForEach(waku.query(query), (batch) =>
      Effect.flatMap(ingest(batch, "store"), (ingested) => Ref.update(total, (so) => Ingest.sum(so, ingested)))
    )
    yield* machine.exclusively(machine.transition({ _tag: "Synced", from, to: present }))
    return yield* Ref.get(total)
  })

  const catchUp = Effect.gen(function* () {
    const present = yield* ClockCheck.present((yield* machine.state).syncedTo)
    const horizon = Time.subtract(present, settings.horizon)
    yield* transient(OtherHolders.merge(machine, present, horizon))
    return yield* transient(missed(present, horizon))
  }).pipe(Effect.withSpan("ControlNode.catchUp"))

  return { catchUp }
})
