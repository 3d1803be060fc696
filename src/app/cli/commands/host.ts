/** `host`: the control nodes of many communities, over any number of processes and machines that share one Postgres. */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as os from "node:os"
import * as path from "node:path"
import { Progress } from "../../Progress.ts"
import * as CommunityList from "../CommunityList.ts"
import * as Composition from "../Composition.ts"
import * as Daemon from "../Daemon.ts"
import * as HostView from "../HostView.ts"
import * as Monitor from "../Monitor.ts"
import * as Output from "../Output.ts"
import { json } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Table from "../Table.ts"
import * as Units from "../Units.ts"

/** The engine takes a quarter of a second to load: only who hosts pays. */
const loaded = Effect.promise(() => import("../../host/Host.ts"))

const postgres = Flag.String("postgres").pipe(
  Flag.withMetavar("URL"),
  Flag.withDescription(
    "The Postgres that all runners share; a URL with a password is better given as COMMUNITY_HISTORY_POSTGRES"
  ),
  Flag.withFallbackConfig(Config.String("COMMUNITY_HISTORY_POSTGRES")),
  // Redacted before it is looked at: a refusal names the value that it refuses.
  Flag.map((text) => Redacted.make(text)),
  Flag.filter(
    (url) => /^postgres(?:ql)?:\/\//u.test(Redacted.value(url)) && URL.canParse(Redacted.value(url)),
    () => "this is no address of a Postgres; write for example postgres://user@127.0.0.1:5432/history"
  )
)

const span = (name: string, standard: string, what: string, least: number) =>
  Flag.String(name).pipe(
    Flag.withMetavar("SPAN"),
    Flag.withDescription(what),
    Flag.withDefault(standard),
    Flag.filterMap(
      (text) =>
        Option.filter(Duration.fromInput(text as Duration.Input), (given) => Duration.toMillis(given) >= least * 1000),
      (text) => `"${text}" is no span of at least ${least} seconds; write for example "${standard}"`
    )
  )

const lease = span(
  "lease",
  "20 seconds",
  "How long a runner that says nothing keeps its communities; the same for all",
  3
)

const place = (name: string, what: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("[HOST:]PORT"),
    Flag.withDescription(what),
    Flag.filterMap(
      (text) => Option.filter(Option.fromUndefinedOr(Monitor.parse(text)), ({ port }) => port > 0),
      (text) => `"${text}" is no address; write a port, or HOST:PORT`
    )
  )

const status = Command.make(
  "status",
  {
    postgres,
    lease,
    failing: Flag.Boolean("failing").pipe(
      Flag.withDescription("List the communities that fail, or that nobody runs"),
      Flag.withDefault(false)
    ),
    json
  },
  Effect.fn(function* (flags) {
    const { Board } = yield* loaded
    const { columns, unicode } = yield* Output.terminal
    const [runners, communities] = yield* Effect.gen(function* () {
      if (yield* Board.isThere()) return yield* Effect.all([Board.runners(flags.lease), Board.communities(flags.lease)])
      return yield* Shared.refuse(
        "--postgres",
        "no host was ever started on this database; `host --communities …` starts one"
      )
    }).pipe(Effect.provide(Composition.locks(flags.postgres)))
    const wrong = communities.filter(({ alive, state }) => !alive || state === "failing")
    const listed = flags.failing ? wrong : communities
    if (flags.json) return yield* Output.json({ runners, communities: listed })
    const sight = { runner: "", here: [], runners }
    const table = Table.render(
      [
        { title: "community", align: "left", flexible: true, min: 12 },
        { title: "name", align: "left", flexible: true },
        { title: "runner", align: "left", flexible: true },
        { title: "archives", align: "right" },
        { title: "state", align: "left" },
        { title: "error", align: "left", flexible: true, min: 8 }
      ],
      listed.map(({ alive, archives, community, error, name, runner, state }) => [
        community,
        name,
        runner ?? "nobody",
        Units.count(archives),
        alive ? state : "not run",
        error
      ]),
      columns,
      unicode
    )
    yield* Output.print(
      [
        HostView.picture(sight, columns, unicode),
        ...(listed.length === 0 ? [] : [table]),
        `${Units.count(communities.length)} communities, ${Units.count(wrong.length)} of them failing or not run`
      ].join("\n\n")
    )
  })
).pipe(Command.withDescription("Which runner runs which communities, and which of them fail"))

export const host = Command.make(
  "host",
  {
    communities: Flag.String("communities").pipe(
      Flag.withMetavar("PATH"),
      Flag.withDescription("A file that lists communities, a folder of homes that `init` made, or one such home"),
      Flag.map((given) => path.resolve(given)),
      Flag.atLeast(1)
    ),
    postgres,
    listen: place("listen", "Where the other runners reach this one").pipe(
      Flag.withDefault({ host: "127.0.0.1", port: 34_431 })
    ),
    address: place("address", "How the other runners call this one, where it is not what it listens on").pipe(
      Flag.optional
    ),
    archives: Flag.String("archives").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("The folder of all archive files; machines may share it, or have one each"),
      Flag.withDefault(path.join(os.homedir(), ".community-history", "archives")),
      Flag.map((folder) => path.resolve(folder))
    ),
    lease,
    turns: Flag.Int("turns").pipe(
      Flag.withDescription("How many communities of this process start or seal at once"),
      Flag.withDefault(16),
      Flag.filter(
        (turns) => turns >= 1 && turns <= 1000,
        (turns) => `${turns} is not from 1 to 1000`
      )
    ),
    json
  },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const { unicode } = yield* Output.terminal
    const view = HostView.make({
      mode: flags.json ? "json" : process.stderr.isTTY ? "live" : "lines",
      columns: process.stderr.columns ?? 100,
      unicode,
      write: (text) => void process.stderr.write(text),
      print: (line) => void process.stdout.write(`${line}\n`)
    })
    const address = Option.getOrElse(flags.address, () => flags.listen)
    const writer = `${address.host}-${address.port}`.replaceAll(/[^\w.-]/gu, "-")
    const host = Effect.gen(function* () {
      const communities = yield* CommunityList.read(flags.communities)
      yield* (yield* Progress).note(`${Units.count(communities.length)} communities are listed`)
      const Host = yield* loaded
      return yield* Daemon.run(
        `runner ${address.host}:${address.port}`,
        Host.run(
          communities,
          (community) => Composition.hosted(community, flags.archives, writer),
          Composition.locks(flags.postgres),
          {
            listen: flags.listen,
            address,
            lease: flags.lease,
            fleet: { ...Host.defaults, lease: flags.lease, turns: flags.turns }
          },
          view.show,
          Duration.seconds(1)
        ).pipe(Effect.provide(Layer.merge(Composition.hosting(network), Composition.postgres(flags.postgres))))
      )
    })
    return yield* Effect.provideService(host, Progress, view.reporter)
  })
).pipe(
  Command.withDescription(
    "Keep the history of many communities until it is stopped (Ctrl-C), on one machine or several that share one Postgres"
  ),
  Command.withSubcommands([status])
)
