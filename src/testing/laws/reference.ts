/** This project as an `Implementation`: what the laws are first tried on, and an example of how to write one. */
import * as Bytes from "../../domain/Bytes.ts"
import * as Cid from "../../domain/codex/Cid.ts"
import * as Dataset from "../../domain/codex/Dataset.ts"
import * as Manifest from "../../domain/codex/Manifest.ts"
import { type HistoryRecord, MessageId } from "../../domain/community/HistoryRecord.ts"
import * as Announcement from "../../domain/history/Announcement.ts"
import * as Archive from "../../domain/history/Archive.ts"
import * as ArchiveFile from "../../domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Canonical from "../../domain/history/Canonical.ts"
import * as Selection from "../../domain/history/Selection.ts"
import * as Window from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { ContentTopic, PubsubTopic } from "../../domain/waku/Topic.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Held, Implementation, Range } from "./Implementation.ts"

const span = ({ from, to }: Range): Window.Window => ({ from: Time.nanos(from), to: Time.nanos(to) })

const grid = (anchor: bigint, length: bigint): Window.Grid => ({
  anchor: Time.nanos(anchor),
  length: Time.nanos(length)
})

const cidOf = (text: string): Cid.Cid => Result.getOrThrow(Cid.parse(text))

const message = (bytes: Uint8Array): WakuMessage.WakuMessage => Result.getOrThrow(Wire.decodeMessage(bytes))

const roomy = { maxBytes: 2 ** 30, maxEntries: 100_000, maxTopics: 1_000 }

const indexOf = (bytes: Uint8Array): ArchiveIndex.ArchiveIndex =>
  Result.getOrThrow(ArchiveIndex.decode(bytes, roomy)).index

const record = ({ hash, id, timestamp, topic }: Held): HistoryRecord => ({
  id: MessageId(id),
  topic: ContentTopic(topic),
  timestamp: Time.nanos(timestamp),
  hash: WakuMessage.MessageHash(hash),
  type: 1,
  author: "",
  envelope: Bytes.empty
})

export const reference: Implementation = {
  windowOf: (anchor, length, at) => {
    const windows = grid(anchor, length)
    return Window.at(windows, Window.indexOf(windows, Time.nanos(at)))
  },
  dueWindows: (anchor, length, now, settle) =>
    Window.dueUntil(grid(anchor, length), Time.nanos(now), Time.nanos(settle)),
  messageHash: (pubsubTopic, bytes) => WakuMessage.hash(PubsubTopic(pubsubTopic), message(bytes)),
  archive: (window, topics, pubsubTopic, messages) => {
    const listed = Archive.topics(topics.map((topic) => ContentTopic(topic)))
    const admitted = messages.map(message).filter((one) => Archive.admits(span(window), listed, one))
    const ordered = Archive.canonical(admitted.map((one) => WakuMessage.receive(PubsubTopic(pubsubTopic), one)))
    return Bytes.concat([
      ArchiveFile.header(span(window), listed),
      ArchiveFile.body(ordered.map(({ message: held }) => held))
    ])
  },
  messagesOf: (bytes) => {
    const decoder = ArchiveFile.decoder({
      maxMessageBytes: 2 ** 24,
      maxMessages: 2 ** 24,
      maxTopics: 1_000,
      maxHeaderBytes: 2 ** 20
    })
    const items = [...Result.getOrThrow(decoder.push(bytes)), ...Result.getOrThrow(decoder.finish())]
    return items.flatMap((item) => (item._tag === "Message" ? [Wire.encodeMessage(item.message)] : []))
  },
  datasetCid: (bytes) => {
    const hasher = Dataset.hasher()
    hasher.push(bytes)
    const tree = hasher.finish()
    if (Result.isFailure(tree)) throw new Error("a dataset has at least one byte")
    return Manifest.cid(Dataset.manifest(tree.success))
  },
  index: (list) =>
    ArchiveIndex.encode(
      ArchiveIndex.make(
        list.map(({ cid, topics, window }) => ({
          window: span(window),
          topics: Archive.topics(topics.map((topic) => ContentTopic(topic))),
          cid: cidOf(cid)
        }))
      )
    ),
  mergeIndexes: (left, right) => ArchiveIndex.encode(ArchiveIndex.merge(indexOf(left), indexOf(right))),
  select: (choice, bytes) => {
    const selection =
      choice === "all" ? Selection.all : choice === "latest" ? Selection.latest : Selection.range(span(choice))
    return Selection.select(selection, indexOf(bytes)).map(([key]) => key)
  },
  newest: (list) => {
    const typed = list.map(({ cid, clock, timestamp }) => ({
      clock: Time.millis(clock),
      timestamp: Time.nanos(timestamp),
      cid: cidOf(cid)
    }))
    return typed.reduce((best, one, place) => (Announcement.order(one, typed[best]!) > 0 ? place : best), 0)
  },
  visible: (own, archives) =>
    Canonical.replay(
      own.map((one) => ({ ...record(one), origin: "live", source: Option.none() })),
      archives.map(({ cid, records, topics, unreadable, window }) => ({
        entry: {
          window: span(window),
          topics: Archive.topics(topics.map((topic) => ContentTopic(topic))),
          cid: cidOf(cid)
        },
        records: records.map(record),
        unreadable: unreadable.map((one) => ({ ...record(one), why: "" }))
      }))
    ).shown
}
