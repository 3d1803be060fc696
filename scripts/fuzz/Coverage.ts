/**
 * Which code of `src/` has run, by the engine's own block counters. To be opened before the code is loaded: functions
 * that are compiled earlier are counted as wholes.
 */
import * as inspector from "node:inspector"

/** One function: which of its characters ran, and where its blocks begin, counted from its first character. */
export interface Code {
  readonly name: string
  readonly ran: Uint8Array
  readonly begins: ReadonlySet<number>
}

export interface Coverage {
  /** What of it ran since the last call and is not known to have run before. */
  readonly fresh: () => ReadonlyArray<Code>
  /** From now on it is known. */
  readonly add: (functions: ReadonlyArray<Code>) => void
  readonly functions: () => ReadonlyArray<Code>
}

interface Taken {
  readonly result: ReadonlyArray<inspector.Profiler.ScriptCoverage>
}

/** How many blocks ran. */
export const blocks = (functions: Iterable<Code>): number => {
  let count = 0
  for (const { begins, ran } of functions) for (const at of begins) if (ran[at] === 1) count++
  return count
}

const both = (left: Code, right: Code): Code => ({
  name: left.name,
  ran: left.ran.map((value, at) => value | right.ran[at]!),
  begins: new Set([...left.begins, ...right.begins])
})

/** What ran in any of several threads. */
export const union = (all: Iterable<Code>): ReadonlyArray<Code> => {
  const merged = new Map<string, Code>()
  for (const code of all) {
    const known = merged.get(code.name)
    merged.set(code.name, known === undefined ? code : both(known, code))
  }
  return [...merged.values()]
}

/** Of nested ranges the innermost decides, which comes last. */
const codeOf = (name: string, ranges: ReadonlyArray<inspector.Profiler.CoverageRange>): Code => {
  const { endOffset, startOffset: first } = ranges[0]!
  const ran = new Uint8Array(endOffset - first)
  const begins = new Set<number>()
  for (const range of ranges) {
    const [from, to] = [range.startOffset - first, range.endOffset - first]
    ran.fill(range.count > 0 ? 1 : 0, from, to)
    begins.add(from).add(to)
  }
  return { name, ran, begins }
}

/** `root`: the URL under which the files count. */
export const open = (root: string): Coverage => {
  const session = new inspector.Session()
  session.connect()
  const post = (method: string, params?: object): unknown => {
    let answer: unknown
    session.post(method, params, (error: Error | null, result?: object) => {
      if (error !== null) throw error
      answer = result
    })
    return answer
  }
  post("Profiler.enable")
  post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })
  const known = new Map<string, Code>()
  /** Nearly every look finds what others found; that is told by the ranges alone. */
  const seen = new Set<string>()

  const news = (url: string, ranges: ReadonlyArray<inspector.Profiler.CoverageRange>): ReadonlyArray<Code> => {
    const [whole] = ranges
    if (whole === undefined || whole.count === 0) return []
    const mark = ranges.reduce(
      (text, one) => `${text} ${one.startOffset}${one.count > 0 ? "+" : "-"}${one.endOffset}`,
      url
    )
    if (seen.has(mark)) return []
    const now = codeOf(`${url}:${whole.startOffset}`, ranges)
    const old = known.get(now.name)
    if (old === undefined || now.ran.some((value, at) => value > old.ran[at]!)) return [now]
    seen.add(mark)
    return []
  }

  return {
    fresh: () =>
      (post("Profiler.takePreciseCoverage") as Taken).result
        .filter(({ url }) => url.startsWith(root))
        .flatMap(({ functions, url }) => functions.flatMap(({ ranges }) => news(url, ranges))),
    add: (functions) => {
      for (const one of functions) {
        const old = known.get(one.name)
        known.set(one.name, old === undefined ? one : both(old, one))
      }
    },
    functions: () => [...known.values()]
  }
}
