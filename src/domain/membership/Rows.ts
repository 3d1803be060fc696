/** The rows of a state: what changed between two states, and the state behind a set of rows. The laws of `Step.Machine`. */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Damaged, Erase, Row, Save } from "../Step.ts"
import * as Approved from "./Approved.ts"
import * as Candidates from "./Candidate.ts"
import * as KeyPackages from "./KeyPackages.ts"
import type { State } from "./State.ts"
import * as States from "./State.ts"
import * as Stored from "./Stored.ts"

interface Codec<A> {
  readonly encode: (value: A) => Uint8Array
  readonly decode: (row: Uint8Array) => Result.Result<A, Damaged>
}

const raw: Codec<Uint8Array> = { encode: (bytes) => bytes, decode: (row) => Result.succeed(Uint8Array.from(row)) }

/** The pieces that are one row each, and whether there is one. */
const single = {
  roster: Stored.json(Schema.UndefinedOr(States.Roster)) as Codec<State["roster"]>,
  course: Stored.json(States.Course) as Codec<State["course"]>,
  mls: raw,
  own: Stored.json(Schema.UndefinedOr(States.Own)) as Codec<State["own"]>,
  scores: Stored.json(Schema.ReadonlyMap(Stored.Address, Schema.Int)) as Codec<State["scores"]>
}

/** The pieces that are a row an entry. */
const many = {
  approved: Stored.json(Approved.Item),
  candidates: Stored.json(Candidates.Candidate),
  keyPackages: Stored.json(KeyPackages.Announced),
  jobs: Stored.json(States.Job),
  early: Stored.json(States.Early),
  open: Stored.json(States.Open),
  pending: Stored.json(States.Pending),
  wishes: Stored.json(States.Wish),
  said: Stored.json(States.Said)
}

type Single = keyof typeof single
type Many = keyof typeof many

const isAbsent = (value: unknown): boolean =>
  value === undefined ||
  (value instanceof Uint8Array && value.length === 0) ||
  (value instanceof Map && value.size === 0)

const singles = Object.keys(single) as ReadonlyArray<Single>
const manys = Object.keys(many) as ReadonlyArray<Many>

const changedOne = (before: State, after: State, piece: Single): ReadonlyArray<Save | Erase> => {
  if (before[piece] === after[piece]) return []
  if (!isAbsent(after[piece])) {
    return [{ _tag: "Save", key: piece, value: (single[piece] as Codec<unknown>).encode(after[piece]) }]
  }
  return isAbsent(before[piece]) ? [] : [{ _tag: "Erase", key: piece }]
}

const changedMany = (before: State, after: State, piece: Many): ReadonlyArray<Save | Erase> => {
  const [old, young] = [before[piece] as ReadonlyMap<string, unknown>, after[piece] as ReadonlyMap<string, unknown>]
  if (old === young) return []
  const { encode } = many[piece] as Codec<unknown>
  const found: Array<Save | Erase> = []
  for (const key of old.keys()) if (!young.has(key)) found.push({ _tag: "Erase", key: `${piece}/${key}` })
  for (const [key, value] of young) {
    if (old.get(key) !== value) found.push({ _tag: "Save", key: `${piece}/${key}`, value: encode(value) })
  }
  return found
}

/** What is to be written for `after` to stand where `before` does. */
export const changes = (before: State, after: State): ReadonlyArray<Save | Erase> => [
  ...singles.flatMap((piece) => changedOne(before, after, piece)),
  ...manys.flatMap((piece) => changedMany(before, after, piece))
]

const damaged = (why: string): Result.Result<never, Damaged> => Result.fail({ _tag: "Damaged", why })

/** The state that wrote the rows. */
export const restore = (rows: ReadonlyArray<Row>): Result.Result<State, Damaged> => {
  const state: Record<string, unknown> = { ...States.initial }
  const sorted = [...rows].sort((left, right) => (left.key < right.key ? -1 : 1))
  for (const { key, value } of sorted) {
    const slash = key.indexOf("/")
    const piece = slash === -1 ? key : key.slice(0, slash)
    const isOne = Object.hasOwn(single, piece) && slash === -1
    if (!isOne && (slash === -1 || !Object.hasOwn(many, piece))) return damaged("a row is of no known kind")
    const codec = (isOne ? single[piece as Single] : many[piece as Many]) as Codec<unknown>
    const read = codec.decode(value)
    if (Result.isFailure(read)) return Result.fail(read.failure)
    state[piece] = isOne
      ? read.success
      : new Map(state[piece] as ReadonlyMap<string, unknown>).set(key.slice(slash + 1), read.success)
  }
  const found = state as unknown as State
  return (found.roster === undefined) === (found.mls.length === 0)
    ? Result.succeed(found)
    : damaged("the group and its state of MLS do not belong together")
}
