/** Rows and outboxes of protocols in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ProtocolStore, type Waiting } from "../../ports/ProtocolStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"

interface Scope {
  readonly rows: Map<string, Uint8Array>
  outbox: Array<Waiting>
  revision: number
}

/** A store that outlives its layer. */
export const make = () => {
  const scopes = new Map<string, Scope>()
  let numbers = 0
  const scopeOf = (name: string): Scope => scopes.get(name) ?? { rows: new Map(), outbox: [], revision: 0 }
  const layer: Layer.Layer<ProtocolStore> = Layer.succeed(ProtocolStore, {
    load: (name) =>
      Effect.sync(() => {
        const { revision, rows } = scopeOf(name)
        const sorted = [...rows].sort(([left], [right]) => (left < right ? -1 : 1))
        return { rows: sorted.map(([key, value]) => ({ key, value })), revision }
      }),
    commit: (name, revision, { erase, save, send, sent }) =>
      Effect.suspend(() => {
        const scope = scopeOf(name)
        if (scope.revision !== revision) {
          return Effect.fail(
            new StoreFailure({
              store: "ProtocolStore",
              operation: "commit",
              reason: "TakenOver",
              detail: "another process has changed the state meanwhile"
            })
          )
        }
        scopes.set(name, scope)
        for (const { key, value } of save) scope.rows.set(key, value)
        for (const key of erase) scope.rows.delete(key)
        scope.outbox = [
          ...scope.outbox.filter(({ number }) => !sent.includes(number)),
          ...send.map((outgoing) => ({ ...outgoing, number: ++numbers }))
        ]
        return Effect.succeed(++scope.revision)
      }),
    waiting: (name, limit) => Effect.sync(() => scopeOf(name).outbox.slice(0, limit))
  })
  return { layer }
}
