/**
 * The laws of the specification, for any implementation of it. Stated over bytes and plain values, see `Implementation`.
 */
import { describe, it } from "@effect/vitest"
import { archives } from "./archives.ts"
import { canonical } from "./canonical.ts"
import type { Implementation } from "./Implementation.ts"
import { indexes } from "./indexes.ts"
import type { Law } from "./register.ts"
import { windows } from "./windows.ts"

export const LAWS: ReadonlyArray<Law> = [...windows, ...archives, ...indexes, ...canonical]

/** Registers every law as a test; those of functions that the implementation does not offer are skipped by name. */
export const laws = (name: string, implementation: Implementation): void => {
  describe(`${name} keeps the laws`, () => {
    for (const { check, needs, title } of LAWS) {
      const absent = needs.filter((need) => implementation[need] === undefined)
      const label = absent.length === 0 ? title : `${title} (not offered: ${absent.join(", ")})`
      it.skipIf(absent.length > 0)(label, () => check(implementation))
    }
  })
}
