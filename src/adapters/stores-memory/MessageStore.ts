/** Raw messages in memory: the model that every other adapter is held against. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Window } from "../../domain/history/Window.ts"
import * as Windows from "../../domain/history/Window.ts"
import * as Archive from "../../domain/history/Archive.ts"
import type { Nanos } from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import { type Appended, type Kept, MessageStore, type Taken } from "../../ports/MessageStore.ts"

interface Row {
  readonly received: Received
  readonly state: "pending" | "settled" | "pruned"
}

const PAGE = 1_000
const ENDLESS: Taken = { messages: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY }

const sizeOf = ({ message }: Received): number => Wire.encodeMessage(message).length

const pages = <A>(list: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(list.length / PAGE) }, (_, page) => list.slice(page * PAGE, (page + 1) * PAGE))

/** Rows that outlive the layer, as a disk outlives a process. */
export const make = () => {
  const rows = new Map<string, Row>()
  const late = new Map<string, Received>()
  let lateDropped = 0

  const inside = (window: Window) =>
    [...rows.values()]
      .filter(({ received }) => Windows.contains(window, received.message.timestamp))
      .sort((left, right) => WakuMessage.order(left.received, right.received))

  const append = (messages: ReadonlyArray<Received>, room: Taken = ENDLESS): Kept => {
    const taken = { messages: 0, bytes: 0 }
    const surplus: Array<Received> = []
    for (const received of [...messages].sort(WakuMessage.order)) {
      if (rows.has(received.hash)) continue
      const bytes = sizeOf(received)
      if (taken.messages + 1 > room.messages || taken.bytes + bytes > room.bytes) {
        surplus.push(received)
        continue
      }
      rows.set(received.hash, { received, state: "pending" })
      taken.messages++
      taken.bytes += bytes
    }
    return { added: taken.messages, known: messages.length - taken.messages - surplus.length, taken, surplus }
  }

  const appendLate = (messages: ReadonlyArray<Received>, quota: Taken): Appended => {
    let added = 0
    for (const received of messages) {
      if (rows.has(received.hash) || late.has(received.hash)) continue
      late.set(received.hash, received)
      added++
    }
    let bytes = [...late.values()].reduce((sum, received) => sum + sizeOf(received), 0)
    for (const [hash, received] of late) {
      if (late.size <= quota.messages && bytes <= quota.bytes) break
      late.delete(hash)
      bytes -= sizeOf(received)
      lateDropped++
    }
    return { added, known: messages.length - added }
  }

  const change = (matches: (row: Row) => boolean, state: Row["state"]): number => {
    let changed = 0
    for (const [hash, row] of rows) {
      if (!matches(row)) continue
      rows.set(hash, { ...row, state })
      changed++
    }
    return changed
  }

  const layer: Layer.Layer<MessageStore> = Layer.succeed(MessageStore, {
    append: (messages, room) => Effect.sync(() => append(messages, room)),
    pending: (window) =>
      Effect.sync(() => {
        const held = inside(window).filter(({ state }) => state === "pending")
        return { messages: held.length, bytes: held.reduce((sum, { received }) => sum + sizeOf(received), 0) }
      }),
    appendLate: (messages, quota) => Effect.sync(() => appendLate(messages, quota)),
    scan: (window, which) =>
      Stream.suspend(() => {
        const held = inside(window)
          .filter(({ state }) => (which === "pending" ? state === "pending" : state !== "pruned"))
          .map(({ received }) => received)
        return Stream.fromIterable(pages(held))
      }),
    encoded: (window, which, topics, field) =>
      Stream.suspend(() => {
        const held = inside(window)
          .filter(({ state }) => (which === "pending" ? state === "pending" : state !== "pruned"))
          .map(({ received }) => received)
          .filter(({ message }) => !message.ephemeral && topics.includes(message.contentTopic))
        return Stream.map(Stream.fromIterable(pages(held)), (page) => ({
          messages: page.length,
          bytes: Wire.encodeMessages(
            page.map(({ message }) => message),
            field
          )
        }))
      }),
    topics: (window) =>
      Effect.sync(() =>
        Archive.topics(
          inside(window)
            .filter(({ state }) => state === "pending")
            .map(({ received }) => received.message.contentTopic)
        )
      ),
    pendingWindows: (grid) =>
      Effect.sync(() => {
        const indices = [...rows.values()]
          .filter(({ state }) => state === "pending")
          .map(({ received }) => Windows.indexOf(grid, received.message.timestamp))
        return [...new Set(indices)].sort((left, right) => left - right)
      }),
    oldest: Effect.sync(() =>
      [...rows.values()].reduce<Option.Option<Nanos>>(
        (oldest, { received }) =>
          Option.isSome(oldest) && oldest.value <= received.message.timestamp
            ? oldest
            : Option.some(received.message.timestamp),
        Option.none()
      )
    ),
    settle: (window) =>
      Effect.sync(() =>
        change(
          ({ received, state }) => state === "pending" && Windows.contains(window, received.message.timestamp),
          "settled"
        )
      ),
    prune: (before) =>
      Effect.sync(() =>
        change(({ received, state }) => state === "settled" && received.message.timestamp < before, "pruned")
      ),
    forget: (window) =>
      Effect.sync(() => {
        const gone = inside(window)
        for (const { received } of gone) rows.delete(received.hash)
        return gone.length
      }),
    locate: (hash) =>
      Effect.sync(() => {
        const row = rows.get(hash)
        const received = row?.received ?? late.get(hash)
        return Option.map(Option.fromUndefinedOr(received), ({ message }) => ({
          state: row?.state ?? ("late" as const),
          timestamp: message.timestamp,
          topic: message.contentTopic
        }))
      }),
    late: Stream.suspend(() => Stream.fromIterable(pages([...late.values()]))),
    counts: Effect.sync(() => {
      const all = [...rows.values()]
      const count = (state: Row["state"]) => all.filter((row) => row.state === state).length
      return {
        pending: count("pending"),
        settled: count("settled"),
        pruned: count("pruned"),
        late: late.size,
        lateDropped,
        bytes: all.filter(({ state }) => state !== "pruned").reduce((sum, { received }) => sum + sizeOf(received), 0)
      }
    })
  })
  return { layer }
}
