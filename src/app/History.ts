/**
 * The history as a reader sees it: lines in ascending time, by channel name.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Description from "../domain/community/Description.ts"
import * as Timeline from "../domain/community/Timeline.ts"
import type { HistoryRecord, Origin } from "../domain/community/HistoryRecord.ts"
import * as MemberState from "../domain/history/MemberState.ts"
import type { Window } from "../domain/history/Window.ts"
import { HistoryStore } from "../ports/HistoryStore.ts"
import { Community } from "./Community.ts"
import * as Limits from "./Limits.ts"
import { Progress } from "./Progress.ts"
import { Settings } from "./Settings.ts"
import { transduce } from "./Transduce.ts"

/** A line and the name of its channel; the chat id where the channel has no known name. */
export interface Line extends Timeline.Line {
  readonly channel: string
}

export interface Query {
  readonly channel?: string
  readonly window?: Window
}

/** Versions of one imported message share channel and source id; the one edited last stands. */
const currentVersions = (lines: ReadonlyArray<Timeline.Line>): ReadonlyArray<Timeline.Line> => {
  const byMessage = new Map<string, Timeline.Line>()
  for (const line of lines) {
    const identity = Option.match(line.source, {
      onNone: () => line.id as string,
      onSome: ({ id }) => `${line.chatId} ${id}`
    })
    const other = byMessage.get(identity)
    if (other === undefined || version(line) > version(other)) byMessage.set(identity, line)
  }
  return [...byMessage.values()].sort((left, right) => (place(left) < place(right) ? -1 : 1))
}

const version = (line: Timeline.Line): string =>
  `${Option.match(line.source, { onNone: () => "", onSome: ({ edited }) => edited }).padStart(24, "0")} ${line.id}`

/** Equal instants keep the order of their source, whose ids are numbers that ascend. */
const place = (line: Timeline.Line): string =>
  `${line.chatId} ${Option.match(line.source, { onNone: () => "", onSome: ({ id }) => id.padStart(24, "0") })} ${line.id}`

/** Lines of equal instants leave together, once the next instant has begun. */
const byInstant = () => {
  let held: Array<Timeline.Line> = []
  const flush = () => {
    const lines = held.length > 1 ? currentVersions(held) : held
    held = []
    return lines
  }
  return {
    push: (batch: ReadonlyArray<Timeline.Line>) => {
      const out: Array<Timeline.Line> = []
      for (const line of batch) {
        if (held.length > 0 && held[0]!.timestamp !== line.timestamp) out.push(...flush())
        held.push(line)
      }
      return Result.succeed(out)
    },
    finish: () => Result.succeed(flush())
  }
}

/** Of lines with the same signed content the first stands: sending a message again does not make it two. */
const once = () => {
  const seen = new Set<string>()
  return (line: Timeline.Line): boolean => {
    const isNew = !seen.has(line.said)
    if (isNew) seen.add(line.said)
    return isNew
  }
}

/** Every visible message of the query, ascending by (timestamp, channel, source order), edits and deletions applied. */
export const lines = (query: Query) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { id: community } = yield* Community
      const history = yield* HistoryStore
      const { limits } = yield* Settings
      const { description } = Option.getOrElse(yield* history.load, () => MemberState.initial)
      const channels = Option.match(description, { onNone: () => [], onSome: ({ channels }) => channels })
      const names = new Map([
        [Description.chatId(community, Description.GENERAL), Description.GENERAL],
        ...channels.map(({ id, name }) => [id, name] as const)
      ])
      const revising: Array<HistoryRecord> = []
      let bytes = 0
      let ignored = 0
      yield* Stream.runForEach(history.records({ types: Timeline.REVISING }), (batch) =>
        Effect.sync(() => {
          for (const record of batch) {
            bytes += record.envelope.length
            if (bytes <= limits.revisionBytes) revising.push(record)
            else ignored++
          }
        })
      )
      if (ignored > 0) {
        yield* (yield* Progress).note(
          `${ignored} edits and deletions are not applied, the newest: there are more than a reader holds; raise ${Limits.setting("revisionBytes")}`
        )
      }
      const revisions = Timeline.revisions(revising, limits)
      const isNew = once()
      const records = history.records({
        types: Timeline.SHOWN,
        ...(query.window === undefined ? {} : { window: query.window })
      })
      return records.pipe(
        Stream.map((batch: ReadonlyArray<HistoryRecord & { readonly origin: Origin }>) =>
          batch.flatMap((record) => Option.toArray(Timeline.line(community, revisions, record, limits))).filter(isNew)
        ),
        transduce(byInstant),
        Stream.map((batch) =>
          batch
            .map((line): Line => ({ ...line, channel: names.get(line.chatId) ?? line.chatId }))
            .filter(({ channel }) => query.channel === undefined || channel === query.channel)
        )
      )
    })
  )
