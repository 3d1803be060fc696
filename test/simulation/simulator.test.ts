/** Whole communities under faults. `npm run simulate` lives through many more of them than fit into a test. */
import { assert, describe, it } from "@effect/vitest"
import { Layer } from "effect"
import * as fc from "fast-check"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import * as FilesMemory from "../../src/adapters/files-memory/ArchiveFolder.ts"
import * as Sqlite from "../../src/adapters/stores-sqlite/Stores.ts"
import * as Limits from "../../src/app/Limits.ts"
import type { Values } from "../../src/app/Settings.ts"
import * as Actors from "../../src/testing/simulator/Actors.ts"
import { runs } from "../../src/testing/runs.ts"
import * as Simulator from "../../src/testing/simulator/index.ts"

const small: Simulator.Bounds = { maxWeeks: 4, maxFaults: 12 }

const calm: Simulator.Scenario = { seed: 1, weeks: 8, perWeek: 6, members: [0, 500], faults: [] }

describe("a simulated community", () => {
  it("CHA-11…14 CHA-41…45 CHA-53…70 A-20 A-29…33: whatever happens, nothing is lost and every member ends with the canonical history", () =>
    fc.assert(Simulator.property(small), { numRuns: Math.ceil(runs / 100), seed: 1 }))

  it("CHA-11…14 CHA-41…45 CHA-53…70 A-20 A-29…33: the same on the embedded database", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "simulator-"))
    let disks = 0
    const disk = () =>
      Layer.merge(Sqlite.layer({ file: path.join(folder, `${++disks}.db`), threads: false }), FilesMemory.make().layer)
    try {
      fc.assert(Simulator.property(small, { parts: { disk } }), { numRuns: 3, seed: 3 })
    } finally {
      fs.rmSync(folder, { recursive: true })
    }
  })

  it("takes the same course whenever it is run", () =>
    fc.assert(
      fc.property(Simulator.arbitrary(small), (scenario) => {
        assert.deepStrictEqual(Simulator.run(scenario), Simulator.run(scenario))
      }),
      { numRuns: 3, seed: 2 }
    ))

  it("CHA-15 CHA-21…24: without faults every message is in an archive, or young", () => {
    const { archives, messages, wrong } = Simulator.run(calm)
    assert.deepStrictEqual(wrong, [])
    assert.strictEqual(archives, 8)
    assert.strictEqual(messages, 48)
  })

  it("CHA-73: a member that was online all the time downloads no archive, and one that came late only what it missed", () => {
    const keeping = (settings: Partial<Values>) => Actors.member({ ...settings, limits: Limits.defaults }, false)
    for (const seed of [1, 2]) {
      const scenario = { ...calm, seed, members: [0, 1_000] }
      const { downloaded, wrong } = Simulator.run(scenario, { member: keeping })
      assert.deepStrictEqual(wrong, [])
      const [always, late] = downloaded
      assert.strictEqual(always, 0)
      assert.isAbove(late!, 0)
      // What the stores had of the last thirty days when it came, it made itself.
      const keepless = Simulator.run(scenario, {
        member: (settings) => Actors.member({ ...settings, limits: { ...Limits.defaults, keptMessages: 0 } }, false)
      })
      assert.isTrue(keepless.downloaded[1]! > late! && keepless.downloaded[0]! >= keepless.downloaded[1]!)
    }
  })

  it("every kind of fault does something", () => {
    const faults = (Object.keys(Simulator.KINDS) as ReadonlyArray<Simulator.Kind>).flatMap((kind) =>
      [0, 1, 2].map((node) => ({ kind, node, at: 330 + node * 30, hours: 24, strength: 8 }))
    )
    for (const kind of Object.keys(Simulator.KINDS) as ReadonlyArray<Simulator.Kind>) {
      const report = Simulator.run({
        ...calm,
        weeks: 3,
        perWeek: 20,
        members: [0, 100],
        faults: faults.filter((one) => one.kind === kind)
      })
      assert.isAbove(report.faults.get(kind) ?? 0, 0, kind)
      assert.deepStrictEqual(report.wrong, [], kind)
    }
  })
})
