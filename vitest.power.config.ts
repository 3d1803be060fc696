import { defineConfig, mergeConfig } from "vitest/config"
import { mutate } from "./scripts/power/mutate.ts"
import config from "./vitest.config.ts"

/** The tests against the mutant that `MUTANT` names. The simulator is tried by itself. */
export default mergeConfig(
  config,
  defineConfig({
    plugins: [{ name: "mutant", enforce: "pre", transform: (code, id) => mutate(id, code) }],
    test: {
      exclude: [
        "test/e2e/**",
        "test/cli/**",
        "test/contract/**",
        "test/power/**",
        "test/simulation/simulator.test.ts",
        "node_modules/**"
      ]
    }
  })
)
