/**
 * Which archives of an index a member wants. CHA-64, A-21, A-33, A-55.
 */
import * as Result from "effect/Result"
import { MAX_NANOS } from "../Time.ts"
import * as Time from "../Time.ts"
import type { ArchiveIndex, Keyed } from "./ArchiveIndex.ts"
import * as Index from "./ArchiveIndex.ts"
import type { Window } from "./Window.ts"
import * as Windows from "./Window.ts"

/** Option 1, 2 and 3 of the specification. */
export type Selection =
  | { readonly _tag: "All" }
  | { readonly _tag: "Latest" }
  | { readonly _tag: "Range"; readonly window: Window }

export const all: Selection = { _tag: "All" }
export const latest: Selection = { _tag: "Latest" }
export const range = (window: Window): Selection => ({ _tag: "Range", window })

/**
 * The selected entries, newest first. `Latest` is one entry: the greatest by (`to`, `from`, key). Where its window is
 * shared by further archives, those are one archive with it only for a reader who selects more.
 */
export const select = (selection: Selection, index: ArchiveIndex): ReadonlyArray<Keyed> => {
  const entries = Index.entries(index)
  switch (selection._tag) {
    case "All":
      return entries
    case "Latest":
      return entries.slice(0, 1)
    case "Range":
      return entries.filter(([, { window }]) => Windows.overlaps(window, selection.window))
  }
}

export interface InvalidSelection {
  readonly _tag: "InvalidSelection"
  readonly why: string
}

/** Reads `all`, `latest` or `FROM..TO`; the ends are ISO 8601, `TO` exclusive, either may be left out. */
export const parse = (text: string): Result.Result<Selection, InvalidSelection> => {
  const refuse = (why: string) => Result.fail<InvalidSelection>({ _tag: "InvalidSelection", why })
  if (text === "all") return Result.succeed(all)
  if (text === "latest") return Result.succeed(latest)
  const ends = text.split("..")
  if (ends.length !== 2) return refuse(`"${text}" is none of all, latest, FROM..TO`)
  const [first = "", second = ""] = ends
  const from = first === "" ? Time.nanos(0n) : Time.fromIso(first)
  const to = second === "" ? Time.nanos(MAX_NANOS) : Time.fromIso(second)
  if (from === undefined) return refuse(`"${first}" is no date; write for example 2024-01-31`)
  if (to === undefined) return refuse(`"${second}" is no date; write for example 2024-01-31`)
  return from < to ? Result.succeed(range({ from, to })) : refuse(`"${text}" ends before it begins`)
}
