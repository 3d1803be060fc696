/**
 * Somebody who knows the keys of the rooms, as every member does, but not the control key: announces indexes of his own,
 * says again what was said before under new dates, and floods the topics with garbage.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Community } from "../../app/Community.ts"
import * as Announcements from "../../app/Announcements.ts"
import * as Bytes from "../../domain/Bytes.ts"
import * as ArchiveFile from "../../domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../../domain/history/ArchiveIndex.ts"
import * as Window from "../../domain/history/Window.ts"
import type { Nanos } from "../../domain/Time.ts"
import * as Time from "../../domain/Time.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import type { Codex } from "../../ports/Codex.ts"
import { Waku } from "../../ports/Waku.ts"
import * as Actors from "./Actors.ts"
import { chance, pick } from "./Chance.ts"
import type { Journal } from "./Journal.ts"
import type { Network } from "./Network.ts"

/** An index of one archive that would replace a week of the community by nothing. */
const forge = Effect.fnUntraced(function* (codex: Codex["Service"], journal: Journal, from: Nanos) {
  const { channel } = yield* Community
  const window = { from, to: Time.add(from, Window.WEEK) }
  const archive = yield* codex.put(Stream.succeed(ArchiveFile.header(window, [channel.topic])))
  const entry = { window, topics: [channel.topic], cid: archive.cid }
  const index = yield* codex.put(Stream.succeed(ArchiveIndex.encode(ArchiveIndex.make([entry]))))
  journal.forged.add(archive.cid)
  journal.forged.add(index.cid)
  return index.cid
})

/** One act. `node`: the place in the network from where it is done. */
export const act = Effect.fnUntraced(function* (
  codex: Codex["Service"],
  network: Network,
  node: number,
  journal: Journal,
  now: Nanos,
  start: Nanos,
  dice: string
) {
  const { archives, channel, description } = yield* Community
  const waku = network.of(node)
  const deed = pick(4, dice, "deed")
  if (deed === 0) {
    const week = BigInt(pick(6, dice, "week")) * Window.WEEK
    const cid = yield* forge(codex, journal, Time.nanos(start + week))
    const clock = Time.millis(Time.toMillis(now) + BigInt(pick(100_000, dice, "clock")))
    return yield* Effect.provideService(Announcements.announce(cid, clock), Waku, waku)
  }
  const room = [archives, channel, description][pick(3, dice, "room")]!
  if (deed === 1) {
    const payload = Bytes.utf8(`garbage ${dice}`)
    const message = WakuMessage.make({ version: 1, contentTopic: room.topic, timestamp: now, payload })
    const { hash } = yield* waku.publish(room.pubsubTopic, message)
    if (room === channel) journal.said.set(hash, { hash, timestamp: now })
    return
  }
  // What the control node said, dated anew: its clocks and its signatures are those of before.
  const past = network.sent({ pubsubTopic: archives.pubsubTopic, contentTopics: [archives.topic, description.topic] })
  const old = past[Math.floor(chance(dice, "which") * past.length)]
  if (old === undefined) return
  yield* waku.publish(old.pubsubTopic, { ...old.message, timestamp: now })
})

/** Whose key the adversary signs with: that of a member. */
export const KEY = Actors.author(1)
