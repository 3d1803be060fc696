import { defineConfig } from "vitest/config"
import { mutate } from "./scripts/power/mutate.ts"

/** The tests against the mutant that `MUTANT` names. The simulator is tried by itself. */
export default defineConfig({
  plugins: [{ name: "mutant", enforce: "pre", transform: (code, id) => mutate(id, code) }],
  test: {
    include: ["test/{property,membership,simulation,limits,attacks}/**/*.test.ts", "test/contract/stores.test.ts"],
    exclude: [
      "test/simulation/simulator.test.ts",
      // Golden vectors notice almost everything and say why of nothing.
      "test/property/vectors.test.ts",
      // Whole processes, and laws that are tried on mistakes of their own.
      "test/attacks/{evidence,terminal}.test.ts",
      "test/property/laws.test.ts"
    ],
    // What one mutant changed must not be found by the next.
    fsModuleCache: false,
    isolate: false,
    setupFiles: ["test/support/repeatable.ts"],
    testTimeout: 60_000
  }
})
