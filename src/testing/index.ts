/**
 * `community-history/testing`: the contract of every port, the laws of the specification, and generators of its values.
 * Needs `vitest`, `@effect/vitest` and `fast-check` beside it. `FC_NUM_RUNS` says how often each property runs.
 *
 * @module community-history/testing
 */
export { archiveFolderContract } from "./contract/ArchiveFolder.ts"
export { codexContract } from "./contract/Codex.ts"
export { controlKeyContract } from "./contract/ControlKey.ts"
export { digestContract } from "./contract/Digest.ts"
export { historyStoreContract } from "./contract/HistoryStore.ts"
export { inflateContract } from "./contract/Inflate.ts"
export { ledgerContract } from "./contract/Ledger.ts"
export { messageStoreContract } from "./contract/MessageStore.ts"
export { mlsGroupContract } from "./contract/MlsGroup.ts"
export type { Place, Sharing } from "./contract/Place.ts"
export { protocolStoreContract } from "./contract/ProtocolStore.ts"
export { signaturesContract } from "./contract/Signatures.ts"
export { wakuContract } from "./contract/Waku.ts"
export * as Generators from "./generators/index.ts"
export * as Simulator from "./simulator/index.ts"
export type * from "./laws/Implementation.ts"
export { laws } from "./laws/index.ts"
export { reference } from "./laws/reference.ts"
