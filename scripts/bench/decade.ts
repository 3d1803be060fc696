/** Ten years of a community as its home holds them, made from numbers alone: no measurement makes a million messages. */
import * as Result from "effect/Result"
import * as Cid from "../../src/domain/codex/Cid.ts"
import * as Dataset from "../../src/domain/codex/Dataset.ts"
import * as Manifest from "../../src/domain/codex/Manifest.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import * as Topic from "../../src/domain/waku/Topic.ts"
import { hash } from "node:crypto"

export const WEEKS = 520

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"))

/** The CID that some dataset of this number could have. */
const cidOf = (number: number): Cid.Cid => {
  const hasher = Dataset.hasher(sha256)
  hasher.push(new TextEncoder().encode(`dataset ${number}`))
  return Manifest.cid(Dataset.manifest(Result.getOrThrow(hasher.finish())))
}

const topicOf = (channel: number) => Topic.ContentTopic(`/waku/1/0x${channel.toString(16).padStart(8, "0")}/rfc26`)

/** The grid whose window of this index is due since an hour. */
export const gridDue = (index: number, present: Time.Nanos): Window.Grid => ({
  anchor: Time.subtract(present, Time.add(Time.nanos(Window.WEEK * BigInt(index + 1)), Time.hours(1))),
  length: Window.WEEK
})

/** Entries of so many weeks; each archive has so many topics, each week so many archives. */
export const entries = (
  grid: Window.Grid,
  weeks: number,
  archives: number,
  topics: number
): ReadonlyArray<ArchiveIndex.Entry> =>
  Array.from({ length: weeks * archives }, (_, number) => ({
    window: Window.at(grid, Math.floor(number / archives)),
    topics: Array.from({ length: topics }, (_, topic) => topicOf((number % archives) * topics + topic)),
    cid: cidOf(number)
  }))
