/** The smallest input that fails in the same way, as far as cutting and simplifying find it. */
import * as Bytes from "../../src/domain/Bytes.ts"
import { type Target, textOf } from "../../test/fuzz/Target.ts"

/** What went wrong, without the particulars of one input. */
export const kindOf = (error: unknown): string =>
  why(error)
    .replaceAll(/0x[0-9a-f]+|\d+|"[^"]*"|'[^']*'/gu, "_")
    .slice(0, 70)

export const why = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split("\n", 1)[0]!.slice(0, 300)

/** The error of an input; none where it keeps the law. */
export const failure = async (target: Target, input: Uint8Array): Promise<unknown> => {
  try {
    await target.check(input)
    return undefined
  } catch (error) {
    return error ?? new Error("it fails without a word")
  }
}

const MAX_TRIALS = 3_000

/** Every JSON value that is this one with one thing left out. */
function* smaller(value: unknown): Generator {
  if (typeof value !== "object" || value === null) return
  const entries = Object.entries(value)
  for (const [at, [key, inner]] of entries.entries()) {
    const rest = entries.toSpliced(at, 1)
    yield Array.isArray(value) ? rest.map(([, one]) => one as unknown) : Object.fromEntries(rest)
    for (const less of smaller(inner)) {
      const changed = entries.toSpliced(at, 1, [key, less])
      yield Array.isArray(value) ? changed.map(([, one]) => one as unknown) : Object.fromEntries(changed)
    }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const minimise = async (target: Target, input: Uint8Array, kind: string): Promise<Uint8Array> => {
  let best = input
  let trials = 0
  const accept = async (candidate: Uint8Array): Promise<boolean> => {
    if (trials++ >= MAX_TRIALS) return false
    const error = await failure(target, candidate)
    if (error === undefined || kindOf(error) !== kind) return false
    best = candidate
    return true
  }
  for (let found = target.kind === "text"; found;) {
    found = false
    for (const less of smaller(parsed(textOf(best)))) {
      found = await accept(Bytes.utf8(JSON.stringify(less)))
      if (found) break
    }
  }
  for (let size = best.length >>> 1; size >= 1; size >>>= 1) {
    for (let at = 0; at < best.length;) {
      const cut = Bytes.concat([best.subarray(0, at), best.subarray(at + size)])
      if (!(await accept(cut))) at += size
    }
  }
  const plain = target.kind === "text" ? 0x30 : 0
  for (let at = 0; at < best.length; at++) {
    if (best[at] === plain) continue
    const simple = Uint8Array.from(best)
    simple[at] = plain
    await accept(simple)
  }
  return best
}
