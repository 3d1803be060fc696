/** Flags that several commands take, and where the network folder is. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as os from "node:os"
import * as path from "node:path"
import { multiaddr } from "@multiformats/multiaddr"
import * as PublicKey from "../../domain/community/PublicKey.ts"
import { HomeFailure } from "./Home.ts"
import * as Instant from "./Instant.ts"

export const home = Flag.String("home").pipe(
  Flag.withMetavar("DIR"),
  Flag.withDescription("The folder of this node"),
  Flag.withFallbackConfig(Config.String("COMMUNITY_HISTORY_HOME")),
  Flag.map((folder) => path.resolve(folder))
)

export const json = Flag.Boolean("json").pipe(
  Flag.withDescription("Print for programs, not for people"),
  Flag.withDefault(false)
)

export const community = Flag.String("community").pipe(
  Flag.withMetavar("ID"),
  Flag.withDescription("The community id: 0x and 66 hexadecimal digits"),
  Flag.mapTryCatch(
    (text) => {
      const id = PublicKey.parseCommunityId(text)
      if (id === undefined) throw new Error("refused")
      return id
    },
    () => "this is no community id; it has 0x and 66 hexadecimal digits, as `init` prints it"
  )
)

export const select = Flag.String("select").pipe(
  Flag.withMetavar("all|latest|FROM..TO"),
  Flag.withDescription(
    "Which archives to restore; FROM and TO are dates or instants (ISO 8601, your time zone unless they name one), either may be left out"
  ),
  Flag.withDefault("all"),
  Flag.mapTryCatch(
    (text) => {
      const selection = Instant.parseSelection(text)
      if (Result.isFailure(selection)) throw new Error(selection.failure.why)
      return selection.success
    },
    (error) => (error instanceof Error ? error.message : "this selects nothing")
  )
)

export const files = Argument.String("FILE").pipe(
  Argument.withDescription("Exports of DiscordChatExporter in JSON, one channel a file"),
  Argument.atLeast(1)
)

const checked =
  (parse: (text: string) => unknown, problem: string) =>
  (text: string): string => {
    try {
      parse(text)
      return text
    } catch {
      throw new Error(`"${text}" ${problem}`)
    }
  }

const codexUrl = checked((text) => {
  const { password, protocol, username } = new URL(text)
  if (protocol !== "http:" && protocol !== "https:") throw new Error("refused")
  // Nodes ask for none, and it would stand in every message.
  if (username !== "" || password !== "") throw new Error("refused")
}, "is no address of a Codex node; write for example http://127.0.0.1:8080, without a password")

const wakuAddress = checked(
  multiaddr,
  "is no address of a Waku node; write for example /ip4/127.0.0.1/tcp/8000/ws/p2p/16Uiu2…"
)

const addresses = (name: string, metavar: string, description: string, check: (text: string) => string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
    Flag.mapTryCatch(check, (error) => (error instanceof Error ? error.message : "this is no address")),
    Flag.atLeast(0)
  )

/** The root command: its flags are accepted before and after the name of any command. */
export const root = Command.make("community-history").pipe(
  Command.withDescription("Keeps the whole message history of a Waku community, for ever, on Codex"),
  Command.withSharedFlags({
    codex: addresses("codex", "URL", "A Codex (Logos Storage) node; may be given several times", codexUrl),
    waku: addresses("waku", "MULTIADDR", "A Waku service node; may be given several times", wakuAddress),
    network: Flag.String("network").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription("The folder that the nodes of this machine share in place of Codex and Waku"),
      Flag.withFallbackConfig(Config.String("COMMUNITY_HISTORY_NETWORK")),
      Flag.withDefault(path.join(os.homedir(), ".community-history", "network")),
      Flag.map((folder) => path.resolve(folder))
    ),
    config: Flag.String("config").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Settings in JSON; the environment and flags override them"),
      Flag.optional
    )
  })
)

/** What stands for the network: real nodes where any are named, else the shared folder. */
export interface Network {
  readonly folder: string
  readonly codex: ReadonlyArray<string>
  readonly waku: ReadonlyArray<string>
}

/** Only the folder. */
export const localNetwork = (folder: string): Network => ({ folder, codex: [], waku: [] })

const configured = (variable: string, given: ReadonlyArray<string>, check: (text: string) => string) =>
  given.length > 0
    ? Effect.succeed(given)
    : Effect.flatMap(Config.String(variable).pipe(Config.withDefault("")), (text) =>
        Effect.try({
          try: () =>
            text
              .split(/[\s,]+/)
              .filter((part) => part !== "")
              .map(check),
          catch: (cause) =>
            new HomeFailure({ home: variable, detail: cause instanceof Error ? cause.message : String(cause) })
        })
      )

/** By flags, else by the environment or the configuration file. */
export const network = Effect.gen(function* () {
  const flags = yield* root
  return {
    folder: flags.network,
    codex: yield* configured("COMMUNITY_HISTORY_CODEX", flags.codex, codexUrl),
    waku: yield* configured("COMMUNITY_HISTORY_WAKU", flags.waku, wakuAddress)
  } satisfies Network
})

/** Fixed for a home when it is made. */
export const profile = Flag.Literals("profile", ["spec", "status", "status-prod"]).pipe(
  Flag.withDescription("The Waku network of the community: cluster and shards; fixed when the home is made"),
  Flag.withFallbackConfig(Config.Literals(["spec", "status", "status-prod"], "COMMUNITY_HISTORY_PROFILE")),
  Flag.optional
)

/** A problem with what the user gave on the command line, in the words of the command. */
export const refuse = (subject: string, detail: string) => Effect.fail(new HomeFailure({ home: subject, detail }))
