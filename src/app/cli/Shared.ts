/** Flags that several commands take, and where the network folder is. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as os from "node:os"
import * as path from "node:path"
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

/** The root command: its flags are accepted before and after the name of any command. */
export const root = Command.make("community-history").pipe(
  Command.withDescription("Keeps the whole message history of a Waku community, for ever, on Codex"),
  Command.withSharedFlags({
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

/** A problem with what the user gave on the command line, in the words of the command. */
export const refuse = (subject: string, detail: string) => Effect.fail(new HomeFailure({ home: subject, detail }))
