/**
 * What the archives replaced leaves the log as well, so that nobody asks for it and nobody answers for it; what they hold and
 * the log lost comes back. Each archive is looked at once. CHA-70, SDS-18; protocols D3.2.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { MessageId } from "../../domain/community/HistoryRecord.ts"
import * as Envelope from "../../domain/community/Envelope.ts"
import * as Window from "../../domain/history/Window.ts"
import * as State from "../../domain/sync/State.ts"
import * as Time from "../../domain/Time.ts"
import { Digest } from "../../ports/Digest.ts"
import { HistoryStore } from "../../ports/HistoryStore.ts"
import { ProtocolStore } from "../../ports/ProtocolStore.ts"
import { Signatures } from "../../ports/Signatures.ts"
import * as Archived from "../Archived.ts"
import { Community } from "../Community.ts"
import { isTakenOver } from "../protocol/Progression.ts"
import type * as Channel from "./Channel.ts"

const scopeOf = (community: string): string => `sync/${community}#archives`

/** The ids of the records that these messages of the log are, by the message's own id. */
const records = Effect.fnUntraced(function* (entries: ReadonlyArray<State.Entry>) {
  const { keccak256 } = yield* Digest
  const read = entries.flatMap(({ message: { content, messageId } }) => {
    const envelope = Envelope.read(content, keccak256)
    return Result.isSuccess(envelope) ? [{ messageId, content, envelope: envelope.success }] : []
  })
  const authors = yield* (yield* Signatures).recover(read.map(({ envelope }) => envelope))
  return read.flatMap(({ content, messageId }, n): ReadonlyArray<readonly [string, MessageId]> =>
    Option.match(authors[n]!, {
      onNone: () => [],
      onSome: (author) => [[messageId, Envelope.messageId(author, content, keccak256)]]
    })
  )
})

/** Makes the log fit the archives that were applied since the last time. Answers how many messages left it. */
export const settle = Effect.fn("Replacements.settle")(function* (
  channel: Pick<Effect.Success<ReturnType<typeof Channel.make>>, "hear" | "replaced" | "runner">
) {
  const { id } = yield* Community
  const history = yield* HistoryStore
  const store = yield* ProtocolStore
  const { revision, rows } = yield* store.load(scopeOf(id))
  const before = new Set(rows.map(({ key }) => key))
  const fresh = (yield* history.applied).filter(({ key }) => !before.has(key))
  if (fresh.length === 0) return 0
  // A clock of sync is about the time of its message; a window more at each end costs a look, and nothing else.
  const isNear = ({ message }: State.Entry): boolean =>
    fresh.some(({ entry: { window } }) => {
      const length = Time.subtract(window.to, window.from)
      const wide = { from: Time.subtract(window.from, length), to: Time.add(window.to, length) }
      return Window.contains(wide, Time.fromMillis(message.lamport))
    })
  const gone: Array<string> = []
  for (const [messageId, record] of yield* records(State.log(yield* channel.runner.state).filter(isNear))) {
    const { hidden, shown } = yield* history.trace(record)
    if (hidden.length > 0 && shown.length === 0) gone.push(messageId)
  }
  yield* channel.replaced(gone)
  // What was lost on the way may be in an archive, and what belongs before everything in the log is of no use to it.
  const [oldest] = State.log(yield* channel.runner.state)
  for (const { entry, key } of fresh) {
    if (oldest === undefined || Time.fromMillis(oldest.message.lamport) >= entry.window.to) continue
    yield* Stream.runForEach(Archived.contents([key, entry]), channel.hear)
  }
  const save = fresh.map(({ key }) => ({ key, value: new Uint8Array(0) }))
  // Where another process of the home looked at them meanwhile, all is done.
  yield* store
    .commit(scopeOf(id), revision, { save, erase: [], send: [], sent: [] })
    .pipe(Effect.catchIf(isTakenOver, () => Effect.void))
  return gone.length
})
