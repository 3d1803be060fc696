/** What this process knows of the communities that it runs at the moment: since when, how far, what went wrong. */
import * as Effect from "effect/Effect"
import type { CommunityId } from "../../domain/community/PublicKey.ts"

/** `waiting`: it is here and has not finished a step yet. Milliseconds since 1970. */
export interface Row {
  readonly id: CommunityId
  readonly since: number
  readonly state: "waiting" | "ok" | "failing"
  readonly archives: number
  readonly error: string
  readonly at: number
}

export interface Roster {
  readonly arrived: (id: CommunityId) => Effect.Effect<void>
  readonly left: (id: CommunityId) => Effect.Effect<void>
  readonly succeeded: (id: CommunityId, archives: number) => Effect.Effect<void>
  readonly failed: (id: CommunityId, message: string) => Effect.Effect<void>
  readonly rows: () => ReadonlyArray<Row>
  /** What changed since the last call; `left` are not here any more. */
  readonly changes: () => { readonly rows: ReadonlyArray<Row>; readonly left: ReadonlyArray<CommunityId> }
  /** Changes that could not be told; newer ones of the same community stand. */
  readonly untold: (changes: ReturnType<Roster["changes"]>) => void
}

/** What an error of a stranger may take of a row. */
const MAX_ERROR = 500

export const make = (): Roster => {
  const rows = new Map<CommunityId, Row>()
  const changed = new Set<CommunityId>()
  const put = (id: CommunityId, change: Partial<Row>) =>
    Effect.sync(() => {
      const now = Date.now()
      const before = rows.get(id) ?? { id, since: now, state: "waiting", archives: 0, error: "", at: now }
      rows.set(id, { ...before, ...change, at: now })
      changed.add(id)
    })
  return {
    arrived: (id) => put(id, {}),
    left: (id) =>
      Effect.sync(() => {
        rows.delete(id)
        changed.add(id)
      }),
    succeeded: (id, archives) => put(id, { state: "ok", archives, error: "" }),
    failed: (id, message) => put(id, { state: "failing", error: message.slice(0, MAX_ERROR) }),
    rows: () => [...rows.values()],
    changes: () => {
      const ids = [...changed]
      changed.clear()
      return {
        rows: ids.flatMap((id) => rows.get(id) ?? []),
        left: ids.filter((id) => !rows.has(id))
      }
    },
    untold: ({ left, rows }) => {
      for (const id of left) changed.add(id)
      for (const { id } of rows) changed.add(id)
    }
  }
}
