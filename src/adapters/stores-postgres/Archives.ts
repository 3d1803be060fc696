/** The archives that were applied. A row of theirs never changes, so each is read once. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Bytes from "../../domain/Bytes.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import type { Window } from "../../domain/history/Window.ts"
import type { MessageHash } from "../../domain/waku/WakuMessage.ts"
import type { AppliedArchive } from "../../ports/HistoryStore.ts"
import type { Row } from "./Columns.ts"
import * as Columns from "./Columns.ts"
import type { Database, Work } from "./Database.ts"

const fromRow = (row: Row): AppliedArchive => {
  const entry = ArchiveIndex.entryFromJson(Columns.plain(row, "entry"))
  if (Result.isFailure(entry)) return Columns.damaged(`an applied archive is damaged: ${entry.failure.why}`)
  return {
    key: ArchiveIndex.ArchiveKey(Columns.text(row, "key")),
    entry: entry.success,
    messages: Columns.number(row, "messages"),
    unreadable: Columns.number(row, "unreadable")
  }
}

/** Whether the archives of a window hold a message unread. */
export type Unread = (hash: MessageHash, window: Window) => boolean

export const make = ({ all }: Database) => {
  let known: { readonly place: bigint; readonly archives: ReadonlyArray<AppliedArchive> } = { place: 0n, archives: [] }

  /** Ascending by (`to`, `from`, key). */
  const applied: Work<ReadonlyArray<AppliedArchive>> = Effect.suspend(() => {
    const before = known
    return Effect.map(
      all(
        `SELECT place, key, entry, messages, unreadable FROM community_history.applied
         WHERE community = $1 AND place > $2 ORDER BY place`,
        before.place
      ),
      (rows) => {
        const last = rows.at(-1)
        if (last === undefined) return before.archives
        const archives = [...before.archives, ...rows.map(fromRow)].sort((left, right) =>
          ArchiveIndex.order([left.key, left.entry], [right.key, right.entry])
        )
        const place = Columns.integer(last, "place")
        if (place > known.place) known = { place, archives }
        return archives
      }
    )
  })

  /** Of these messages, what archives hold unread. */
  const unreadOf = (hashes: ReadonlyArray<MessageHash>): Work<Unread> =>
    Effect.map(
      all(
        `SELECT hash, source_from, source_to FROM community_history.unreadable_in
         WHERE community = $1 AND hash = ANY ($2::bytea[])`,
        Columns.blobs(hashes.map((hash) => Bytes.fromHex(hash)!))
      ),
      (rows) => {
        const found = new Set(
          rows.map((row) => {
            const [from, to] = [Columns.integer(row, "source_from"), Columns.integer(row, "source_to")]
            return `${Bytes.toHex(Columns.bytes(row, "hash"))} ${from} ${to}`
          })
        )
        return (hash, { from, to }) => found.has(`${hash} ${from} ${to}`)
      }
    )

  return { applied, unreadOf }
}
