/**
 * Which communities a host keeps: files that list them, folders of homes as `init` makes them, or single homes. A list is one
 * JSON document (`{"communities": [...]}`, or the array alone) or one JSON object a line; paths are meant from its folder.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import type { CommunityId } from "../../domain/community/PublicKey.ts"
import * as PublicKey from "../../domain/community/PublicKey.ts"
import * as Window from "../../domain/history/Window.ts"
import * as Time from "../../domain/Time.ts"
import { ControlKey } from "../../ports/ControlKey.ts"
import type { Listed } from "../host/Listed.ts"
import { Progress } from "../Progress.ts"
import * as Spans from "../Spans.ts"
import * as Advice from "./Advice.ts"
import * as Composition from "./Composition.ts"
import * as Home from "./Home.ts"
import * as Instant from "./Instant.ts"
import { refuse } from "./Shared.ts"

const MAX_BYTES = 64 * 1024 * 1024
const MAX_COMMUNITIES = 100_000
const READING = 16

const text = (what: string, isRight: (text: string) => boolean, expected: string) =>
  Schema.String.check(Schema.makeFilter((value) => isRight(value) || `${what} is not right: ${expected}`))

/** As `init` writes it, or an entry of its own. */
const Entry = Schema.Union([
  Schema.Struct({ home: Schema.NonEmptyString }),
  Schema.Struct({
    name: text("the name", (name) => name.trim() !== "" && name.length <= 200, "1 to 200 characters"),
    createdAt: text("createdAt", (at) => Instant.parse(at) !== undefined, Instant.HINT),
    key: Schema.NonEmptyString,
    window: Schema.optionalKey(
      text(
        "the window",
        (span) => {
          const length = Spans.parse(span)
          return length !== undefined && length >= Time.seconds(1) && length <= Window.LONGEST
        },
        'a span of at least a second and at most 366 days, such as "7 days"'
      )
    ),
    profile: Schema.optionalKey(Schema.Literals(["spec", "status", "status-prod"])),
    id: Schema.optionalKey(
      text("the id", (id) => PublicKey.parseCommunityId(id) !== undefined, "0x and 66 hexadecimal digits")
    )
  })
])
type Entry = typeof Entry.Type

const decode = Schema.decodeUnknownResult(Entry, { onExcessProperty: "error" })

interface Found {
  readonly where: string
  readonly folder: string
  readonly value: unknown
}

const attempt = <A>(file: string, work: () => Promise<A>) =>
  Effect.tryPromise({ try: work, catch: (cause) => new Home.HomeFailure({ home: file, detail: Advice.of(cause) }) })

const parsed = (content: string): unknown => {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

/** Every entry of a list with the place where it stands. */
const entries = Effect.fn("CommunityList.entries")(function* (file: string, content: string) {
  const folder = path.dirname(file)
  const whole = parsed(content)
  const list = typeof whole === "object" && whole !== null && "communities" in whole ? whole.communities : whole
  if (Array.isArray(list)) {
    return list.map((value: unknown, n): Found => ({ where: `${file}, community ${n + 1}`, folder, value }))
  }
  const found: Array<Found> = []
  for (const [n, line] of content.split("\n").entries()) {
    if (line.trim() === "") continue
    const value = parsed(line)
    const where = `${file}, line ${n + 1}`
    if (value === undefined)
      return yield* refuse(where, 'this is no JSON; write one object a line, or one document {"communities": [...]}')
    found.push({ where, folder, value })
  }
  return found
})

const ofHome = (home: Home.Home): Listed => ({
  id: home.community,
  name: home.name,
  createdAt: Time.nanos(home.createdAt),
  window: Time.nanos(home.window),
  profile: home.profile,
  keyFile: Home.keyFile(home.folder),
  home: home.folder
})

const control = Effect.fn("CommunityList.home")(function* (folder: string) {
  const home = yield* Home.find(folder)
  if (home === undefined) return yield* refuse(folder, "there is no community here; `init` makes one")
  if (home.role === "member") return yield* refuse(folder, "this is a member's home, it holds no community key")
  return ofHome(home)
})

/** The id that the key file says; none, and a word to the operator, where it says none. */
const identified = Effect.fn("CommunityList.id")(function* (keyFile: string) {
  return yield* Effect.map(ControlKey, ({ publicKey }) => Option.some(PublicKey.toCommunityId(publicKey))).pipe(
    Effect.provide(Composition.keyAlone(keyFile)),
    Effect.catch(({ message }) =>
      Effect.as(
        Effect.flatMap(Progress, (progress) => progress.note(`left out: ${message}`)),
        Option.none<CommunityId>()
      )
    )
  )
})

const listed = Effect.fn("CommunityList.entry")(function* ({ folder, value, where }: Found) {
  const entry = decode(value)
  if (Result.isFailure(entry)) {
    const why = entry.failure.message.split(/\s*\n\s*/u).join(" ")
    return yield* refuse(where, why.slice(0, 300))
  }
  const given: Entry = entry.success
  if ("home" in given) return Option.some(yield* control(path.resolve(folder, given.home)))
  const keyFile = path.resolve(folder, given.key)
  const known = given.id === undefined ? undefined : PublicKey.parseCommunityId(given.id)
  const id = known === undefined ? yield* identified(keyFile) : Option.some(known)
  return Option.map(id, (id): Listed => ({
    id,
    name: given.name,
    createdAt: Instant.parse(given.createdAt)!,
    window: Spans.parse(given.window ?? "7 days")!,
    profile: given.profile ?? "spec",
    keyFile,
    home: undefined
  }))
})

const ofFile = Effect.fn("CommunityList.file")(function* (file: string, size: number) {
  if (size > MAX_BYTES) return yield* refuse(file, `a list has at most ${MAX_BYTES / 1024 / 1024} MiB`)
  const found = yield* entries(file, yield* attempt(file, () => fs.readFile(file, "utf8")))
  if (found.length > MAX_COMMUNITIES) return yield* refuse(file, `a list has at most ${MAX_COMMUNITIES} communities`)
  const all = yield* Effect.forEach(found, listed, { concurrency: READING })
  return all.flatMap(Option.toArray)
})

const ofFolder = Effect.fn("CommunityList.folder")(function* (folder: string) {
  if ((yield* Home.find(folder)) !== undefined) return [yield* control(folder)]
  const names = (yield* attempt(folder, () => fs.readdir(folder, { withFileTypes: true })))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(folder, name))
    .sort()
  const homes = yield* Effect.forEach(names, Home.find, { concurrency: READING })
  return homes.flatMap((home) => (home?.role === "control" ? [ofHome(home)] : []))
})

/** All of them, each once. Refuses what is no list; leaves out, with a word, whose key cannot be used. */
export const read = Effect.fn("CommunityList.read")(function* (sources: ReadonlyArray<string>) {
  const all = new Map<CommunityId, Listed>()
  for (const source of sources) {
    const stat = yield* attempt(source, () => fs.stat(source))
    const found = stat.isDirectory() ? yield* ofFolder(source) : yield* ofFile(source, stat.size)
    for (const community of found) {
      const twice = all.get(community.id)
      if (twice !== undefined && twice.keyFile !== community.keyFile) {
        return yield* refuse(
          source,
          `"${twice.name}" and "${community.name}" are the same community ${community.id}; list it once`
        )
      }
      all.set(community.id, community)
    }
  }
  if (all.size === 0) return yield* refuse(sources.join(", "), "there is no community to host")
  return [...all.values()]
})
