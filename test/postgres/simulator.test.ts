/** Whole communities through their faults, on the PostgreSQL stores. */
import { describe, it } from "@effect/vitest"
import { Layer, Redacted } from "effect"
import * as fc from "fast-check"
import { afterAll, beforeAll } from "vitest"
import * as FilesMemory from "../../src/adapters/files-memory/ArchiveFolder.ts"
import * as ProtocolMemory from "../../src/adapters/stores-memory/ProtocolStore.ts"
import * as Postgres from "../../src/adapters/stores-postgres/Stores.ts"
import * as Simulator from "../../src/testing/simulator/index.ts"
import * as Synchronous from "../support/postgres-synchronous.ts"
import { address, isMissing, newCommunity, title } from "../support/postgres.ts"

describe.skipIf(isMissing)(title("a simulated community"), () => {
  let client: ReturnType<typeof Synchronous.make>
  beforeAll(() => {
    client = Synchronous.make(Redacted.value(address))
  })
  afterAll(() => client.stop())

  it("CHA-11…14 CHA-41…45 CHA-53…70 A-20 A-29…33: whatever happens, nothing is lost and every member ends with the canonical history", () => {
    const disk = () =>
      Layer.mergeAll(
        Layer.provide(Postgres.layer({ community: newCommunity() }), client.layer),
        FilesMemory.make().layer,
        ProtocolMemory.make().layer
      )
    fc.assert(Simulator.property({ maxWeeks: 4, maxFaults: 12 }, { parts: { disk } }), { numRuns: 3, seed: 3 })
  })
})
