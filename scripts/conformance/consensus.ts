/** What Hashgraph-like consensus asks for, one row each, in our words. */
import type { Requirement } from "./requirements.ts"

export const CONSENSUS: ReadonlyArray<Requirement> = []
