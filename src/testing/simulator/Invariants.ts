/**
 * What holds of a community once faults have stopped and some time has passed. Looked up on the disks of the nodes and in the
 * network, and held against the journal; the code under test reads nothing for it but archives.
 */
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as ArchiveFiles from "../../app/ArchiveFiles.ts"
import type { Cid } from "../../domain/codex/Cid.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import type * as Publication from "../../domain/history/Publication.ts"
import type { Window } from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import type { PubsubTopic } from "../../domain/waku/Topic.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import type { Codex } from "../../ports/Codex.ts"
import type { Journal } from "./Journal.ts"
import type { Machine } from "./Machine.ts"
import * as Weeks from "./Weeks.ts"

/** `from` and `to` name the window, for the report. */
const named = ({ from, to }: Window): string => `${Time.toIso(from)}/${Time.toIso(to)}`

/** An archive of the final index with the hashes of its messages. */
interface Held {
  readonly key: ArchiveIndex.ArchiveKey
  readonly entry: ArchiveIndex.Entry
  readonly hashes: ReadonlySet<string>
}

/** Every archive of the index, as Codex gives it; those that cannot be had are named. */
const fetch = Effect.fnUntraced(function* (
  codex: Codex["Service"],
  index: ArchiveIndex.ArchiveIndex,
  pubsubTopic: PubsubTopic
) {
  const held: Array<Held> = []
  const missing: Array<string> = []
  for (const [key, entry] of ArchiveIndex.ascending(index)) {
    const read = yield* Effect.result(Stream.runCollect(ArchiveFiles.read(entry, codex.get(entry.cid))))
    if (read._tag === "Failure")
      missing.push(`the archive of ${named(entry.window)} cannot be had: ${read.failure.message}`)
    else {
      const hashes = read.success.flatMap(({ messages }) =>
        messages.map((message): string => WakuMessage.hash(pubsubTopic, message))
      )
      if (new Set(hashes).size !== hashes.length)
        missing.push(`the archive of ${named(entry.window)} holds a message twice`)
      held.push({ key, entry, hashes: new Set(hashes) })
    }
  }
  return { held, missing }
})

/** The window that governs an instant: the greatest that covers it (A-21, A-29). */
const governing = (held: ReadonlyArray<Held>, at: Nanos): Window | undefined => {
  let greatest: Window | undefined
  for (const { entry } of held) {
    if (!Weeks.covers(entry.window, at)) continue
    if (greatest === undefined || Weeks.greater(entry.window, greatest)) greatest = entry.window
  }
  return greatest
}

/** The ids of the canonical history: what the archives of each instant's governing window hold (A-33). */
const canonical = (held: ReadonlyArray<Held>, journal: Journal): ReadonlySet<string> => {
  const ids = new Set<string>()
  for (const { entry, hashes } of held) {
    for (const hash of hashes) {
      const said = journal.said.get(WakuMessage.MessageHash(hash))
      if (said?.id === undefined) continue
      const governor = governing(held, said.timestamp)
      if (governor !== undefined && Weeks.same(governor, entry.window)) ids.add(said.id)
    }
  }
  return ids
}

const difference = (left: ReadonlySet<string>, right: ReadonlySet<string>): ReadonlyArray<string> =>
  [...left].filter((one) => !right.has(one))

const some = (names: ReadonlyArray<string>): string =>
  `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`

/** Every message that the control node took in is archived once, or still here, or counted as late. */
const nothingLost = Effect.fnUntraced(function* (
  { name, raw }: Machine,
  state: Publication.State,
  held: ReadonlyArray<Held>,
  journal: Journal,
  now: Nanos,
  settle: Nanos,
  retention: Nanos
) {
  const wrong: Array<string> = []
  const own = held.filter(({ key }) => HashMap.has(state.facts, key))
  const { lateDropped } = yield* raw.messages.counts
  const overdue = Time.subtract(now, Time.add(settle, Time.days(1)))
  let unaccounted = 0
  for (const hash of journal.accepted.get(name) ?? []) {
    const where = yield* raw.messages.locate(hash)
    const archives = own.filter(({ hashes }) => hashes.has(hash)).length
    if (archives > 1) wrong.push(`${name} archived ${hash} ${archives} times`)
    if (Option.isNone(where)) {
      unaccounted++
      continue
    }
    const { state: standing, timestamp } = where.value
    const anywhere = archives > 0 || held.some(({ hashes }) => hashes.has(hash))
    if ((standing === "settled" || standing === "pruned") && !anywhere) {
      wrong.push(`${name} lost ${hash} of ${Time.toIso(timestamp)}: it counts as ${standing}, and no archive holds it`)
    }
    // A day for clocks that were ahead.
    if (standing === "pruned" && timestamp > Time.subtract(now, Time.subtract(retention, Time.days(1)))) {
      wrong.push(`${name} dropped ${hash} of ${Time.toIso(timestamp)} before its time`)
    }
    if (standing !== "pending" || Option.isNone(state.grid)) continue
    const { from, to } = Weeks.around(state.grid.value, timestamp)
    const isGap = state.gaps.some((gap) => Weeks.touches(gap, { from: Time.nanos(from), to: Time.nanos(to) }))
    if (to <= overdue && !isGap) wrong.push(`${name} never archived ${hash} of ${Time.toIso(timestamp)}`)
  }
  if (unaccounted > lateDropped) wrong.push(`${name} does not know ${unaccounted - lateDropped} messages any more`)
  return wrong
})

/** What stores have of the open window is in the control node's store, or counted as late. */
const nothingMissed = Effect.fnUntraced(function* (
  { name, raw }: Machine,
  state: Publication.State,
  stored: ReadonlyArray<WakuMessage.Received>
) {
  const wrong: Array<string> = []
  const open: bigint = Option.match(state.grid, {
    onNone: () => state.createdAt,
    onSome: ({ anchor, length }) => anchor + BigInt(state.next) * length
  })
  for (const { hash, message } of stored) {
    if (message.timestamp < open || message.timestamp >= state.syncedTo) continue
    if (Option.isNone(yield* raw.messages.locate(hash))) {
      wrong.push(`${name} has not got ${hash} of ${Time.toIso(message.timestamp)}, which stores hold`)
    }
  }
  return wrong
})

/** The member shows the canonical history where there are archives, and everything of its own elsewhere. */
const canonicalMember = Effect.fnUntraced(function* (
  { name, raw }: Machine,
  own: ReadonlySet<string>,
  held: ReadonlyArray<Held>,
  journal: Journal
) {
  const wrong: Array<string> = []
  const applied = new Set((yield* raw.history.applied).map(({ key }) => key))
  const lacking = held.filter(({ key }) => !applied.has(key))
  if (lacking.length > 0) {
    const state = yield* raw.history.load
    const why = lacking.map(({ entry, key }) => {
      const waiting = Option.flatMap(state, ({ hydration }) => HashMap.get(hydration, key))
      const reason = Option.match(waiting, { onNone: () => "never tried", onSome: ({ why }) => why })
      return `${named(entry.window)} (${reason})`
    })
    wrong.push(`${name} lacks ${some(why)}`)
  }
  if (applied.size > held.length) wrong.push(`${name} applied archives that are in no index`)
  const expected = canonical(
    held.filter(({ key }) => applied.has(key)),
    journal
  )
  const inside = new Set<string>()
  const outside = new Set<string>()
  const seen = new Set<string>()
  for (const { id, timestamp } of (yield* Stream.runCollect(raw.history.records({}))).flat()) {
    if (seen.has(id)) wrong.push(`${name} shows ${id} twice`)
    seen.add(id)
    const side = governing(held, timestamp) === undefined ? outside : inside
    side.add(id)
  }
  const lost = difference(expected, inside)
  const added = difference(inside, expected)
  if (lost.length > 0) wrong.push(`${name} does not show ${some(lost)} of the canonical history`)
  if (added.length > 0) wrong.push(`${name} shows ${some(added)}, which no archive holds`)
  const timestamps = new Map([...journal.said.values()].map(({ id, timestamp }) => [id, timestamp]))
  const forgotten = [...own].filter((id) => !outside.has(id) && governing(held, timestamps.get(id)!) === undefined)
  if (forgotten.length > 0) wrong.push(`${name} lost ${some(forgotten)} of its own, outside of all archives`)
  return wrong
})

/** What every store has of the time that no archive covers yet, a member shows. */
const heardOf = Effect.fnUntraced(function* (
  { name, raw }: Machine,
  held: ReadonlyArray<Held>,
  journal: Journal,
  everywhere: ReadonlyArray<WakuMessage.Received>
) {
  const state = yield* raw.history.load
  if (Option.isNone(state)) return [`${name} remembers nothing`]
  const shown = new Set((yield* Stream.runCollect(raw.history.records({}))).flat().map(({ id }) => id as string))
  return everywhere.flatMap(({ hash, message: { timestamp } }) => {
    const id = journal.said.get(hash)?.id
    const isOpen = timestamp < state.value.syncedTo && governing(held, timestamp) === undefined
    return id !== undefined && isOpen && !shown.has(id)
      ? [`${name} has not got ${hash} of ${Time.toIso(timestamp)}, which every store holds`]
      : []
  })
})

/** Raw messages that a member keeps are of windows that lack an archive, and young enough that one may still be made. */
const nothingLeft = Effect.fnUntraced(function* ({ name, raw }: Machine, held: ReadonlyArray<Held>, now: Nanos) {
  const applied = new Set((yield* raw.history.applied).map(({ key }) => key))
  const whole = held.filter(({ entry }) =>
    held.every((other) => !Weeks.same(other.entry.window, entry.window) || applied.has(other.key))
  )
  const all = { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }
  const kept = (yield* Stream.runCollect(raw.messages.scan(all, "all"))).flat()
  const oldest = Time.subtract(now, Time.days(33))
  return kept.flatMap(({ hash, message: { timestamp } }) =>
    timestamp < oldest || whole.some(({ entry }) => Weeks.covers(entry.window, timestamp))
      ? [`${name} still keeps ${hash} of ${Time.toIso(timestamp)}, of which nothing more will be made`]
      : []
  )
})

export interface Ending {
  readonly journal: Journal
  readonly codex: Codex["Service"]
  /** The control nodes that run at the end, at least one, and the members. */
  readonly controls: ReadonlyArray<Machine>
  readonly members: ReadonlyArray<Machine>
  /** The control nodes that ended before, and cannot clean up after themselves. */
  readonly gone: ReadonlyArray<string>
  /** Messages of the channel that any store node holds, and those that every one holds. */
  readonly stored: ReadonlyArray<WakuMessage.Received>
  readonly everywhere: ReadonlyArray<WakuMessage.Received>
  readonly pubsubTopic: PubsubTopic
  readonly now: Nanos
  readonly settle: Nanos
  /** How long raw messages are kept once they are archived and announced (CHA-16). */
  readonly retention: Nanos
}

/** What is wrong, as sentences; nothing where every invariant holds. */
export const check = Effect.fn("Invariants.check")(function* (ending: Ending) {
  const { codex, controls, gone, journal, members, now, pubsubTopic, settle, stored } = ending
  const wrong: Array<string> = [...journal.violations]
  const states: Array<readonly [Machine, Publication.State]> = []
  for (const machine of controls) {
    const state = yield* machine.raw.ledger.load
    if (Option.isSome(state)) states.push([machine, state.value])
  }
  const union = states.reduce((index, [, state]) => ArchiveIndex.merge(index, state.index), ArchiveIndex.empty)
  const { held, missing } = yield* fetch(codex, union, pubsubTopic)
  wrong.push(...missing)
  const current = new Set<Cid>()
  for (const [machine, state] of states) {
    wrong.push(...(yield* nothingLost(machine, state, held, journal, now, settle, ending.retention)))
    wrong.push(...(yield* nothingMissed(machine, state, stored)))
    if (ArchiveIndex.size(state.index) !== held.length) wrong.push(`${machine.name} does not list every archive`)
    if (Option.isSome(state.published)) {
      current.add(state.published.value.cid)
      if (state.published.value.entries !== ArchiveIndex.size(state.index)) {
        wrong.push(`${machine.name} has not announced its index`)
      }
    }
  }
  if (current.size > 1) wrong.push(`the control nodes announce ${current.size} different indexes`)
  for (const cid of current) if (!(yield* codex.has(cid))) wrong.push(`the announced index ${cid} cannot be had`)
  const left = new Set(journal.published.filter(({ node }) => !gone.includes(node)).map(({ cid }) => cid))
  const orphans = new Set(journal.published.filter(({ node }) => gone.includes(node)).map(({ cid }) => cid))
  for (const cid of left) {
    if (!current.has(cid) && !orphans.has(cid) && (yield* codex.has(cid))) {
      wrong.push(`the replaced index ${cid} is still on Codex`)
    }
  }
  for (const machine of members) {
    const own = journal.own.get(machine.name) ?? new Set()
    wrong.push(...(yield* canonicalMember(machine, own, held, journal)))
    wrong.push(...(yield* heardOf(machine, held, journal, ending.everywhere)))
    wrong.push(...(yield* nothingLeft(machine, held, now)))
  }
  const cids: ReadonlySet<Cid> = new Set(held.map(({ entry }) => entry.cid))
  return { archives: held.length, cids, messages: held.reduce((sum, { hashes }) => sum + hashes.size, 0), wrong }
})
