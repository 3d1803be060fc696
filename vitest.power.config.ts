import { defineConfig, mergeConfig } from "vitest/config"
import { mutate } from "./scripts/power/mutate.ts"
import config from "./vitest.config.ts"

/** The tests against the mutant that `MUTANT` names. The simulator is tried by itself. */
export default mergeConfig(
  config,
  defineConfig({
    plugins: [{ name: "mutant", enforce: "pre", transform: (code, id) => mutate(id, code) }],
    test: {
      include: ["test/{property,simulation,limits,attacks}/**/*.test.ts"],
      exclude: [
        "test/simulation/simulator.test.ts",
        // Whole processes, and laws that are tried on mistakes of their own.
        "test/attacks/{evidence,terminal}.test.ts",
        "test/property/laws.test.ts"
      ]
    }
  })
)
