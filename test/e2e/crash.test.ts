/** A small sample of `npm run crash`: real processes, killed at random moments. */
import { assert, describe, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import * as path from "node:path"
import { promisify } from "node:util"

const crash = path.resolve(import.meta.dirname, "../../scripts/crash/main.ts")

describe("crash", () => {
  it("CHA-15 CHA-41 A-36 A-43: after kill -9 the same commands end in the same state", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [crash, "--rounds", "6"])
    assert.match(stdout, /communities ended as the undisturbed one/u)
  })
})
