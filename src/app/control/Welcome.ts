/** Answers who asks to join, with the newest index. CHA-94. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import { Waku } from "../../ports/Waku.ts"
import * as ChannelBook from "../ChannelBook.ts"
import { Community } from "../Community.ts"
import * as Joins from "../Joins.ts"
import { Settings } from "../Settings.ts"
import type { Machine } from "./Machine.ts"

export const make = Effect.fnUntraced(function* (machine: Machine, name: string) {
  const community = yield* Community
  const settings = yield* Settings
  const waku = yield* Waku

  const welcome = Effect.fn("ControlNode.welcome")(function* (batch: ReadonlyArray<Received>) {
    const { published } = yield* machine.state
    const description = yield* ChannelBook.current(name)
    return yield* Joins.answer(batch, {
      cid: Option.map(published, ({ cid }) => cid),
      description: {
        ...description,
        archiveClock: Option.match(published, { onNone: () => description.archiveClock, onSome: ({ clock }) => clock })
      }
    })
  })

  const missed = Effect.fn("ControlNode.welcomeMissed")(function* (from: Nanos, to: Nanos) {
    const query = {
      pubsubTopic: community.description.pubsubTopic,
      contentTopics: [community.description.topic],
      window: { from, to: Time.add(to, settings.futureSkew) }
    }
    yield* Stream.runForEach(waku.query(query), welcome)
  })

  return { welcome, missed }
})
