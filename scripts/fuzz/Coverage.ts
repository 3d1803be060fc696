/**
 * Which code of `src/` has run, by the engine's own block counters. To be opened before the code is loaded: functions
 * that are compiled earlier are counted as wholes.
 */
import * as inspector from "node:inspector"

/** One file: which of its characters ran, and where blocks begin. */
export interface Script {
  readonly url: string
  readonly covered: Uint8Array
  readonly begins: ReadonlySet<number>
}

export interface Coverage {
  /** Whether anything ran, since the last call, that had never run before. `keep`: it counts as run from now on. */
  readonly news: (keep: boolean) => boolean
  readonly scripts: () => ReadonlyArray<Script>
}

interface Taken {
  readonly result: ReadonlyArray<inspector.Profiler.ScriptCoverage>
}

/** How many blocks ran. */
export const blocks = (scripts: Iterable<Script>): number => {
  let count = 0
  for (const { begins, covered } of scripts) for (const at of begins) if (covered[at] === 1) count++
  return count
}

/** What ran in any of several processes. */
export const union = (all: Iterable<Script>): ReadonlyArray<Script> => {
  const merged = new Map<string, { url: string; covered: Uint8Array; begins: Set<number> }>()
  for (const { begins, covered, url } of all) {
    const known = merged.get(url) ?? { url, covered: new Uint8Array(covered.length), begins: new Set<number>() }
    merged.set(url, known)
    for (let at = 0; at < covered.length; at++) if (covered[at] === 1) known.covered[at] = 1
    for (const at of begins) known.begins.add(at)
  }
  return [...merged.values()]
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
  const known = new Map<string, { url: string; covered: Uint8Array; begins: Set<number> }>()

  /** Functions come outermost first, as do the ranges of each; the innermost range that holds a character decides. */
  const ran = ({ functions }: inspector.Profiler.ScriptCoverage): Uint8Array => {
    const size = functions.reduce((most, { ranges }) => Math.max(most, ranges[0]!.endOffset), 0)
    const now = new Uint8Array(size)
    for (const { ranges } of functions)
      for (const { count, endOffset, startOffset } of ranges) now.fill(count > 0 ? 1 : 0, startOffset, endOffset)
    return now
  }

  /** Nearly every look finds what others found: such functions are told by their ranges, without painting them. */
  const seen = new Set<string>()
  const signature = ({ functions, url }: inspector.Profiler.ScriptCoverage): string =>
    `${url} ${functions.map(({ ranges }) => ranges.map((one) => `${one.startOffset}${one.count > 0 ? "+" : "-"}${one.endOffset}`).join()).join(";")}`

  const news = (keep: boolean): boolean => {
    let fresh = false
    for (const script of (post("Profiler.takePreciseCoverage") as Taken).result) {
      if (!script.url.startsWith(root)) continue
      const mark = signature(script)
      if (seen.has(mark)) continue
      const now = ran(script)
      const old = known.get(script.url) ?? { url: script.url, covered: new Uint8Array(0), begins: new Set<number>() }
      const isNew = now.some((value, at) => value === 1 && old.covered[at] !== 1)
      fresh ||= isNew
      if (!isNew || keep) seen.add(mark)
      if (!isNew || !keep) continue
      const covered = new Uint8Array(Math.max(now.length, old.covered.length))
      covered.set(old.covered)
      for (const [at, value] of now.entries()) if (value === 1) covered[at] = 1
      for (const { ranges } of script.functions)
        for (const { endOffset, startOffset } of ranges) old.begins.add(startOffset).add(endOffset)
      known.set(script.url, { ...old, covered })
    }
    return fresh
  }

  return { news, scripts: () => [...known.values()] }
}
