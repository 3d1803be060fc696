/** A group through the command line: homes found it, join it, vote, talk and leave, with the real MLS. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as path from "node:path"
import { daemon, eventually, run, succeed } from "../support/cli.ts"
import { temporaryFolder } from "../support/temporary.ts"

interface Listed {
  readonly epoch: string | null
  readonly members: ReadonlyArray<{ readonly address: string; readonly score: number }>
  readonly asking: ReadonlyArray<string>
  readonly votes: ReadonlyArray<{ readonly id: string; readonly subject: string }>
}

const texts = (log: string): ReadonlyArray<string> =>
  log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { readonly text: string }).text)

describe("members", () => {
  it.live(
    "MLS-07 MLS-10 MLS-11 MLS-16 MLS-25 M-3 M-6: a founder adds a member, both vote on a third, what they say is theirs, one leaves",
    () =>
      Effect.flatMap(temporaryFolder, (folder) =>
        Effect.promise(async () => {
          const network = path.join(folder, "network")
          const home = (name: string) => path.join(folder, name)
          const members = (name: string, ...args: ReadonlyArray<string>) =>
            run(network, ["members", args[0]!, "--home", home(name), ...args.slice(1)])
          const told = async (name: string, ...args: ReadonlyArray<string>) => {
            const { code, err, out } = await members(name, ...args)
            assert.strictEqual(code, 0, err)
            return out.trim()
          }
          const listed = async (name: string) => JSON.parse(await told(name, "list", "--json")) as Listed
          const id = (await succeed(network, ["init", "--home", home("control"), "--name", "Club"])).trim()
          await Promise.all(
            ["ada", "bob"].map((name) => succeed(network, ["sync", "--home", home(name), "--community", id]))
          )

          const founder = await told("control", "create", "--pace", "brisk")
          const outsider = await members("ada", "say", "hello?")
          assert.match(outsider.err, /not a member/)
          const [ada, bob] = await Promise.all([told("ada", "join"), told("bob", "join")])
          assert.match(await told("control", "add", ada), /is a member now/)

          const resident = daemon(network, ["members", "run", "--home", home("control")])
          await resident.says("is up")
          const adding = told("ada", "add", "--wait", "60", bob)
          const open = await eventually(
            () => listed("control"),
            ({ votes }) => votes.length > 0
          )
          assert.strictEqual(open.votes[0]!.subject, `add/${bob}`)
          await told("control", "vote", open.votes[0]!.id, "yes")
          assert.match(await adding, /is a member now/)
          await told("bob", "say", "hello, you two")
          const three = await listed("ada")
          assert.deepStrictEqual(
            [three.epoch, three.members.map(({ address }) => address)],
            ["2", [founder, ada, bob].sort()]
          )
          assert.match(await told("ada", "remove", "--wait", "60", ada), /no member any more/)
          await told("bob", "say", "she is gone")
          assert.deepStrictEqual(texts(await told("control", "read", "--json")), ["hello, you two", "she is gone"])
          assert.deepStrictEqual(texts(await told("ada", "read", "--json")), ["hello, you two"])
          assert.match(await told("ada", "list"), /belongs to no group/)
          assert.strictEqual(await resident.stop(), 0)
        })
      )
  )
})
