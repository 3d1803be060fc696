/** What the operator of a member gets to read of a control key that contradicts itself. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as path from "node:path"
import * as Composition from "../../src/app/cli/Composition.ts"
import * as Home from "../../src/app/cli/Home.ts"
import { now } from "../../src/app/Now.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { succeed, run } from "../support/cli.ts"
import * as Exports from "../support/exports.ts"
import { temporaryFolder } from "../support/temporary.ts"
import * as Enemy from "./enemy.ts"

describe("the command line", () => {
  it.live("CHA-41: shows what an index withdrew in sync, status and verify, with what proves it", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const folder = yield* temporaryFolder
        const [network, control, member] = ["network", "control", "member"].map((name) => path.join(folder, name)) as [
          string,
          string,
          string
        ]
        const id = yield* Effect.promise(async () => {
          const id = (await succeed(network, ["init", "--home", control, "--name", "Torn"])).trim()
          const file = await Exports.write(folder, Exports.channel("general", "2024-01-01T00:00:00Z", 3, 2))
          await succeed(network, ["import", "--home", control, file])
          await succeed(network, ["archive", "--home", control])
          await succeed(network, ["sync", "--home", member, "--community", id])
          return id
        })
        const home = yield* Home.open(control)
        const dropped = yield* Effect.gen(function* () {
          const { index } = (yield* (yield* Ledger).load).pipe((state) =>
            state._tag === "Some" ? state.value : assert.fail()
          )
          const [newest, ...older] = ArchiveIndex.entries(index)
          const shorter = ArchiveIndex.make(older.map(([, entry]) => entry))
          const cid = yield* Enemy.store(ArchiveIndex.encode(shorter))
          yield* Enemy.publish(yield* Enemy.announcement(cid, yield* now))
          return { index: cid, key: newest![0], cid: newest![1].cid }
        }).pipe(Effect.provide(Composition.keyed(home, { folder: network, codex: [], waku: [] })))
        yield* Effect.promise(async () => {
          const synced = await run(network, ["sync", "--home", member, "--community", id])
          const status = await succeed(network, ["status", "--home", member])
          const verified = await succeed(network, ["verify", "--home", member])
          for (const text of [synced.err, status, verified])
            for (const named of Object.values(dropped)) assert.include(text, named)
          const { evidence } = JSON.parse(await succeed(network, ["status", "--home", member, "--json"])) as {
            evidence: ReadonlyArray<Record<string, unknown>>
          }
          assert.strictEqual(evidence.length, 1)
          assert.deepInclude(evidence[0], { kind: "Withdrawn", ...dropped, instead: [] })
          const proof = JSON.parse(await succeed(network, ["verify", "--home", member, "--json"])) as {
            evidence: unknown
            problems: unknown
          }
          assert.deepStrictEqual([proof.evidence, proof.problems], [evidence, []])
        })
      })
    )
  )
})
