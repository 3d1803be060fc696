/** A vote through the command line: three homes, one network folder, a certificate that one of them checks. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import { run, succeed } from "../support/cli.ts"
import { temporaryFolder } from "../support/temporary.ts"

interface Shown {
  readonly id: string
  readonly text: string
  readonly result: string
  readonly certified: boolean
  readonly votes: ReadonlyArray<{ readonly voter: string; readonly vote: string }>
}

describe("vote", () => {
  it.live(
    "HGC-02 HGC-04 HGC-09 HGC-10 HGC-12 HGC-21: members propose and vote, all see one result, and a certificate proves it",
    () =>
      Effect.flatMap(temporaryFolder, (folder) =>
        Effect.promise(async () => {
          const network = path.join(folder, "network")
          const home = (name: string) => ["--home", path.join(folder, name)]
          const vote = (name: string, ...args: ReadonlyArray<string>) =>
            run(network, ["vote", args[0]!, ...home(name), ...args.slice(1)])
          const told = async (name: string, ...args: ReadonlyArray<string>) => {
            const { code, err, out } = await vote(name, ...args)
            assert.strictEqual(code, 0, err)
            return out.trim()
          }
          const id = (await succeed(network, ["init", ...home("control"), "--name", "Voters"])).trim()
          await Promise.all(["ada", "bob"].map((name) => succeed(network, ["sync", ...home(name), "--community", id])))
          const names = ["control", "ada", "bob"]
          const addresses = await Promise.all(names.map((name) => told(name, "address")))
          const list = path.join(folder, "list")
          await fs.writeFile(list, `# who votes\n${addresses.join("\n")}\n`)

          const proposal = await told("control", "propose", "A picnic on \u001b[31mSunday", "--voters", list)
          assert.match(proposal, /^[0-9a-f]{8}$/)
          // After hers it is decided, and takes no more votes.
          await told("bob", "cast", proposal, "no", "--voters", addresses.join(","))
          await told("ada", "cast", proposal, "yes", "--voters", list)
          const file = path.join(folder, "certificate")
          const [picture, ...shown] = await Promise.all([
            told("bob", "show", proposal, "--certificate", file),
            ...names.map((name) => told(name, "show", proposal, "--json"))
          ])
          for (const text of shown) {
            const one = JSON.parse(text) as Shown
            assert.deepStrictEqual(
              [one.id, one.text, one.result, one.certified],
              [proposal, "A picnic on \u001b[31mSunday", "YES", true]
            )
            assert.deepStrictEqual(
              addresses.map((address) => one.votes.find(({ voter }) => voter === address)?.vote),
              ["yes", "yes", "no"]
            )
          }
          assert.include(picture, "██│▒")
          assert.notInclude(picture, "\u001b")

          const [checked, strangers, again, listed] = await Promise.all([
            told("bob", "check", file),
            vote("bob", "check", file, "--voters", addresses[0]!),
            vote("ada", "cast", proposal, "no"),
            told("control", "list")
          ])
          assert.match(checked, /^2 of 3 voters said YES/)
          assert.match(strangers.err, /OtherElectorate/)
          assert.match(again.err, /it is decided/)
          assert.match(listed, new RegExp(`${proposal} {2}YES`, "u"))
        })
      )
  )
})
