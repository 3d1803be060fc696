/** What somebody can do who means harm, and what the operator of a node gets to read of it. */
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Community } from "../../src/app/Community.ts"
import { compose } from "../../src/app/Compose.ts"
import { MemberNode } from "../../src/app/MemberNode.ts"
import { Progress } from "../../src/app/Progress.ts"
import * as Status from "../../src/app/Status.ts"
import * as Application from "../../src/domain/community/Application.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import type { Cid } from "../../src/domain/codex/Cid.ts"
import * as ArchiveFile from "../../src/domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Selection from "../../src/domain/history/Selection.ts"
import type { Window } from "../../src/domain/history/Window.ts"
import type { Nanos } from "../../src/domain/Time.ts"
import * as Time from "../../src/domain/Time.ts"
import type { Received, WakuMessage } from "../../src/domain/waku/WakuMessage.ts"
import * as Wire from "../../src/domain/wire/Wire.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { local } from "../simulation/steps.ts"
import * as World from "../simulation/world.ts"

/** A place on the network, with a key. */
export const on = (network: World.World, key = World.communityKey) =>
  Layer.merge(World.base(network, World.home()), key)

/** Signed by the key in scope and encrypted for the special channel, whatever it says. */
export const announcement = (cid: Cid, clock: Nanos, timestamp: Nanos = clock) =>
  Effect.gen(function* () {
    const { archives } = yield* Community
    const payload = Wire.encodeAnnouncement({ clock: Time.toMillis(clock), cid })
    const draft = { type: Application.Type.COMMUNITY_MESSAGE_ARCHIVE_INDEX, payload, timestamp }
    const [message] = yield* compose(archives, [draft])
    return message!.received
  })

export const publish = ({ message, pubsubTopic }: Received) =>
  Effect.flatMap(Waku, (waku) => waku.publish(pubsubTopic, message))

export const store = (bytes: Uint8Array) =>
  Effect.flatMap(Codex, (codex) => Effect.map(codex.put(Stream.succeed(bytes)), ({ cid }) => cid))

export const load = (cid: Cid) =>
  Effect.flatMap(Codex, (codex) => Effect.map(Stream.runCollect(codex.get(cid)), (chunks) => Bytes.concat(chunks)))

/** An archive on Codex, of messages of one's choice. */
export const archiveOf = (window: Window, messages: ReadonlyArray<WakuMessage>, topics = [World.channelTopic]) =>
  Effect.map(
    store(Uint8Array.of(...ArchiveFile.header(window, topics), ...ArchiveFile.body(messages))),
    (cid): ArchiveIndex.Entry => ({ window, topics, cid })
  )

/** An index on Codex, announced under the control key. */
export const announceIndex = (network: World.World, index: ArchiveIndex.ArchiveIndex, clock: Nanos) =>
  Effect.gen(function* () {
    const cid = yield* store(ArchiveIndex.encode(index))
    yield* publish(yield* announcement(cid, clock))
    return cid
  }).pipe(Effect.provide(on(network), local))

/** Runs something and gives the notes that its operator reads, beside what it gave. */
export const heard = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const notes: Array<string> = []
    const reporter = Layer.succeed(Progress, {
      start: () => Effect.succeed({ advance: () => Effect.void }),
      note: (text) => Effect.sync(() => void notes.push(text))
    })
    return Effect.map(Effect.provide(work, reporter), (value) => ({ value, notes }))
  })

/** One whole run of a member, its notes, and what `status` says afterwards. */
export const sync = (network: World.World, home: World.Home, selection: Selection.Selection = Selection.all) =>
  Effect.gen(function* () {
    const node = yield* MemberNode
    const running = yield* Effect.forkChild(node.sync(selection))
    // Much work takes turns of the event loop, and the wait begins only after it.
    while (running.pollUnsafe() === undefined) {
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      yield* TestClock.adjust("1 second")
    }
    const report = yield* Fiber.join(running)
    return { report, state: yield* node.state, status: yield* Status.member }
  }).pipe(
    heard,
    Effect.map(({ notes, value }) => ({ ...value, notes: notes.join("\n") })),
    Effect.provide(World.member(network, home), local)
  )

/** The index that a member follows, and its state as text, to see that nothing changed. */
export const picture = (state: MemberState.MemberState) => MemberState.toJson(state)
