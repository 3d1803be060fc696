/** Rounds: how far a proposal has been sent on. A bound of propagation, never a reason to fail. HGC-02, HGC-05, HGC-15; H-9. */
import { quorum } from "./Electorate.ts"

/** `gossipsub`: everybody hears a message that is sent once. `p2p`: it goes from peer to peer. */
export type Network = "gossipsub" | "p2p"

/** The round that a proposal with so many votes is in: the proposer's own vote makes round 1. */
export const at = (network: Network, votes: number): number => (network === "p2p" ? votes : Math.min(votes, 2))

/** The last round in which a vote that is heard makes a peer send the proposal on. */
export const last = (network: Network, voters: number): number => (network === "p2p" ? quorum(voters) : 2)

/** Whether a vote that was just heard is to be sent on: gossipsub does that by itself. */
export const relays = (network: Network, votes: number, voters: number): boolean =>
  network === "p2p" && at(network, votes) <= last(network, voters)
