/** `init`: the community key and the folder of a control node. */
import * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as fs from "node:fs/promises"
import * as Bytes from "../../../domain/Bytes.ts"
import * as PublicKey from "../../../domain/community/PublicKey.ts"
import * as Window from "../../../domain/history/Window.ts"
import { ControlKey } from "../../../ports/ControlKey.ts"
import { Progress } from "../../Progress.ts"
import * as ChannelBook from "../../ChannelBook.ts"
import { now } from "../../Now.ts"
import * as Spans from "../../Spans.ts"
import * as Advice from "../Advice.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import * as Output from "../Output.ts"
import type { NetworkName } from "../../../domain/waku/Topic.ts"
import { home, json, profile, refuse } from "../Shared.ts"
import * as Shared from "../Shared.ts"

const name = Flag.String("name").pipe(Flag.withMetavar("NAME"), Flag.withDescription("What the community is called"))

const key = Flag.String("key").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription("Take the private key in this file (hexadecimal) instead of making one"),
  Flag.optional
)

const window = Flag.String("window").pipe(
  Flag.withMetavar("SPAN"),
  Flag.withDescription("How much time one archive covers; fixed for the community from now on"),
  Flag.withFallbackConfig(Config.String("COMMUNITY_HISTORY_WINDOW")),
  Flag.withDefault("7 days"),
  Flag.filterMap(
    (text) =>
      Option.filter(
        Duration.fromInput(text as Duration.Input),
        (span) => Duration.toMillis(span) >= 1000 && Spans.fromDuration(span) <= Window.LONGEST
      ),
    (text) => `"${text}" is no span of time of at least a second and at most 366 days; write for example "7 days"`
  )
)

const readKey = (file: string) =>
  Effect.gen(function* () {
    const text = yield* Effect.tryPromise({
      try: () => fs.readFile(file, "utf8"),
      catch: (cause) => new Home.HomeFailure({ home: file, detail: Advice.of(cause) })
    })
    const secret = Bytes.fromHex(text.trim())
    return secret?.length === 32
      ? secret
      : yield* refuse(file, "this file holds no private key: 64 hexadecimal digits are expected")
  })

export const create = Effect.fn("cli.create")(function* (
  folder: string,
  name: string,
  window: bigint,
  secret: Uint8Array | undefined,
  profile: NetworkName
) {
  if (name.trim() === "") return yield* refuse("--name", "the community needs a name")
  const existing = yield* Home.find(folder)
  if (existing !== undefined) {
    return yield* refuse(folder, `here lives ${existing.community} already; choose another --home`)
  }
  yield* Effect.tryPromise({
    try: () => fs.mkdir(folder, { recursive: true }),
    catch: (cause) => new Home.HomeFailure({ home: folder, detail: Advice.of(cause) })
  })
  // A key without community.json is what an interrupted `init` leaves: it is taken up again.
  yield* Composition.createKey(Home.keyFile(folder), secret).pipe(
    Effect.provide(Composition.crypto),
    Effect.catchIf(
      (failure) => failure._tag === "KeyFailure" && failure.reason === "Exists" && secret === undefined,
      () => Effect.void
    )
  )
  const publicKey = yield* Effect.map(ControlKey, (control) => control.publicKey).pipe(
    Effect.provide(Composition.key(Home.keyFile(folder)))
  )
  const community = PublicKey.toCommunityId(publicKey)
  return yield* Home.create(
    { folder, role: "control", community, name, createdAt: yield* now, window, profile },
    Composition.createStores
  )
})

export const init = Command.make(
  "init",
  { home, name, key, window, profile, json },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const secret = Option.isSome(flags.key) ? yield* readKey(flags.key.value) : undefined
    const created = yield* create(
      flags.home,
      flags.name,
      Spans.fromDuration(flags.window),
      secret,
      Option.getOrElse(flags.profile, (): NetworkName => "spec")
    )
    // The community exists; whoever archives describes it as soon as the network is there.
    yield* ChannelBook.addChannels(created.name, []).pipe(
      Effect.catchTag("WakuFailure", ({ message }) =>
        Effect.flatMap(Progress, (progress) =>
          progress.note(`${message}; \`archive\` or \`control\` publishes the description`)
        )
      ),
      Effect.provide(Composition.keyed(created, network))
    )
    yield* flags.json
      ? Output.json({ community: created.community, home: created.folder })
      : Output.print(created.community)
  })
).pipe(
  Command.withDescription("Create a community: its key and the folder of its control node; prints the community id")
)
