/**
 * What a light client and a service node of Waku say to each other, as values. Embedded messages stay the bytes that came:
 * nothing of a message is lost on its way through a service. Decoders never throw. Source: 13/WAKU2-STORE, 19/WAKU2-LIGHTPUSH,
 * 12/WAKU2-FILTER, 66/WAKU2-METADATA; CHA-81…85.
 */
import type Long from "long"
import protobuf from "protobufjs/minimal.js"
import * as Result from "effect/Result"
import { services } from "./generated.js"
import type { WireError } from "./Wire.ts"

const decoded = <A>(message: string, decode: () => A): Result.Result<A, WireError> =>
  Result.try({
    try: decode,
    catch: (cause): WireError => ({
      _tag: "WireError",
      message,
      why: cause instanceof Error ? cause.message : "it does not decode"
    })
  })

const optional = <A>(value: A | null | undefined): A | undefined => value ?? undefined
/** The class that the codec itself uses: an import would bring another copy of the library. */
const { Long: Wide } = protobuf.util as unknown as { readonly Long: typeof Long }
const signed = (value: bigint | undefined): Long | null => (value === undefined ? null : Wide.fromBigInt(value, false))
const bigintOf = (value: number | Long | null | undefined): bigint | undefined =>
  value === null || value === undefined ? undefined : typeof value === "number" ? BigInt(value) : value.toBigInt()

/** Bounds in nanoseconds, `from` inclusive, `to` exclusive (CHA-82). `cursor`: the hash of the last message seen. */
export interface StoreQuery {
  readonly requestId: string
  readonly includeData: boolean
  readonly pubsubTopic: string | undefined
  readonly contentTopics: ReadonlyArray<string>
  readonly from: bigint | undefined
  readonly to: bigint | undefined
  readonly hashes: ReadonlyArray<Uint8Array>
  readonly cursor: Uint8Array | undefined
  readonly forward: boolean
  readonly limit: number | undefined
}

export const encodeStoreQuery = (query: StoreQuery): Uint8Array =>
  services.StoreQueryRequest.encode({
    requestId: query.requestId,
    includeData: query.includeData,
    pubsubTopic: query.pubsubTopic ?? null,
    contentTopics: [...query.contentTopics],
    timeStart: signed(query.from),
    timeEnd: signed(query.to),
    messageHashes: [...query.hashes],
    paginationCursor: query.cursor ?? null,
    paginationForward: query.forward,
    paginationLimit: query.limit ?? null
  }).finish()

/** More cannot be counted exactly; no node gives as many. */
const MAX_LIMIT = BigInt(Number.MAX_SAFE_INTEGER)

export const decodeStoreQuery = (bytes: Uint8Array): Result.Result<StoreQuery, WireError> =>
  decoded("StoreQueryRequest", () => {
    const value = services.StoreQueryRequest.decode(bytes)
    const limit = bigintOf(value.paginationLimit)
    return {
      requestId: value.requestId,
      includeData: value.includeData,
      pubsubTopic: optional(value.pubsubTopic),
      contentTopics: value.contentTopics,
      from: bigintOf(value.timeStart),
      to: bigintOf(value.timeEnd),
      hashes: value.messageHashes,
      cursor: optional(value.paginationCursor),
      forward: value.paginationForward,
      limit: limit === undefined ? undefined : Number(limit > MAX_LIMIT ? MAX_LIMIT : limit)
    }
  })

/** What every service answers: a status as in HTTP, and a reason in words. */
export interface Status {
  readonly requestId: string
  readonly status: number
  readonly why: string
}

export interface StoreEntry {
  readonly hash: Uint8Array | undefined
  readonly message: Uint8Array | undefined
  readonly pubsubTopic: string | undefined
}

export interface StoreAnswer extends Status {
  readonly entries: ReadonlyArray<StoreEntry>
  /** Where the next page begins; none: there is none. */
  readonly cursor: Uint8Array | undefined
}

export const encodeStoreAnswer = (answer: StoreAnswer): Uint8Array =>
  services.StoreQueryResponse.encode({
    requestId: answer.requestId,
    statusCode: answer.status,
    statusDesc: answer.why,
    messages: answer.entries.map(({ hash, message, pubsubTopic }) => ({
      messageHash: hash ?? null,
      message: message ?? null,
      pubsubTopic: pubsubTopic ?? null
    })),
    paginationCursor: answer.cursor ?? null
  }).finish()

export const decodeStoreAnswer = (bytes: Uint8Array): Result.Result<StoreAnswer, WireError> =>
  decoded("StoreQueryResponse", () => {
    const value = services.StoreQueryResponse.decode(bytes)
    return {
      requestId: value.requestId,
      status: value.statusCode ?? 0,
      why: value.statusDesc ?? "",
      entries: value.messages.map(({ message, messageHash, pubsubTopic }) => ({
        hash: optional(messageHash),
        message: optional(message),
        pubsubTopic: optional(pubsubTopic)
      })),
      cursor: optional(value.paginationCursor)
    }
  })

/** `message` is an encoded WakuMessage. */
export interface Push {
  readonly requestId: string
  readonly pubsubTopic: string
  readonly message: Uint8Array
}

export const encodePush = (push: Push): Uint8Array => services.LightPushRequest.encode(push).finish()

export const decodePush = (bytes: Uint8Array): Result.Result<Push, WireError> =>
  decoded("LightPushRequest", () => {
    const value = services.LightPushRequest.decode(bytes)
    return {
      requestId: value.requestId,
      pubsubTopic: value.pubsubTopic ?? "",
      message: value.message ?? new Uint8Array()
    }
  })

export const encodePushAnswer = (answer: Status): Uint8Array =>
  services.LightPushResponse.encode({
    requestId: answer.requestId,
    statusCode: answer.status,
    statusDesc: answer.why
  }).finish()

export const decodePushAnswer = (bytes: Uint8Array): Result.Result<Status, WireError> =>
  decoded("LightPushResponse", () => {
    const value = services.LightPushResponse.decode(bytes)
    return { requestId: value.requestId, status: value.statusCode, why: value.statusDesc ?? "" }
  })

/** The older light push, of nodes that have no other. */
export const encodeLegacyPush = ({ message, pubsubTopic, requestId }: Push): Uint8Array =>
  services.LegacyPushRpc.encode({ requestId, request: { pubsubTopic, message } }).finish()

export const decodeLegacyPush = (bytes: Uint8Array): Result.Result<Push, WireError> =>
  decoded("PushRPC", () => {
    const { request, requestId } = services.LegacyPushRpc.decode(bytes)
    return {
      requestId,
      pubsubTopic: request?.pubsubTopic ?? "",
      message: request?.message ?? new Uint8Array()
    }
  })

export const encodeLegacyPushAnswer = (answer: {
  readonly requestId: string
  readonly accepted: boolean
  readonly why: string
}): Uint8Array =>
  services.LegacyPushRpc.encode({
    requestId: answer.requestId,
    response: { isSuccess: answer.accepted, info: answer.why }
  }).finish()

/** In the terms of its successor: 200, or 503. */
export const decodeLegacyPushAnswer = (bytes: Uint8Array): Result.Result<Status, WireError> =>
  decoded("PushRPC", () => {
    const { requestId, response } = services.LegacyPushRpc.decode(bytes)
    return { requestId, status: response?.isSuccess === true ? 200 : 503, why: response?.info ?? "" }
  })

const FILTER_TYPES = ["ping", "subscribe", "unsubscribe", "unsubscribe-all"] as const

export interface FilterRequest {
  readonly requestId: string
  readonly type: (typeof FILTER_TYPES)[number]
  readonly pubsubTopic: string | undefined
  readonly contentTopics: ReadonlyArray<string>
}

export const encodeFilterRequest = (request: FilterRequest): Uint8Array =>
  services.FilterRequest.encode({
    requestId: request.requestId,
    type: FILTER_TYPES.indexOf(request.type),
    pubsubTopic: request.pubsubTopic ?? null,
    contentTopics: [...request.contentTopics]
  }).finish()

export const decodeFilterRequest = (bytes: Uint8Array): Result.Result<FilterRequest, WireError> =>
  decoded("FilterSubscribeRequest", () => {
    const value = services.FilterRequest.decode(bytes)
    const type = FILTER_TYPES[value.type]
    if (type === undefined) throw new Error(`its type ${value.type} is unknown`)
    return {
      requestId: value.requestId,
      type,
      pubsubTopic: optional(value.pubsubTopic),
      contentTopics: value.contentTopics
    }
  })

export const encodeFilterAnswer = (answer: Status): Uint8Array =>
  services.FilterResponse.encode({
    requestId: answer.requestId,
    statusCode: answer.status,
    statusDesc: answer.why
  }).finish()

export const decodeFilterAnswer = (bytes: Uint8Array): Result.Result<Status, WireError> =>
  decoded("FilterSubscribeResponse", () => {
    const value = services.FilterResponse.decode(bytes)
    return { requestId: value.requestId, status: value.statusCode, why: value.statusDesc ?? "" }
  })

/** A message that a service node sends on to who subscribed. */
export type FilterPush = Omit<Push, "requestId">

export const encodeFilterPush = (push: FilterPush): Uint8Array => services.FilterPush.encode(push).finish()

export const decodeFilterPush = (bytes: Uint8Array): Result.Result<FilterPush, WireError> =>
  decoded("MessagePush", () => {
    const value = services.FilterPush.decode(bytes)
    return { pubsubTopic: value.pubsubTopic ?? "", message: value.message ?? new Uint8Array() }
  })

/** Which network a node is of. */
export interface Metadata {
  readonly cluster: number | undefined
  readonly shards: ReadonlyArray<number>
}

export const encodeMetadata = ({ cluster, shards }: Metadata): Uint8Array =>
  services.Metadata.encode({ clusterId: cluster ?? null, shards: [...shards] }).finish()

export const decodeMetadata = (bytes: Uint8Array): Result.Result<Metadata, WireError> =>
  decoded("WakuMetadata", () => {
    const value = services.Metadata.decode(bytes)
    return { cluster: optional(value.clusterId), shards: value.shards }
  })
