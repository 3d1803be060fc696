/** What Hashgraph-like consensus asks for, one row each, in our words. */
import type { Level, Requirement } from "./requirements.ts"

const ROWS: ReadonlyArray<readonly [number, Level, string, string?]> = [
  [1, "ASSUMPTION", "Two thirds of the members follow the protocol, and all can be reached", "`docs/consensus.md`"],
  [2, "MUST", "All members come to one decision, within few rounds"],
  [3, "MUST", "Who proposes knows how many vote"],
  [4, "MUST", "A proposal has all its fields, a purpose, and its owner's vote, which stands on no other"],
  [5, "RULE", "It goes to the gossip channel or to a random peer; each time is a round"],
  [6, "RULE", "Every vote that comes in is checked against its owner's key"],
  [7, "RULE", "A vote that is repeated names the hash of its owner's former one"],
  [8, "RULE", "In a list each vote names the hash of the one before it"],
  [9, "RULE", "A vote has owner, time, answer, both hashes, its own hash and a signature"],
  [10, "RULE", "A vote goes out behind the list it was given on, a round on, before the proposal expires"],
  [11, "MUST", "All votes are verified before they decide"],
  [12, "RULE", "Two thirds of the members must have voted"],
  [13, "RULE", "Signatures, both chains, times and the meaning of silence are checked then"],
  [14, "RULE", "More than half of all decide; one or two must agree"],
  [15, "RULE", "Two rounds do in gossip, two thirds of the members from peer to peer"],
  [16, "MAY", "Who lacks votes keeps sending what it has until the proposal expires"],
  [17, "RULE", "When it expires, the vote is decided or given up"],
  [18, "MUST", "A tie means NO, or a new proposal, as was declared"],
  [19, "SHOULD", "The payload declares it, so that all do the same"],
  [20, "RULE", "Silent members count as the proposal says, as YES where it says nothing"],
  [21, "RULE", "Forged votes, two answers of one member, changed history and replays do no harm"]
]

/** HGC-01…21, ascending. */
export const CONSENSUS: ReadonlyArray<Requirement> = ROWS.map(([number, level, says, note]) => ({
  id: `HGC-${number.toString().padStart(2, "0")}`,
  level,
  actor: "ANY",
  says,
  ...(note === undefined ? {} : { note })
}))
