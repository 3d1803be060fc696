/**
 * What must be true in the end, counted from what lies on the network alone: the announcements, the indexes and archives that
 * they lead to, and the hashes of what was said. Nothing is asked of the runners, and nothing of their database.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as path from "node:path"
import * as CodexFolder from "../../src/adapters/codex-folder/Codex.ts"
import * as NativeInflate from "../../src/adapters/crypto-node/Inflate.ts"
import * as WakuLocal from "../../src/adapters/waku-local/Waku.ts"
import * as Announcements from "../../src/app/Announcements.ts"
import * as ArchiveFiles from "../../src/app/ArchiveFiles.ts"
import { Community } from "../../src/app/Community.ts"
import * as IndexFiles from "../../src/app/IndexFiles.ts"
import { Settings } from "../../src/app/Settings.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import * as WakuMessage from "../../src/domain/waku/WakuMessage.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { Waku } from "../../src/ports/Waku.ts"
import * as Worlds from "./world.ts"

export interface Finding {
  readonly announcements: number
  readonly archives: number
  readonly messages: number
  readonly problems: ReadonlyArray<string>
}

export const network = (folder: string) =>
  Layer.mergeAll(
    CodexFolder.layer({ folder: path.join(folder, "network", "codex") }),
    WakuLocal.layer({ folder: path.join(folder, "network", "waku") }),
    NativeInflate.layer,
    Settings.layer()
  )

const everything = { from: Time.nanos(0n), to: Time.nanos(Time.MAX_NANOS) }

/** The announcements of a community, oldest first, each message of the network once. */
const announced = Effect.gen(function* () {
  const { archives } = yield* Community
  const waku = yield* Waku
  const query = { pubsubTopic: archives.pubsubTopic, contentTopics: [archives.topic], window: everything }
  const found = yield* Stream.runCollect(Stream.mapEffect(waku.query(query), Announcements.read))
  return found.flat().toSorted((left, right) => (left.clock < right.clock ? -1 : left.clock > right.clock ? 1 : 0))
})

/** Each index must hold all that the one before it held, and come under a later clock. */
const chain = Effect.fnUntraced(function* (problems: Array<string>) {
  const all = yield* announced
  let before: { readonly clock: bigint; readonly cid: string } | undefined
  let index = ArchiveIndex.empty
  for (const { cid, clock } of all) {
    if (before !== undefined && clock <= before.clock) problems.push(`two announcements under the clock ${clock}`)
    if (before !== undefined && cid === before.cid) problems.push(`${cid} was announced under two clocks`)
    const { index: next } = yield* IndexFiles.fetch(cid)
    const lost = [...index].filter(([key]) => ![...next].some(([other]) => other === key)).length
    if (lost > 0) problems.push(`the index ${cid} lacks ${lost} archives of the one before it`)
    before = { cid, clock }
    index = next
  }
  return { announcements: all.length, index }
})

/** A community: `end` is the instant up to which everything must be archived. */
export const community = Effect.fn("cluster.check")(function* (world: Worlds.World) {
  const problems: Array<string> = []
  const { channel } = yield* Community
  const codex = yield* Codex
  const { announcements, index } = yield* chain(problems)
  const entries = ArchiveIndex.ascending(index)
  for (const [n, [, entry]] of entries.entries()) {
    const next = entries[n + 1]?.[1]
    if (next !== undefined && Window.overlaps(entry.window, next.window)) problems.push("two archives overlap")
  }
  const times = new Map<string, number>()
  for (const [, entry] of entries) {
    const batches = yield* Stream.runCollect(ArchiveFiles.read(entry, codex.get(entry.cid)))
    for (const { damaged, messages } of batches) {
      if (damaged > 0) problems.push(`${damaged} damaged messages in ${entry.cid}`)
      for (const message of messages) {
        const hash = WakuMessage.hash(channel.pubsubTopic, message)
        times.set(hash, (times.get(hash) ?? 0) + 1)
        if (!Window.contains(entry.window, message.timestamp)) problems.push("a message lies outside its archive")
      }
    }
  }
  const twice = [...times.values()].filter((number) => number > 1).length
  const missing = [...world.said.keys()].filter((hash) => !times.has(hash)).length
  const strange = [...times.keys()].filter((hash) => !world.said.has(hash)).length
  if (entries.length !== Worlds.WEEKS) problems.push(`${entries.length} archives instead of ${Worlds.WEEKS}`)
  if (twice > 0) problems.push(`${twice} messages in two archives`)
  if (missing > 0) problems.push(`${missing} of ${world.said.size} messages in no archive`)
  if (strange > 0) problems.push(`${strange} messages that nobody sent`)
  return { announcements, archives: entries.length, messages: times.size, problems } satisfies Finding
})
