/** A group as people see it: who belongs to it, who may commit, what is being voted on. */
import type { Address } from "../../domain/community/Address.ts"
import type { State } from "../../domain/membership/State.ts"
import * as Stewards from "../../domain/membership/StewardList.ts"
import * as Updates from "../../domain/membership/Update.ts"
import type { Terminal } from "./Output.ts"
import * as Table from "./Table.ts"

const subjectOf = (payload: Uint8Array): string => {
  const update = Updates.decode(payload)
  return update._tag === "Success" ? Updates.subject(update.success) : ""
}

const stewardsOf = ({ course, roster }: State): ReadonlyArray<Address> => {
  if (roster === undefined) return []
  if (course.recovery) return roster.members
  return Stewards.walk(roster.policy, roster.lists.at(-1)!, roster.epoch, (member) => roster.members.includes(member))
}

/** Everything of interest, for programs. */
export const json = (state: State) => {
  const stewards = stewardsOf(state)
  return {
    epoch: state.roster?.epoch ?? null,
    phase: state.course.phase._tag,
    recovery: state.course.recovery,
    members: (state.roster?.members ?? []).map((address) => ({
      address,
      steward: stewards.indexOf(address) + 1,
      score: state.scores.get(address) ?? null
    })),
    asking: [...state.keyPackages.keys()].sort(),
    approved: [...state.approved.values()].map(({ keyPackage, member }) => ({
      change: keyPackage === undefined ? "remove" : "add",
      address: member
    })),
    votes: [...state.open].map(([id, { payload, proposer }]) => ({ id, subject: subjectOf(payload), proposer }))
  }
}

const columns: ReadonlyArray<Table.Column> = [
  { title: "member", align: "left", flexible: true, min: 10 },
  { title: "steward", align: "right" },
  { title: "score", align: "right" },
  { title: "", align: "left" }
]

/** For a member of the group; `self` is marked. */
export const show = (state: State, self: Address, { columns: width, unicode }: Terminal): string => {
  const { asking, epoch, members, phase, recovery, votes } = json(state)
  const rows = members.map(({ address, score, steward }) => [
    address,
    steward === 0 ? "" : `${steward}`,
    `${score ?? ""}`,
    address === self ? "this home" : ""
  ])
  const standing = phase === "Working" ? "" : `, ${phase.toLowerCase()}`
  return [
    `epoch ${epoch}${standing}${recovery ? ", everybody may commit" : ""}`,
    Table.render(columns, rows, width, unicode),
    ...asking.map((address) => `asks to join: ${address}`),
    ...votes.map(({ id, subject }) => `vote ${id}: ${subject}`)
  ].join("\n")
}
