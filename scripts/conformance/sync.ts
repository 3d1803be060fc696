/** What Scalable Data Sync asks for, one row each, in our words. */
import type { Requirement } from "./requirements.ts"

export const SYNC: ReadonlyArray<Requirement> = []
