/** What happened in a simulation, written down beside it: nothing in here is known to the nodes. */
import type { Cid } from "../../domain/codex/Cid.ts"
import type { ArchiveIndex } from "../../domain/history/ArchiveIndex.ts"
import type { MessageHash } from "../../domain/waku/WakuMessage.ts"
import type { Nanos } from "../../domain/Time.ts"
import type { Kind } from "./Scenario.ts"

/** A message of the community; without `id` it is garbage that nobody can read. */
export interface Said {
  readonly hash: MessageHash
  readonly timestamp: Nanos
  readonly id?: string
}

/** An index that a control node committed to have announced. */
export interface Published {
  readonly node: string
  readonly cid: Cid
  readonly index: ArchiveIndex
}

export interface Journal {
  readonly said: Map<MessageHash, Said>
  /** By control node: every message that its store took in. */
  readonly accepted: Map<string, Set<MessageHash>>
  /** By node: the ids of the records that it showed before any archive held them. */
  readonly own: Map<string, Set<string>>
  readonly published: Array<Published>
  /** Datasets that only an adversary ever named. */
  readonly forged: Set<Cid>
  /** By the number of a node: bytes that Codex gave it, of each dataset. */
  readonly given: Map<number, Map<Cid, number>>
  readonly faults: Map<Kind, number>
  /** What must never happen, as it happened. */
  readonly violations: Array<string>
}

export const make = (): Journal => ({
  said: new Map(),
  accepted: new Map(),
  own: new Map(),
  published: [],
  forged: new Set(),
  given: new Map(),
  faults: new Map(),
  violations: []
})

export const give = ({ given }: Journal, node: number, cid: Cid, bytes: number): void => {
  const own = given.get(node) ?? new Map<Cid, number>()
  given.set(node, own.set(cid, (own.get(cid) ?? 0) + bytes))
}

export const count = ({ faults }: Journal, kind: Kind): void => void faults.set(kind, (faults.get(kind) ?? 0) + 1)
