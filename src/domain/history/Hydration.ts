/**
 * Which archives a member still lacks, in which order it fetches them, and what each missing one waits for.
 * CHA-62…66, A-21, A-52, A-55.
 */
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import type { ArchiveIndex, ArchiveKey, Keyed } from "./ArchiveIndex.ts"
import * as Selection from "./Selection.ts"

/** An archive that failed waits by itself while the others go on. */
export interface Waiting {
  readonly attempts: number
  readonly notBefore: Nanos
  readonly why: string
}

export type State = HashMap.HashMap<ArchiveKey, Waiting>

export const initial: State = HashMap.empty()

/** The archives that the selection wants and that are not applied yet, newest first (CHA-62, A-55). */
export const missing = (
  index: ArchiveIndex,
  applied: ReadonlySet<ArchiveKey>,
  selection: Selection.Selection
): ReadonlyArray<Keyed> => Selection.select(selection, index).filter(([key]) => !applied.has(key))

const ready = (state: State, key: ArchiveKey, now: Nanos): boolean =>
  Option.match(HashMap.get(state, key), { onNone: () => true, onSome: ({ notBefore }) => notBefore <= now })

/** Which archives to fetch now: newest first, at most `count`; those that wait hold nobody up. */
export const next = (
  index: ArchiveIndex,
  applied: ReadonlySet<ArchiveKey>,
  selection: Selection.Selection,
  state: State,
  now: Nanos,
  count: number
): ReadonlyArray<Keyed> =>
  missing(index, applied, selection)
    .filter(([key]) => ready(state, key, now))
    .slice(0, count)

/** Characters of a reason that are kept: it may quote what a peer sent. */
const MAX_WHY = 500
const FIRST = Time.seconds(30)
const LONGEST = Time.hours(6)

/** How long the n-th failure makes an archive wait: 30 seconds, doubled each time, at most six hours. */
export const backOff = (attempts: number): Nanos =>
  attempts > 20 ? LONGEST : Time.min(LONGEST, Time.nanos(FIRST * 2n ** BigInt(Math.max(0, attempts - 1))))

export const failed = (state: State, key: ArchiveKey, why: string, now: Nanos): State => {
  const attempts = 1 + Option.match(HashMap.get(state, key), { onNone: () => 0, onSome: ({ attempts }) => attempts })
  return HashMap.set(state, key, {
    attempts,
    notBefore: Time.add(now, backOff(attempts)),
    why: why.slice(0, MAX_WHY)
  })
}

export const succeeded = (state: State, key: ArchiveKey): State => HashMap.remove(state, key)

/** When the first of the missing archives may be fetched; none where nothing is missing. */
export const nextWake = (
  index: ArchiveIndex,
  applied: ReadonlySet<ArchiveKey>,
  selection: Selection.Selection,
  state: State
): Option.Option<Nanos> =>
  missing(index, applied, selection)
    .map(([key]) =>
      Option.match(HashMap.get(state, key), { onNone: () => Time.nanos(0n), onSome: ({ notBefore }) => notBefore })
    )
    .reduce<Option.Option<Nanos>>(
      (first, at) => Option.some(Option.match(first, { onNone: () => at, onSome: (so) => Time.min(so, at) })),
      Option.none()
    )
