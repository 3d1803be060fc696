/** What a step of the votes tells, keeps and sends. */
import type { Address } from "../community/Address.ts"
import type * as Step from "../Step.ts"
import type { Equivocation } from "./Equivocation.ts"
import * as Messages from "./Messages.ts"
import type { Proposal, ProposalId } from "./Proposal.ts"
import * as Proposals from "./Proposal.ts"
import type { Registry } from "./Registry.ts"
import type { Reason } from "./Rejection.ts"
import type { Network } from "./Rounds.ts"
import * as Rows from "./Rows.ts"
import type { Session } from "./Session.ts"
import * as Sessions from "./Session.ts"
import type { Verified } from "./Vote.ts"

/** `Decided` and `Failed` are terminal: a session tells one of them, once. `Tied`: a new proposal is due (HGC-18). */
export type Event =
  | { readonly _tag: "VoteWanted"; readonly proposal: Proposal }
  | { readonly _tag: "Decided"; readonly proposal: Proposal; readonly yes: boolean }
  | { readonly _tag: "Failed"; readonly proposal: Proposal; readonly why: "Tied" | "Insufficient" }
  | { readonly _tag: "Equivocation"; readonly id: ProposalId; readonly evidence: Equivocation }
  | { readonly _tag: "Refused"; readonly id: ProposalId; readonly owner: Address; readonly reason: Reason }

/** What was missed on the network is wanted. */
export interface Request {
  readonly _tag: "CatchUp"
}

export type Output = Step.Output<Event, Request, "gossip">
export type Stepped = Step.Stepped<Registry, Event, Request, "gossip">

export const tell = (event: Event): Output => ({ _tag: "Tell", event })

export const refused = (state: Registry, id: ProposalId, owner: Address, reason: Reason): Stepped => [
  state,
  [tell({ _tag: "Refused", id, owner, reason })]
]

/** What is told of a session that has just ended. */
export const told = ({ proposal, state }: Session): ReadonlyArray<Output> => {
  switch (state._tag) {
    case "Active":
      return []
    case "Reached":
      return [tell({ _tag: "Decided", proposal, yes: state.yes })]
    case "Failed":
      return [tell({ _tag: "Failed", proposal, why: state.why })]
  }
}

/** The head's row and the terminal event, where the session has just ended. */
export const ending = (before: Session, after: Session): ReadonlyArray<Output> =>
  Sessions.isActive(before) && !Sessions.isActive(after) ? [Rows.saveHead(after), ...told(after)] : []

export const sending = (
  network: Network,
  session: Session,
  wanted: ReadonlyArray<Verified>,
  occasion: string
): ReadonlyArray<Output> =>
  Messages.of(session, wanted, network).map((payload, n) => ({
    _tag: "Send",
    lane: "gossip",
    mark: `${occasion}/${Proposals.toText(session.proposal.id)}/${n}`,
    payload,
    ephemeral: false
  }))
