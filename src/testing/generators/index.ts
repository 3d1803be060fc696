/** Generators for fast-check: small worlds in which edges meet often. */
export * as Archives from "./archive.ts"
export * as Codex from "./codex.ts"
export * as Communities from "./community.ts"
export * as Histories from "./history.ts"
export * as Messages from "./messages.ts"
