/** Who may vote, as a home remembers it: the file `voters`, an address on each line. It never comes from the network. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import * as Bytes from "../../domain/Bytes.ts"
import * as Address from "../../domain/community/Address.ts"
import * as Electorate from "../../domain/consensus/Electorate.ts"
import { MAX_VOTES } from "../../domain/wire/Voting.ts"
import { Digest } from "../../ports/Digest.ts"
import { MemberKey } from "../../ports/MemberKey.ts"
import * as Members from "../membership/Members.ts"
import * as Advice from "./Advice.ts"
import type { Home } from "./Home.ts"
import { HomeFailure } from "./Home.ts"
import { refuse } from "./Shared.ts"

const file = ({ folder }: Home): string => path.join(folder, "voters")

const MAX_SIZE = 64 * 1024

const read = (name: string) =>
  Effect.tryPromise({
    try: async () => {
      const handle = await fs.open(name, "r")
      try {
        const { size } = await handle.stat()
        if (size > MAX_SIZE) throw new Error("this is no list of voters: it is too large")
        return await handle.readFile("utf8")
      } finally {
        await handle.close()
      }
    },
    catch: (cause) => new HomeFailure({ home: name, detail: Advice.of(cause) })
  })

/** Addresses between spaces, commas and line ends; what follows a `#` is a remark. */
const words = (text: string): ReadonlyArray<string> =>
  text
    .replaceAll(/#.*$/gmu, "")
    .split(/[\s,]+/u)
    .filter((word) => word !== "")

const parse = Effect.fnUntraced(function* (subject: string, list: ReadonlyArray<string>, home: Home) {
  const members: Array<Address.Address> = []
  for (const word of list) {
    const member = Address.parse(word)
    if (member === undefined) {
      return yield* refuse(
        subject,
        `"${word}" is no address of a voter: 40 hexadecimal digits, as \`vote address\` prints`
      )
    }
    members.push(member)
  }
  const { sha256 } = yield* Digest
  const electorate = Electorate.of(members, sha256, Bytes.utf8(home.community))
  return electorate ?? (yield* refuse(subject, `it names ${members.length} voters; from 1 to ${MAX_VOTES} can vote`))
})

/** From now on these are the voters of the home. */
export const remember = (home: Home, { members }: Electorate.Electorate) =>
  Effect.tryPromise({
    try: async () => {
      const draft = `${file(home)}.new`
      await fs.writeFile(draft, members.map((member) => `${member}\n`).join(""))
      await fs.rename(draft, file(home))
    },
    catch: (cause) => new HomeFailure({ home: file(home), detail: Advice.of(cause) })
  })

/** The members of the community's group, as this home knows them. */
const MEMBERS = "members"

const roster = Effect.fnUntraced(function* (home: Home) {
  const { roster } = yield* Members.recall(yield* MemberKey)
  return roster === undefined
    ? yield* refuse(
        MEMBERS,
        "this home is no member of a group; `members create` founds one, `members join` asks to join"
      )
    : yield* parse(MEMBERS, roster.members, home)
})

/** The electorate that is given: a list, the name of a file, or the group's members; else the one that the home remembers. */
export const electorate = Effect.fn("Voters.electorate")(function* (home: Home, given: Option.Option<string>) {
  if (Option.isSome(given)) {
    if (given.value === MEMBERS) return yield* roster(home)
    const list = words(given.value)
    const isList = list.length > 0 && list.every((word) => Address.parse(word) !== undefined)
    return yield* parse(given.value, isList ? list : words(yield* read(given.value)), home)
  }
  const text = yield* read(file(home)).pipe(
    Effect.catch(() => refuse(home.folder, "nobody said yet who may vote here; name them once with --voters"))
  )
  return yield* parse(file(home), words(text), home)
})
