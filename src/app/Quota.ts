/**
 * Bytes of archives and drafts that a home may hold. What does not fit is neither downloaded nor sealed; it waits, and is
 * done once there is room.
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { ArchiveFolder } from "../ports/ArchiveFolder.ts"
import * as Limits from "./Limits.ts"
import { Settings } from "./Settings.ts"

/** "1.3 MiB". */
export const shown = (bytes: number): string => ByteSize.format(ByteSize.bytes(bytes), { precision: 1 })

/** All in bytes. */
export class QuotaExceeded extends Schema.TaggedError<QuotaExceeded>()("QuotaExceeded", {
  what: Schema.String,
  needed: Schema.Finite,
  held: Schema.Finite,
  quota: Schema.Finite
}) {
  get retryable(): boolean {
    return false
  }
  override get message(): string {
    return `there is no room for ${this.what} of ${shown(this.needed)}: archives and drafts of this home take ${shown(
      this.held
    )} of the ${shown(this.quota)} allowed; raise ${Limits.setting("homeBytes")} and try again, nothing is lost`
  }
}

export interface Quota {
  /** Takes the room for so many more bytes until the work fails; what it wrote keeps it. */
  readonly within: <A, E, R>(
    what: string,
    bytes: number,
    work: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E | QuotaExceeded, R>
  /** Bytes whose number is known when they have come: they fail as soon as there are too many. */
  readonly bounded: <E, R>(
    what: string,
    bytes: Stream.Stream<Uint8Array, E, R>
  ) => Stream.Stream<Uint8Array, E | QuotaExceeded, R>
}

/** What the home holds is counted once; what goes through the quota from then on is added. */
export const make = Effect.gen(function* () {
  const { homeBytes: quota } = (yield* Settings).limits
  let held = yield* (yield* ArchiveFolder).used
  const take = (what: string, needed: number) =>
    Effect.suspend(() => {
      if (held + needed > quota) return Effect.fail(new QuotaExceeded({ what, needed, held, quota }))
      held += needed
      return Effect.void
    })
  const release = (bytes: number) =>
    Effect.sync(() => {
      held -= bytes
    })
  return {
    within: (what, bytes, work) =>
      Effect.andThen(
        take(what, bytes),
        Effect.onError(work, () => release(bytes))
      ),
    bounded: (what, bytes) =>
      Stream.suspend(() => {
        let taken = 0
        return bytes.pipe(
          Stream.mapEffect((chunk) =>
            Effect.suspend(() => {
              taken += chunk.length
              return Effect.as(take(what, chunk.length), chunk)
            })
          ),
          Stream.onError(() => release(taken))
        )
      })
  } satisfies Quota
})
