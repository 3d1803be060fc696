/** A store of your own: the control node's ledger in any map from text to text whose writes are atomic. */
import { ArchiveIndex, type Cid, Ledger, Publication, StoreFailure, Time } from "community-history"
import { Effect, HashMap, Layer, Option, Result } from "effect"

export interface KeyValue {
  readonly get: (key: string) => string | undefined
  readonly set: (key: string, value: string) => unknown
}

const failure = (operation: string, reason: "Corrupt" | "Refused", detail: string) =>
  new StoreFailure({ store: "Ledger", operation, reason, detail })

const encode = ({ facts, index, ...progress }: Publication.State): string =>
  JSON.stringify({
    progress: Publication.toJson(progress),
    facts: [...facts],
    index: [...index].map(([key, entry]) => [key, ArchiveIndex.entryToJson(entry)])
  })

/** JSON knows no 64-bit numbers. */
const texts = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)
const bigints = (_: string, value: unknown) =>
  typeof value === "string" && /^\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value

interface Document {
  readonly progress: string
  readonly facts: ReadonlyArray<[ArchiveIndex.ArchiveKey, Publication.Facts]>
  readonly index: ReadonlyArray<[ArchiveIndex.ArchiveKey, string]>
}

const decode = (text: string): Publication.State => {
  const { facts, index, progress } = JSON.parse(text) as Document
  return {
    ...Result.getOrThrow(Publication.fromJson(progress)),
    facts: HashMap.fromIterable(facts),
    index: HashMap.fromIterable(
      index.map(([key, entry]) => [key, Result.getOrThrow(ArchiveIndex.entryFromJson(entry))] as const)
    )
  }
}

export const layer = (store: KeyValue): Layer.Layer<Ledger> => {
  const load = Effect.try({
    try: () => Option.map(Option.fromUndefinedOr(store.get("ledger")), decode),
    catch: (cause) => failure("load", "Corrupt", String(cause))
  })
  const stored = Effect.sync(
    () => new Map(JSON.parse(store.get("stored") ?? "[]", bigints) as ReadonlyArray<[Cid.Cid, Time.Nanos]>)
  )
  const answered = Effect.sync(
    () => new Map(JSON.parse(store.get("answered") ?? "[]", bigints) as ReadonlyArray<[string, Time.Millis]>)
  )
  return Layer.succeed(Ledger, {
    load,
    stored,
    markStored: (cid, at) =>
      Effect.map(stored, (known) => {
        if (at > (known.get(cid) ?? -1n)) store.set("stored", JSON.stringify([...known.set(cid, at)], texts))
      }),
    answered: (member) => Effect.map(answered, (known) => Option.fromUndefinedOr(known.get(member))),
    markAnswered: (member, clock, quota) =>
      Effect.map(answered, (known) => {
        if (clock > (known.get(member) ?? -1n)) known.set(member, clock)
        const newest = [...known]
          .sort(([left, at], [right, then]) => (at === then ? (left > right ? -1 : 1) : at > then ? -1 : 1))
          .slice(0, quota)
        store.set("answered", JSON.stringify(newest, texts))
      }),
    commit: Effect.fnUntraced(function* (state) {
      const before = yield* load
      // The index only grows: this is what protects a community's history from a bug anywhere else.
      if (Option.exists(before, ({ index }) => [...index].some(([key]) => !HashMap.has(state.index, key)))) {
        return yield* failure("commit", "Refused", "the index would lose an entry")
      }
      store.set("ledger", encode(state))
    })
  })
}
