/**
 * The cluster: runner processes that share one Postgres, and the shards that each of them holds.
 *
 * A community is a singleton of the engine, in the shard that its id falls into. A shard is held under an advisory lock of
 * Postgres, which ends with the session of its holder; whoever the engine assigns the shard to then starts its singletons
 * without being asked. An entity would need a stored message to be started and to be kept alive, and a mailbox each. A
 * singleton that runs elsewhere costs one entry of a map here. No message is ever sent between runners but the pings that
 * tell which of them live.
 */
import * as NodeClusterSocket from "@effect/platform-node/NodeClusterSocket"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as MessageStorage from "effect/cluster/MessageStorage"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SocketRunner from "effect/cluster/SocketRunner"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as SqlClient from "effect/sql/SqlClient"

export interface Place {
  readonly host: string
  readonly port: number
}

export interface Options {
  /** Where this process listens. */
  readonly listen: Place
  /** Under which address the other runners reach it; also its name. */
  readonly address: Place
  /** How long a runner that says nothing keeps its communities. */
  readonly lease: Duration.Duration
}

/**
 * The schema of all tables of a host. It is always named: which schema an unqualified name means depends on the user of the
 * database, and can change while runners run.
 */
export const SCHEMA = "community_history_host"

/** Of every table that the engine makes. */
export const PREFIX = `${SCHEMA}.cluster`

/** Any number; the same in every release. */
const MIGRATING = 7_201_893

export const nameOf = ({ host, port }: Place): string => `${host}:${port}`

/** One process at a time makes the tables; the others wait for it. */
export const migrating = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql.withTransaction(Effect.andThen(sql`SELECT pg_advisory_xact_lock(${MIGRATING})`, work))
  )

const storage = Layer.unwrap(
  Effect.as(
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      migrating(
        Effect.andThen(
          sql`CREATE SCHEMA IF NOT EXISTS ${sql(SCHEMA)}`,
          Layer.build(SqlRunnerStorage.layerMigrations({ prefix: PREFIX }))
        )
      )
    ),
    SqlRunnerStorage.layerStorage({ prefix: PREFIX })
  )
)

/** Enough that a few runners share them evenly, few enough that thousands of communities make no thousands of locks. */
const SHARDS = 256

const configuration = ({ address, lease, listen }: Options) =>
  ShardingConfig.layer({
    runnerAddress: Option.some(RunnerAddress.make(address.host, address.port)),
    runnerListenAddress: Option.some(RunnerAddress.make(listen.host, listen.port)),
    shardsPerGroup: SHARDS,
    shardLockExpiration: lease,
    shardLockRefreshInterval: Duration.divideUnsafe(lease, 4),
    entityMessagePollInterval: Duration.seconds(2),
    refreshAssignmentsInterval: Duration.seconds(1),
    runnerHealthCheckInterval: Duration.divideUnsafe(lease, 2)
  })

/** Ends with its shards handed over. */
export const layer = (options: Options) => {
  const health = RunnerHealth.layerPing.pipe(
    Layer.provide(Runners.layerRpc),
    Layer.provide(NodeClusterSocket.layerClientProtocol)
  )
  return SocketRunner.layer.pipe(
    Layer.provide([NodeClusterSocket.layerSocketServer, NodeClusterSocket.layerClientProtocol]),
    Layer.provide(health),
    Layer.provide(MessageStorage.layerNoop),
    Layer.provide(storage),
    Layer.provide(configuration(options)),
    Layer.provide(RpcSerialization.layerSchemaBinary())
  )
}
