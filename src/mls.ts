/**
 * `community-history/mls`: MLS for the port `MlsGroup`, on ts-mls.
 *
 * @module community-history/mls
 */
export * as MlsTs from "./adapters/mls-ts/MlsGroup.ts"
