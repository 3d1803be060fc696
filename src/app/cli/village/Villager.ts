/** One member of the demo's community: a home of its own, and everything that takes part from there. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import * as State from "../../../domain/sync/State.ts"
import type { CommunityId } from "../../../domain/community/PublicKey.ts"
import * as Selection from "../../../domain/history/Selection.ts"
import { MemberKey } from "../../../ports/MemberKey.ts"
import { Successions } from "../../authority/Successions.ts"
import * as Votes from "../../consensus/Votes.ts"
import { ControlNode } from "../../ControlNode.ts"
import * as History from "../../History.ts"
import { MemberNode } from "../../MemberNode.ts"
import * as Members from "../../membership/Members.ts"
import * as Snapshots from "../../snapshot/Snapshots.ts"
import * as Channel from "../../sync/Channel.ts"
import * as LookUps from "../../sync/LookUps.ts"
import * as Replacements from "../../sync/Replacements.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import { localNetwork } from "../Shared.ts"
import { scopeOf } from "../commands/vote.ts"

/** What a member holds, as far as two members can be compared. */
export interface Held {
  readonly messages: number
  /** SHA-256 of every line of the history, and of every message of the log of sync. */
  readonly history: string
  readonly log: string
  readonly said: number
}

const digestOf = (lines: ReadonlyArray<string>): string => {
  const digest = createHash("sha256")
  for (const line of lines) digest.update(`${line}\n`)
  return digest.digest("hex")
}

/** What everybody does, whoever archives. */
const everybody = Effect.gen(function* () {
  const key = yield* MemberKey
  const successions = yield* Successions
  const channel = yield* Channel.make({ key, find: LookUps.archives })
  const members = yield* Members.make({ key })

  const votes = Effect.gen(function* () {
    const { charter } = Option.getOrThrow(yield* successions.charter)
    const made = yield* Votes.make({ scope: scopeOf(charter.electorate), key, electorate: charter.electorate })
    yield* made.settle
    return made
  })

  /** Hears what was said, votes YES on whoever is to join or leave, sends what waits. */
  const attend = Effect.gen(function* () {
    yield* successions.catchUp
    yield* Replacements.settle(channel)
    yield* channel.runner.catchUp
    yield* channel.runner.settle
    yield* members.settle
    for (const id of (yield* members.runner.state).open.keys()) yield* members.vote(id, true)
    yield* members.settle
  })

  const held = Effect.gen(function* () {
    const lines: Array<string> = []
    yield* Stream.runForEach(History.lines({}), (batch) =>
      Effect.sync(() => {
        for (const { author, id, text, timestamp } of batch) lines.push(`${timestamp} ${author} ${id} ${text}`)
      })
    )
    const log = State.log(yield* channel.runner.state).map(({ message }) => `${message.lamport} ${message.messageId}`)
    return {
      messages: lines.length,
      history: digestOf(lines),
      said: log.length,
      log: digestOf(log)
    } satisfies Held
  })

  const resume = Effect.gen(function* () {
    const { channel: name } = yield* channel.snapshot
    const { snapshot } = Option.getOrThrow(yield* Snapshots.newest(name))
    yield* channel.merge(snapshot)
  })

  return { key, successions, channel, members, votes, attend, held, resume }
})

/** Runs what needs the services of a layer, which live as long as the scope. */
const inside = <S, E>(layer: Layer.Layer<S, E>) =>
  Effect.map(
    Effect.all([Layer.build(layer), Effect.scope]),
    ([services, scope]) =>
      <A, F>(work: Effect.Effect<A, F, S | Scope.Scope>) =>
        Effect.provideContext(work, Context.add(services, Scope.Scope, scope))
  )

type Everybody = Effect.Success<typeof everybody>

/** What everybody needs to take part. */
type Ground = Exclude<
  Effect.Services<typeof everybody | Everybody["attend"] | Everybody["held"] | Everybody["votes"]>,
  Scope.Scope
>

/** Somebody with a home, for as long as the scope is open, and how to run there what only some can do. */
const settled = Effect.fnUntraced(function* <S, E>(
  name: string,
  home: Home.Home,
  services: Layer.Layer<S | Ground, E>
) {
  const within = yield* inside(services)
  const self = yield* within(everybody)
  const villager = {
    name,
    home,
    ...self,
    attend: within(self.attend),
    held: within(self.held),
    votes: within(self.votes)
  }
  return { villager, within }
})

/** A member, for as long as the scope is open. */
export const member = Effect.fn("Villager.member")(function* (
  name: string,
  folder: string,
  community: CommunityId,
  network: string
) {
  const home = yield* Home.openMember(folder, community, Option.none(), Composition.createStores)
  const { villager, within } = yield* settled(name, home, Composition.villager(home, localNetwork(network)))
  return {
    ...villager,
    resume: within(villager.resume),
    /** Restores every archive. */
    restore: within(Effect.flatMap(MemberNode, (node) => node.sync(Selection.all)))
  }
})

export type Villager = Effect.Success<ReturnType<typeof member>>

/** Whoever has the role of the control node. */
export const control = Effect.fn("Villager.control")(function* (name: string, home: Home.Home, network: string) {
  const { villager, within } = yield* settled(name, home, Composition.villageControl(home, localNetwork(network)))
  return {
    ...villager,
    archive: within(Effect.flatMap(ControlNode, (node) => node.archive)),
    /** Puts the log of the channel on Codex. */
    publish: within(Effect.flatMap(villager.channel.snapshot, (snapshot) => Snapshots.publish(villager.key, snapshot)))
  }
})

export type Control = Effect.Success<ReturnType<typeof control>>
