/** The libp2p protocol ids of Waku's services. Source: 66/WAKU2-METADATA, 19/WAKU2-LIGHTPUSH, 12/WAKU2-FILTER, 13/WAKU2-STORE. */
export const METADATA = "/vac/waku/metadata/1.0.0"
export const LIGHT_PUSH = "/vac/waku/lightpush/3.0.0"
export const LEGACY_LIGHT_PUSH = "/vac/waku/lightpush/2.0.0-beta1"
export const FILTER_SUBSCRIBE = "/vac/waku/filter-subscribe/2.0.0-beta1"
export const FILTER_PUSH = "/vac/waku/filter-push/2.0.0-beta1"
export const STORE = "/vac/waku/store-query/3.0.0"
