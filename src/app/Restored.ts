/** What a member restored in one run, and what it did not have to download for it. */
import type * as Option from "effect/Option"
import type { Announcement } from "../domain/history/Announcement.ts"
import type * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import type * as Hydration from "../domain/history/Hydration.ts"
import type { Replaced } from "../ports/HistoryStore.ts"
import * as Quota from "./Quota.ts"

export interface Hydrated {
  readonly key: ArchiveIndex.ArchiveKey
  readonly entry: ArchiveIndex.Entry
  readonly replaced: Replaced
  /** `held`: its file was here already. `rebuilt`: made of messages that were kept, so that its bytes were not downloaded. */
  readonly source: "held" | "rebuilt" | "downloaded"
  /** Bytes of its file. */
  readonly bytes: number
}

/** What one run did. `waiting`: archives that failed and when they are tried again. */
export interface Report {
  readonly announcement: Option.Option<Announcement>
  readonly hydrated: ReadonlyArray<Hydrated>
  readonly waiting: ReadonlyArray<{
    readonly key: ArchiveIndex.ArchiveKey
    readonly entry: ArchiveIndex.Entry
    readonly waiting: Hydration.Waiting
  }>
  /** Index entries that this implementation cannot use, and why. */
  readonly skipped: ReadonlyArray<{ readonly key: string; readonly why: string }>
}

/** The archives of a run that were made of what was kept, and their bytes, which were not downloaded. */
export const saved = ({ hydrated }: Report): { readonly archives: number; readonly bytes: number } => {
  const rebuilt = hydrated.filter(({ source }) => source === "rebuilt")
  return { archives: rebuilt.length, bytes: rebuilt.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** The same for people, to follow what was restored; nothing where nothing was saved. */
export const spared = (report: Report): string => {
  const { archives, bytes } = saved(report)
  return archives === 0 ? "" : `; ${archives} rebuilt from what was kept, ${Quota.shown(bytes)} not downloaded`
}
