/**
 * What a reader sees: the log of records folded into messages, edits and deletions applied wherever they came from..
 *
 * A signature covers the payload alone. Anybody who can read can therefore send a signed payload again: in another wrapping,
 * under another Waku timestamp, in another community. It stays one message, of its own community, no earlier than its clock.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { HistoryRecord, MessageId } from "./HistoryRecord.ts"
import * as Bytes from "../Bytes.ts"
import type { Millis, Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Application from "./Application.ts"
import * as Envelope from "./Envelope.ts"
import type { CommunityId } from "./PublicKey.ts"
import * as PublicKey from "./PublicKey.ts"

/** One visible message. `timestamp` is that of the Waku message that carried it. */
export interface Line {
  readonly id: MessageId
  readonly chatId: string
  readonly author: string
  readonly timestamp: Nanos
  readonly text: string
  readonly edited: boolean
  /** Its author and the digest of what he signed: equal ones are one message, however it was wrapped. */
  readonly said: string
  /** For imported messages the id at their source, and when that version was edited; equal ids are one message. */
  readonly source: Option.Option<{ readonly id: string; readonly edited: string }>
}

interface Edit {
  readonly author: string
  readonly clock: Millis
  readonly text: string
}

/** What other records say about messages, by the message they target. */
export interface Revisions {
  readonly edits: ReadonlyMap<string, ReadonlyArray<Edit>>
  readonly deletions: ReadonlyMap<string, ReadonlySet<string>>
}

/** The types of records that revise others: edit, delete. */
export const REVISING: ReadonlyArray<number> = [Application.Type.EDIT_MESSAGE, Application.Type.DELETE_MESSAGE]

/** The type of records that are messages. */
export const SHOWN: ReadonlyArray<number> = [Application.Type.CHAT_MESSAGE]

interface Content {
  readonly application: Application.Application
  readonly envelope: Envelope.Content
}

const content = (record: HistoryRecord, limits: Application.Limits | undefined): Content | undefined => {
  const envelope = Envelope.read(record.envelope)
  if (Result.isFailure(envelope)) return undefined
  const application = Application.decode(record.type, envelope.success.payload, limits)
  return Result.isSuccess(application) ? { application: application.success, envelope: envelope.success } : undefined
}

/** The ids under which others may mean a record: its own, and that of the same content in its plain wrapping. */
const names = ({ author, envelope, id }: HistoryRecord, content: Envelope.Content): ReadonlyArray<MessageId> => {
  const plain = Envelope.plain(content)
  if (Bytes.equals(plain, envelope)) return [id]
  const key = PublicKey.fromBytes(Bytes.fromHex(author) ?? Bytes.empty)
  return key === undefined ? [id] : [id, Envelope.messageId(key, plain)]
}

/** How far a clock may run ahead of the Waku message that carried it (CHA-88). */
const TOLERANCE = Time.seconds(120)

/** Collects edits and deletions; the order of the records does not matter. */
export const revisions = (records: Iterable<HistoryRecord>, limits?: Application.Limits): Revisions => {
  const edits = new Map<string, Array<Edit>>()
  const deletions = new Map<string, Set<string>>()
  for (const record of records) {
    const application = content(record, limits)?.application
    if (application?._tag === "Edit") {
      const list = edits.get(application.messageId) ?? []
      list.push({ author: record.author, clock: application.clock, text: application.text })
      edits.set(application.messageId, list)
    } else if (application?._tag === "Delete") {
      const by = deletions.get(application.messageId) ?? new Set()
      by.add(record.author)
      deletions.set(application.messageId, by)
    }
  }
  return { edits, deletions }
}

const newest = (edits: ReadonlyArray<Edit>): Edit =>
  edits.reduce((best, next) =>
    next.clock > best.clock || (next.clock === best.clock && next.text > best.text) ? next : best
  )

/**
 * The line of a record; none where it is no message or longer than the limits, or deleted by its author or by the community. Only the author
 * edits. The authors that an import names are believed only under the community's own signature.
 */
export const line = (
  community: CommunityId,
  revisions: Revisions,
  record: HistoryRecord,
  limits?: Application.Limits
): Option.Option<Line> => {
  const found = content(record, limits)
  if (found?.application._tag !== "Chat") return Option.none()
  const { application, envelope } = found
  if (!application.chatId.startsWith(community)) return Option.none()
  if (Time.fromMillis(application.clock) > record.timestamp + TOLERANCE) return Option.none()
  const ids = names(record, envelope)
  const isDeleted = ids.some((id) => {
    const deleters = revisions.deletions.get(id)
    return deleters !== undefined && (deleters.has(record.author) || deleters.has(community))
  })
  if (isDeleted) return Option.none()
  const edits = ids.flatMap((id) => revisions.edits.get(id) ?? []).filter(({ author }) => author === record.author)
  const imported = record.author === community ? application.discord : Option.none<Application.Discord>()
  return Option.some({
    id: record.id,
    chatId: application.chatId,
    author: Option.match(imported, {
      onSome: ({ author }) => author.nickname || author.name,
      onNone: () => application.displayName || record.author
    }),
    timestamp: record.timestamp,
    text: edits.length > 0 ? newest(edits).text : application.text,
    edited: edits.length > 0,
    said: `${record.author} ${Bytes.toHex(envelope.digest)}`,
    source: Option.map(imported, ({ id, timestampEdited }) => ({ id, edited: timestampEdited }))
  })
}
