/** What de-MLS asks for, one row each, in our words. */
import type { Level, Requirement } from "./requirements.ts"

type Row = readonly [number, Level, string, string?]

const ROWS: ReadonlyArray<Row> = [
  [1, "MUST", "Changes are decided by light-weight votes that end within a bounded time"],
  [2, "ASSUMPTION", "Some nodes are silent; all find each other or share a topic", "one topic of the Waku network"],
  [3, "RULE", "Nodes, members who hold the group's key, stewards who commit; a member is 20 bytes"],
  [4, "MUST", "Only stewards commit"],
  [5, "MUST", "Members see what a commit does before it opens an epoch; it adds and removes, nothing else"],
  [6, "RULE", "No application message is made while an MLS proposal waits; votes travel as application messages"],
  [7, "MAY", "Any member puts an addition or a removal to the vote"],
  [8, "MUST", "A vote is final within its epoch"],
  [9, "RULE", "Yes makes a change that a steward commits; anything else changes nothing"],
  [10, "SHOULD", "The commit follows the vote, and its welcome reaches those who join"],
  [11, "RULE", "A single steward founds the group, collects key packages, has them voted on, and commits in one go"],
  [12, "MAY", "An application limits how many votes a member has open"],
  [13, "RULE", "One steward an epoch, in turn; everybody votes on changes, or the stewards that everybody elects"],
  [
    14,
    "ASSUMPTION",
    "What one member has, every member has within Δ; the network limits rates",
    "a parameter of the policy"
  ],
  [15, "RULE", "While a round collects commits no new vote is opened; an epoch is a number, not a time"],
  [
    16,
    "MUST",
    "A joiner announces a signed key package; every member keeps it for three epochs, the steward has it voted on"
  ],
  [17, "MUST", "What was decided stays until a commit has made it so"],
  [18, "RULE", "Emergencies go before elections, elections before changes; the lower is withheld meanwhile"],
  [19, "MUST", "The steward list follows from a hash over the whole membership; any other is rejected"],
  [20, "RULE", "The slot of the epoch commits, the next one in its stead; a list used up is replaced"],
  [21, "MUST", "Every member judges every commit alike, takes one, the same one, and marks down what is wrong"],
  [22, "RULE", "Violations: broken commits, broken proposals, silence of a steward"],
  [23, "SHOULD", "Scores are local; a low one removes nobody without a vote"],
  [24, "SHOULD", "Waiting work cannot be held up for ever: rotation, another list, then everybody may commit"],
  [25, "MUST", "A steward does not commit its own removal; leaving needs nobody's vote but one's own"],
  [26, "MUST", "An emergency that is upheld starts a round at once and rewards who raised it; a refused one costs"]
]

export const MEMBERSHIP: ReadonlyArray<Requirement> = ROWS.map(([number, level, says, note]) => ({
  id: `MLS-${number.toString().padStart(2, "0")}`,
  level,
  actor: "ANY",
  says,
  ...(note === undefined ? {} : { note })
}))
