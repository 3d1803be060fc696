/** The properties and simulations of the test suite against one mutant. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")

interface Report {
  readonly testResults: ReadonlyArray<{
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>
  }>
}

/** A test that notices a mutant: its file, and its title where it got as far as running one. */
export interface Noticing {
  readonly file: string
  readonly title: string
}

/** The first test that fails; `files` limits where to look. */
export const run = (mutant: string, files: ReadonlyArray<string> = []): Noticing | undefined => {
  const place = fs.mkdtempSync(path.join(os.tmpdir(), "power-"))
  const out = path.join(place, "report.json")
  try {
    spawnSync(
      "vitest",
      ["run", "--config", "vitest.power.config.ts", "--bail", "1", "--reporter", "json", "--outputFile", out, ...files],
      { cwd: root, env: { ...process.env, MUTANT: mutant, FC_NUM_RUNS: "50" }, stdio: "ignore" }
    )
    const { testResults } = JSON.parse(fs.readFileSync(out, "utf8")) as Report
    for (const { assertionResults, name, status } of testResults) {
      const file = path.relative(root, name)
      const failed = assertionResults.find((result) => result.status === "failed")
      if (failed !== undefined) return { file, title: failed.fullName }
      if (status === "failed" && assertionResults.length === 0) return { file, title: "the file itself" }
    }
    return undefined
  } finally {
    fs.rmSync(place, { recursive: true })
  }
}
