/** `devnet`: the real protocols on this machine alone. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Topic from "../../../domain/waku/Topic.ts"
import * as Daemon from "../Daemon.ts"
import * as Output from "../Output.ts"
import { json } from "../Shared.ts"
import * as Shared from "../Shared.ts"

const port = (name: string, standard: number, what: string) =>
  Flag.Int(name).pipe(
    Flag.withMetavar("PORT"),
    Flag.withDescription(`${what}; 0 takes any free port`),
    Flag.withDefault(standard),
    Flag.filter(
      (value) => value >= 0 && value <= 65_535,
      (value) => `${value} is no port`
    )
  )

const ttl = Flag.String("ttl").pipe(
  Flag.withMetavar("SPAN"),
  Flag.withDescription("How long a dataset is kept after it was last stored"),
  Flag.withDefault("30 days"),
  Flag.filterMap(
    (text) => Option.map(Duration.fromInput(text as Duration.Input), Duration.toMillis),
    (text) => `"${text}" is no span of time; write for example "30 days"`
  )
)

const quota = Flag.Int("quota").pipe(
  Flag.withMetavar("BYTES"),
  Flag.withDescription("How much the Codex server stores"),
  Flag.withDefault(20 * 1024 ** 3)
)

const shards = [
  ...new Set(
    Object.values(Topic.networks).flatMap(({ content, control }) =>
      [content, control].map((topic) => Topic.shardOf(topic).shard)
    )
  )
]

export const devnet = Command.make(
  "devnet",
  {
    codexPort: port("codex-port", 8080, "Where the Codex REST API answers"),
    wakuPort: port("waku-port", 8000, "Where the Waku service node listens, over websockets"),
    api: Flag.Literals("codex-api", ["storage", "codex"]).pipe(
      Flag.withDescription("The generation of the REST API: /api/storage/v1 or /api/codex/v1"),
      Flag.withDefault("storage" as const)
    ),
    ttl,
    quota,
    json
  },
  Effect.fn(function* (flags) {
    const { folder } = yield* Shared.network
    // Half a second to load: only who needs it pays.
    const Devnet = yield* Effect.promise(() => import("../../devnet/Composition.ts"))
    const served = yield* Devnet.serve({
      folder,
      codex: { port: flags.codexPort, dialect: flags.api, quota: flags.quota, ttl: flags.ttl },
      waku: { port: flags.wakuPort, cluster: Topic.shardOf(Topic.specNetwork.content).cluster, shards }
    })
    const { address } = served.waku
    yield* flags.json
      ? Output.json({ codex: served.codex.url, waku: address })
      : Output.print(`--codex ${served.codex.url} --waku ${address}`)
    return yield* Daemon.run(`local network in ${folder}`, Effect.never)
  }, Effect.scoped)
).pipe(
  Command.withDescription(
    "Run a Codex server and a Waku service node on this machine; prints the flags that let a node use them"
  )
)
