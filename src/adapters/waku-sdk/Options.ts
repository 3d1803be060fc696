/** What a host says of the network and of its patience. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface Options {
  /** Multiaddrs of service nodes, in the order of preference; `/ws`, `/wss` or `/tls/ws`, best with `/p2p/PEER`. */
  readonly peers: ReadonlyArray<string>
  readonly cluster: number
  /** Until a connection stands and the peer has said which network it is of. */
  readonly dialDeadline?: Duration.Input
  /** Until a request is answered: light push, filter, ping. */
  readonly requestDeadline?: Duration.Input
  /** Until a page of a store query is there. */
  readonly pageDeadline?: Duration.Input
  /** How long a call waits for any peer to be connected. */
  readonly patience?: Duration.Input
  /** How often peers and subscriptions are asked whether they still stand. */
  readonly keepAlive?: Duration.Input
  /** How often what was pushed is compared with what the stores have. */
  readonly reconcile?: Duration.Input
  /** The longest pause between two attempts of anything. */
  readonly longestPause?: Duration.Input
  /** The longest span one store query asks for; nodes refuse more than 24 hours. */
  readonly slice?: Duration.Input
  /** How far back stores are asked (CHA-01). */
  readonly reach?: Duration.Input
  /** How often a store query is tried again before it fails. */
  readonly attempts?: number
  /** What one store may answer for one slice; one that sends more is not believed. */
  readonly storeMessages?: number
  readonly storeBytes?: number
  /** Bytes of messages that wait for a slow listener; then the streams of the peers wait with it. */
  readonly waitingBytes?: number
  /** Tells a person of peers that come, go, or cannot be used. */
  readonly notice?: (text: string) => Effect.Effect<void>
}

export interface Resolved {
  readonly peers: ReadonlyArray<string>
  readonly cluster: number
  readonly dialDeadline: Duration.Duration
  readonly requestDeadline: Duration.Duration
  readonly pageDeadline: Duration.Duration
  readonly patience: Duration.Duration
  readonly keepAlive: Duration.Duration
  readonly reconcile: Duration.Duration
  readonly longestPause: Duration.Duration
  readonly slice: Duration.Duration
  readonly reach: Duration.Duration
  readonly attempts: number
  readonly storeMessages: number
  readonly storeBytes: number
  readonly waitingBytes: number
  readonly notice: (text: string) => Effect.Effect<void>
}

export const resolve = (options: Options): Resolved => ({
  peers: options.peers,
  cluster: options.cluster,
  dialDeadline: Duration.fromInputUnsafe(options.dialDeadline ?? "10 seconds"),
  requestDeadline: Duration.fromInputUnsafe(options.requestDeadline ?? "10 seconds"),
  pageDeadline: Duration.fromInputUnsafe(options.pageDeadline ?? "30 seconds"),
  patience: Duration.fromInputUnsafe(options.patience ?? "10 seconds"),
  keepAlive: Duration.fromInputUnsafe(options.keepAlive ?? "15 seconds"),
  reconcile: Duration.fromInputUnsafe(options.reconcile ?? "5 minutes"),
  longestPause: Duration.fromInputUnsafe(options.longestPause ?? "10 seconds"),
  slice: Duration.fromInputUnsafe(options.slice ?? "24 hours"),
  reach: Duration.fromInputUnsafe(options.reach ?? "31 days"),
  attempts: options.attempts ?? 5,
  storeMessages: options.storeMessages ?? 10_000_000,
  storeBytes: options.storeBytes ?? 16 * 1024 ** 3,
  waitingBytes: options.waitingBytes ?? 64 * 1024 ** 2,
  notice: options.notice ?? (() => Effect.void)
})
