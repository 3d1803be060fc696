/** What the network delivers to a control node: kept for the archive of its window, shown in the history. A-32, CHA-23, CHA-28. */
import * as Effect from "effect/Effect"
import * as Publication from "../../domain/history/Publication.ts"
import type { Origin } from "../../domain/community/HistoryRecord.ts"
import * as Time from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import { HistoryStore } from "../../ports/HistoryStore.ts"
import { MessageStore } from "../../ports/MessageStore.ts"
import { Community } from "../Community.ts"
import * as Inbox from "../Inbox.ts"
import * as Intake from "../Intake.ts"
import * as Metrics from "../Metrics.ts"
import { now } from "../Now.ts"
import { Settings } from "../Settings.ts"
import * as WindowRoom from "../WindowRoom.ts"
import type { Machine } from "./Machine.ts"

/** Where each message of a batch went. Every message is counted once. */
export interface Ingested {
  readonly added: number
  readonly known: number
  /** Came after their window was sealed, kept aside. */
  readonly late: number
  /** Ephemeral, of another topic, too large, dated too far ahead or too long ago: not kept (CHA-23, CHA-28). */
  readonly ignored: number
  /** Their window had no room for them: not kept. */
  readonly surplus: number
}

export const nothing: Ingested = { added: 0, known: 0, late: 0, ignored: 0, surplus: 0 }

export const sum = (left: Ingested, right: Ingested): Ingested => ({
  added: left.added + right.added,
  known: left.known + right.known,
  late: left.late + right.late,
  ignored: left.ignored + right.ignored,
  surplus: left.surplus + right.surplus
})

export const make = Effect.fnUntraced(function* (machine: Machine, room: WindowRoom.WindowRoom) {
  const community = yield* Community
  const history = yield* HistoryStore
  const messages = yield* MessageStore
  const settings = yield* Settings
  const { policy } = machine
  const parts = yield* Inbox.liveParts

  return Effect.fn("ControlNode.ingest")(function* (
    batch: ReadonlyArray<Received>,
    origin: Exclude<Origin, "archive">
  ) {
    const eligible = yield* Intake.admit(batch)
    const state = yield* machine.state
    // No store keeps what is older. Who dates a message so far back could choose where the first window begins.
    const horizon = Time.subtract(yield* now, settings.horizon)
    const late: Array<Received> = []
    const timely: Array<Received> = []
    for (const received of eligible) {
      const { timestamp } = received.message
      const list = timestamp < horizon || Publication.isLate(state, timestamp) ? late : timely
      list.push(received)
    }
    const kept = yield* room.append(WindowRoom.gridOf(state, policy.length), timely)
    const aside =
      late.length === 0
        ? { added: 0, known: 0 }
        : yield* messages.appendLate(late, { messages: settings.limits.late, bytes: settings.limits.lateBytes })
    const surplus = new Set(kept.surplus)
    const inside = surplus.size === 0 ? timely : timely.filter((received) => !surplus.has(received))
    if (inside.length > 0) {
      const { read } = yield* Inbox.open(community.channel, inside, parts)
      yield* history.append(
        read.map(({ record }) => record),
        origin
      )
    }
    const outcomes = {
      added: kept.added,
      known: kept.known + aside.known,
      late: aside.added,
      ignored: batch.length - eligible.length,
      surplus: surplus.size
    } satisfies Ingested
    yield* Metrics.ingest(outcomes)
    yield* Metrics.surplus(surplus.size)
    return outcomes
  }, machine.exclusively)
})
