/**
 * The tests that mutants of the domain are tried on, on the same inputs every time. First its properties; what survives
 * them, with `MUTATION_TESTS=all`, meets the golden vectors, the contract of unpacking, and whole nodes in memory. The
 * exported laws are left out: the mistakes that they are tried on take long.
 */
import { defineConfig } from "vitest/config"

const wide = ["test/simulation/**/*.test.ts", "test/contract/inflate.test.ts"]
const isWide = process.env["MUTATION_TESTS"] === "all"

export default defineConfig({
  test: {
    include: ["test/property/**/*.test.ts", ...(isWide ? wide : [])],
    exclude: ["test/property/laws.test.ts", ...(isWide ? [] : ["test/property/vectors.test.ts"])],
    isolate: false,
    setupFiles: ["test/support/repeatable.ts"],
    testTimeout: 60_000
  }
})
