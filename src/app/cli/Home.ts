/**
 * A home: the folder of one node. `community.json` says whose it is, `key` (control node only) is the community key,
 * `history.db` holds messages and records, `<community id>/` the archive and index files.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import type { CommunityId } from "../../domain/community/PublicKey.ts"
import * as PublicKey from "../../domain/community/PublicKey.ts"
import type { NetworkName } from "../../domain/waku/Topic.ts"
import * as Advice from "./Advice.ts"

/** Something about the home stands in the way; the message says what to do. */
export class HomeFailure extends Schema.TaggedError<HomeFailure>()("HomeFailure", {
  home: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `${this.home}: ${this.detail}`
  }
}

const CommunityFile = Schema.Struct({
  format: Schema.Literal(1),
  role: Schema.Literals(["control", "member"]),
  community: Schema.String,
  name: Schema.String,
  /** Nanoseconds. */
  createdAt: Schema.BigInt,
  window: Schema.BigInt,
  /** Cluster and shards; `spec` where it is absent. */
  profile: Schema.optionalKey(Schema.Literals(["spec", "status", "status-prod"]))
})

const CommunityJson = Schema.fromJsonString(Schema.toCodecJson(CommunityFile))

export interface Home {
  readonly folder: string
  readonly role: "control" | "member"
  readonly community: CommunityId
  readonly name: string
  readonly createdAt: bigint
  readonly window: bigint
  readonly profile: NetworkName
}

const file = (folder: string): string => path.join(folder, "community.json")

export const keyFile = (folder: string): string => path.join(folder, "key")

export const databaseIn = (folder: string): string => path.join(folder, "history.db")

export const database = (home: Home): string => databaseIn(home.folder)

export const archives = (home: Home): string => path.join(home.folder, home.community)

const failed = (home: string) => (cause: unknown) => new HomeFailure({ home, detail: Advice.of(cause) })

/** The text of `community.json`, none where there is none; a folder that may not be read is no empty folder. */
const read = (folder: string) =>
  Effect.tryPromise({
    try: () =>
      fs.readFile(file(folder), "utf8").catch((cause: unknown) => {
        if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined
        throw cause
      }),
    catch: failed(folder)
  })

/** The home in this folder, none where the folder holds none. */
export const find = Effect.fn("Home.find")(function* (folder: string) {
  const text = yield* read(folder)
  if (text === undefined) return undefined
  const content = yield* Schema.decodeEffect(CommunityJson)(text).pipe(
    Effect.mapError(
      () => new HomeFailure({ home: folder, detail: "community.json is damaged; restore it from a backup" })
    )
  )
  const community = PublicKey.parseCommunityId(content.community)
  if (community === undefined) {
    return yield* new HomeFailure({ home: folder, detail: "community.json names no valid community id" })
  }
  return { ...content, folder, community, profile: content.profile ?? "spec" } satisfies Home
})

/** A home without its database would look like an empty one: what it knew of its archives is in there. */
const whole = Effect.fn("Home.whole")(function* (home: Home) {
  const size = yield* Effect.promise(() =>
    fs.stat(database(home)).then(
      (stat) => stat.size,
      () => 0
    )
  )
  if (size > 0) return home
  return yield* new HomeFailure({
    home: home.folder,
    detail:
      home.role === "control"
        ? "its database history.db is missing or empty; restore it from a backup"
        : "its database history.db is missing or empty; restore it from a backup, or sync into another --home"
  })
})

export const open = Effect.fn("Home.open")(function* (folder: string) {
  const home = yield* find(folder)
  if (home !== undefined) return yield* whole(home)
  return yield* new HomeFailure({
    home: folder,
    detail: "there is no community here; run `init` for a control node or `sync --community ID` for a member"
  })
})

export const openControl = Effect.fn("Home.openControl")(function* (folder: string) {
  const home = yield* open(folder)
  if (home.role === "control") return home
  return yield* new HomeFailure({
    home: folder,
    detail: `this is a member's home of ${home.community}, it holds no community key`
  })
})

/**
 * Writes and syncs `community.json`; the rename makes it appear whole or not at all. `prepare` makes the database before:
 * a home that exists has one.
 */
export const create = Effect.fn("Home.create")(function* <E>(
  home: Home,
  prepare: (folder: string) => Effect.Effect<void, E>
) {
  const { community, createdAt, name, profile, role, window } = home
  const text = yield* Effect.orDie(
    Schema.encodeEffect(CommunityJson)({ format: 1, role, community, name, createdAt, window, profile })
  )
  yield* Effect.tryPromise({
    try: () => fs.mkdir(home.folder, { recursive: true }),
    catch: failed(home.folder)
  })
  yield* prepare(home.folder)
  yield* Effect.tryPromise({
    try: async () => {
      const draft = `${file(home.folder)}.new`
      const handle = await fs.open(draft, "w", 0o644)
      await handle.writeFile(`${text}\n`)
      await handle.sync()
      await handle.close()
      await fs.rename(draft, file(home.folder))
    },
    catch: failed(home.folder)
  })
  return home
})

/** Makes a member's home that of the control node: its key holds the role now. */
export const promote = (home: Home, role: Pick<Home, "createdAt" | "name" | "window">) =>
  create({ ...home, ...role, role: "control" }, () => Effect.void)

/** A member's home: opened where it is, created where the folder holds none, refused where it is somebody else's. */
export const openMember = Effect.fn("Home.openMember")(function* <E>(
  folder: string,
  community: CommunityId,
  profile: Option.Option<NetworkName>,
  prepare: (folder: string) => Effect.Effect<void, E>
) {
  const home = yield* find(folder)
  if (home === undefined) {
    const chosen = Option.getOrElse(profile, (): NetworkName => "spec")
    return yield* create(
      { folder, role: "member", community, name: "", createdAt: 0n, window: 0n, profile: chosen },
      prepare
    )
  }
  if (Option.isSome(profile) && profile.value !== home.profile) {
    return yield* new HomeFailure({
      home: folder,
      detail: `this home follows its community on the network "${home.profile}"; leave out --profile or use another --home`
    })
  }
  if (home.community !== community) {
    return yield* new HomeFailure({
      home: folder,
      detail: `this home belongs to ${home.community}; use another --home for ${community}`
    })
  }
  if (home.role !== "member") {
    return yield* new HomeFailure({
      home: folder,
      detail: "this is the control node's home; restore into another --home"
    })
  }
  return yield* whole(home)
})
