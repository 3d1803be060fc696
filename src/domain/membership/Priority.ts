/**
 * Emergency before election before commit: while a higher kind is put to the vote, lower ones are withheld (partial
 * freeze). MLS-18.
 */
import type { Update } from "./Update.ts"

export type Kind = "commit" | "election" | "emergency"

const ranks: { readonly [K in Kind]: number } = { commit: 0, election: 1, emergency: 2 }

export const kindOf = (update: Update): Kind =>
  update._tag === "Emergency" ? "emergency" : update._tag === "Election" ? "election" : "commit"

/** Whether one of the open kinds withholds `kind`. */
export const withholds = (open: ReadonlyArray<Kind>, kind: Kind): boolean =>
  open.some((other) => ranks[other] > ranks[kind])
