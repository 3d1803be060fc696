/** A vote as people see it: who said what, and how far it is from two thirds. */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Address } from "../../domain/community/Address.ts"
import * as Bytes from "../../domain/Bytes.ts"
import * as Certificate from "../../domain/consensus/Certificate.ts"
import * as Electorate from "../../domain/consensus/Electorate.ts"
import * as Proposal from "../../domain/consensus/Proposal.ts"
import type { Session } from "../../domain/consensus/Session.ts"
import * as Sessions from "../../domain/consensus/Session.ts"
import * as Time from "../../domain/Time.ts"
import * as Instant from "./Instant.ts"
import type { Terminal } from "./Output.ts"
import * as Table from "./Table.ts"
import * as Units from "./Units.ts"

type Said = "yes" | "no" | "both" | "silent"

const said = ({ votes }: Session, member: Address): Said =>
  Option.match(HashMap.get(votes, member), {
    onNone: () => "silent",
    onSome: ({ other, vote }) => (Option.isSome(other) ? "both" : vote.wire.yes ? "yes" : "no")
  })

const CELLS = {
  yes: ["█", "#"],
  no: ["▒", "-"],
  both: ["‼", "!"],
  silent: ["·", "."]
} as const

/** The widest bar: an electorate that is larger is drawn smaller. */
const WIDEST = 60

/** One cell for each voter, YES first, and a mark behind the cell that two thirds would fill. */
export const bar = ({ tally }: Pick<Session, "tally">, unicode: boolean): string => {
  const { both, no, voters, yes } = tally
  const scale = Math.min(1, WIDEST / voters)
  const kind = unicode ? 0 : 1
  const counts: ReadonlyArray<readonly [Said, number]> = [
    ["yes", yes],
    ["no", no],
    ["both", both],
    ["silent", voters - yes - no - both]
  ]
  const cells = counts.map(([word, count]) => CELLS[word][kind].repeat(Math.round(count * scale))).join("")
  const mark = Math.round(Electorate.quorum(voters) * scale)
  return `${cells.slice(0, mark)}${unicode ? "│" : "|"}${cells.slice(mark)}`
}

/** "open", "YES", "NO", "tied", "undecided". */
export const result = ({ state }: Session): string => {
  switch (state._tag) {
    case "Active":
      return "open"
    case "Reached":
      return state.yes ? "YES" : "NO"
    case "Failed":
      return state.why === "Tied" ? "tied" : "undecided"
  }
}

const counts = ({ tally: { both, no, voters, yes } }: Session): string =>
  [
    `${yes} yes`,
    `${no} no`,
    ...(both > 0 ? [`${both} said both and do not count`] : []),
    `${voters - yes - no - both} silent`
  ].join(", ")

const until = (session: Session): string => Instant.local(Sessions.deadline(session))

const text = ({ proposal: { name, terms } }: Session): string => Bytes.toUtf8(terms.subject) ?? name

const who = (member: Address, self: Address): string => (member === self ? `${member} (you)` : member)

const meaning = ({ proposal: { live, terms }, tally: { voters } }: Session): string =>
  [
    `${Electorate.quorum(voters)} of ${voters} that agree decide at once`,
    `at the end the silent count as ${live ? "YES" : "NO"}`,
    `a tie ${terms.tie === "retry" ? "is voted on again" : "means NO"}`
  ].join("; ")

const ended = (session: Session): string =>
  session.state._tag === "Active"
    ? `open until ${until(session)}`
    : `${result(session)}, ${Instant.local(session.state.at)}`

export const show = (session: Session, self: Address, { columns, unicode }: Terminal): string => {
  const { electorate, proposal, votes } = session
  const facts = [
    `vote      ${Proposal.toText(proposal.id)}  ${Units.printable(text(session))}`,
    `asked by  ${who(proposal.owner, self)}, ${Instant.local(Time.fromUnixSeconds(proposal.at))}`,
    `result    ${ended(session)}`,
    `rule      ${meaning(session)}`,
    `proof     ${Certificate.of(session) === undefined ? "none yet: fewer than two thirds said YES" : "a certificate; write it with --certificate FILE"}`
  ]
  const rows = electorate.members.map((member) => {
    const held = Option.getOrUndefined(HashMap.get(votes, member))
    const when = held === undefined ? "" : Instant.local(Time.fromUnixSeconds(held.vote.wire.at))
    return [who(member, self), said(session, member), when]
  })
  const table = Table.render(
    [
      { title: "voter", align: "left", flexible: true, min: 12 },
      { title: "vote", align: "left" },
      { title: "when", align: "left", flexible: true, min: 10 }
    ],
    rows,
    columns,
    unicode
  )
  return [facts.join("\n"), `${bar(session, unicode)}  ${counts(session)}`, table].join("\n\n")
}

export const list = (sessions: ReadonlyArray<Session>, { columns, unicode }: Terminal): string =>
  Table.render(
    [
      { title: "id", align: "left" },
      { title: "result", align: "left" },
      { title: "yes", align: "right" },
      { title: "no", align: "right" },
      { title: "of", align: "right" },
      { title: "until", align: "left", flexible: true, min: 10 },
      { title: "what", align: "left", flexible: true, min: 8 }
    ],
    sessions.map((session) => [
      Proposal.toText(session.proposal.id),
      result(session),
      `${session.tally.yes}`,
      `${session.tally.no}`,
      `${session.tally.voters}`,
      until(session),
      text(session)
    ]),
    columns,
    unicode
  )

/** For programs. `result`: open, YES, NO, tied or undecided. */
export const json = (session: Session) => {
  const { electorate, proposal, tally, votes } = session
  return {
    id: Proposal.toText(proposal.id),
    text: text(session),
    proposer: proposal.owner,
    at: Time.toIso(Time.fromUnixSeconds(proposal.at)),
    expires: Time.toIso(Sessions.deadline(session)),
    silentCountAs: proposal.live ? "yes" : "no",
    tie: proposal.terms.tie,
    result: result(session),
    quorum: Electorate.quorum(tally.voters),
    certified: Certificate.of(session) !== undefined,
    votes: electorate.members.map((member) => {
      const held = Option.getOrUndefined(HashMap.get(votes, member))
      const at = held === undefined ? null : Time.toIso(Time.fromUnixSeconds(held.vote.wire.at))
      return { voter: member, vote: said(session, member), at }
    })
  }
}
