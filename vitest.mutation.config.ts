/**
 * The tests that mutants of the domain are tried on, on the same inputs every time: its properties, the golden vectors, the
 * contract of its unpacking, and whole nodes in memory. The exported laws are left out: their own mistakes take long.
 */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/property/**/*.test.ts", "test/simulation/**/*.test.ts", "test/contract/inflate.test.ts"],
    exclude: ["test/property/laws.test.ts"],
    isolate: false,
    setupFiles: ["test/support/repeatable.ts"],
    testTimeout: 60_000
  }
})
