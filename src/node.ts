/**
 * `community-history/node`: the adapters that need Node.
 *
 * @module community-history/node
 */
export * as CodexFolder from "./adapters/codex-folder/Codex.ts"
export * as CodexHttp from "./adapters/codex-http/Codex.ts"
export * as FilesFolder from "./adapters/files-folder/ArchiveFolder.ts"
export * as KeyFile from "./adapters/key-file/ControlKey.ts"
export * as NativeDigest from "./adapters/crypto-node/Digest.ts"
export * as NativeInflate from "./adapters/crypto-node/Inflate.ts"
export * as NativeSignatures from "./adapters/crypto-node/Signatures.ts"
export * as StoresSqlite from "./adapters/stores-sqlite/Stores.ts"
export * as WakuLocal from "./adapters/waku-local/Waku.ts"
