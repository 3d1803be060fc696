/**
 * `community-history/waku-sdk`: Waku over real service nodes. Apart from the rest because libp2p takes half a second to load.
 *
 * @module community-history/waku-sdk
 */
export * as WakuSdk from "./adapters/waku-sdk/Waku.ts"
