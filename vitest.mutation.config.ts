/** The tests that mutants of the domain are tried on: its properties, on the same inputs every time. */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/property/**/*.test.ts"],
    exclude: ["test/property/laws.test.ts", "test/property/vectors.test.ts"],
    isolate: false,
    setupFiles: ["test/support/repeatable.ts"],
    testTimeout: 60_000
  }
})
