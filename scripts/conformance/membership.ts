/** What de-MLS asks for, one row each, in our words. */
import type { Requirement } from "./requirements.ts"

export const MEMBERSHIP: ReadonlyArray<Requirement> = []
