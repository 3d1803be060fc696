/** `windows.json`: the grid of archive windows. */
import { ArchiveFile, Time, Window } from "../../src/index.ts"
import { no, ok, operation, type VectorFile } from "./vector.ts"

export interface Span {
  readonly from: string
  readonly to: string
}

interface Grid {
  readonly anchor: string
  readonly length: string
}

/** Nanoseconds of decimal text. */
export const nanos = (text: string): Time.Nanos => Time.nanos(BigInt(text))
export const windowOf = ({ from, to }: Span): Window.Window => ({ from: nanos(from), to: nanos(to) })
export const spanOf = ({ from, to }: Window.Window): Span => ({ from: `${from}`, to: `${to}` })
const gridOf = ({ anchor, length }: Grid): Window.Grid => ({ anchor: nanos(anchor), length: nanos(length) })

const windowAt = operation("window-at", ({ index, ...grid }: Grid & { readonly index: number }) =>
  ok(spanOf(Window.at(gridOf(grid), index)))
)
const indexOf = operation("index-of", ({ at, ...grid }: Grid & { readonly at: string }) =>
  ok({ index: Window.indexOf(gridOf(grid), nanos(at)) })
)
const dueUntil = operation(
  "due-until",
  ({ now, settle, ...grid }: Grid & { readonly now: string; readonly settle: string }) =>
    ok({ index: Window.dueUntil(gridOf(grid), nanos(now), nanos(settle)) })
)
const contains = operation("contains", ({ at, window }: { readonly window: Span; readonly at: string }) =>
  ok({ contains: Window.contains(windowOf(window), nanos(at)) })
)
const without = operation(
  "without",
  ({ others, window }: { readonly window: Span; readonly others: ReadonlyArray<Span> }) =>
    ok({ pieces: Window.without(windowOf(window), others.map(windowOf)).map(spanOf) })
)
const bounds = operation("bounds", ({ from, to }: Span) => {
  const metadata = ArchiveFile.metadataOf(
    { version: 1, from: BigInt(from), to: BigInt(to), contentTopic: [] },
    { maxTopics: 1 }
  )
  return typeof metadata === "string" ? no(metadata) : ok(spanOf(metadata.window))
})

const ANCHOR = 1_756_684_800_000_000_000n
const WEEK = 604_800_000_000_000n
const DAY = WEEK / 7n
const MINUTE = 60_000_000_000n
const weeks: Grid = { anchor: `${ANCHOR}`, length: `${WEEK}` }
const week: Span = { from: `${ANCHOR}`, to: `${ANCHOR + WEEK}` }
const small = (from: number, to: number): Span => ({ from: `${from}`, to: `${to}` })

const due = (title: string, requirements: ReadonlyArray<string>, now: bigint, settle = MINUTE) =>
  dueUntil.gives(title, requirements, { ...weeks, now: `${now}`, settle: `${settle}` })
const home = (title: string, at: bigint, grid = weeks) =>
  indexOf.gives(title, ["A-06", "A-07"], { ...grid, at: `${at}` })

export const windows: VectorFile = {
  name: "windows",
  about: "Archive windows: half-open spans of nanoseconds that tile the time from an anchor on.",
  operations: {
    ...windowAt.run,
    ...indexOf.run,
    ...dueUntil.run,
    ...contains.run,
    ...without.run,
    ...bounds.run
  },
  cases: [
    ...[0, 1, 4, 500, -1].map((index) =>
      windowAt.gives(`window ${index} of a grid of weeks`, ["A-06", "A-07"], { ...weeks, index })
    ),
    windowAt.gives("an anchor that is no midnight, nor a whole second", ["A-07"], {
      anchor: "1700000000123456789",
      length: `${WEEK}`,
      index: 3
    }),
    home("the first instant of window 0", ANCHOR),
    home("the last instant of window 0", ANCHOR + WEEK - 1n),
    home("the end of window 0 is the beginning of window 1", ANCHOR + WEEK),
    home("one nanosecond before the anchor", ANCHOR - 1n),
    home("exactly one window before the anchor", ANCHOR - WEEK),
    home("the epoch", 0n),
    home("the last instant that sint64 can carry", 2n ** 63n - 1n, { anchor: "0", length: `${WEEK}` }),
    contains.gives("from is inclusive", ["A-06", "CHA-24"], { window: week, at: week.from }),
    contains.gives("to is exclusive", ["A-06", "CHA-24"], { window: week, at: week.to }),
    contains.gives("the last nanosecond is inside", ["A-06", "CHA-24"], { window: week, at: `${ANCHOR + WEEK - 1n}` }),
    contains.gives("the nanosecond before is outside", ["A-06", "CHA-24"], { window: week, at: `${ANCHOR - 1n}` }),
    due("thirty days after the anchor four windows are due, two days wait", ["CHA-22", "A-08"], ANCHOR + 30n * DAY),
    due("seven days exactly: the settle delay is not over", ["A-08", "A-32"], ANCHOR + WEEK),
    due("one nanosecond before the settle delay is over", ["A-08", "A-32"], ANCHOR + WEEK + MINUTE - 1n),
    due("the settle delay is over", ["A-08", "A-32"], ANCHOR + WEEK + MINUTE),
    due("without a settle delay a window is due at its end", ["A-08", "A-32"], ANCHOR + WEEK, 0n),
    due("at the anchor nothing is due", ["A-08"], ANCHOR),
    due("a year later", ["CHA-21", "A-08"], ANCHOR + 365n * DAY),
    without.gives("nothing is cut out", ["A-29"], { window: small(10, 20), others: [] }),
    without.gives("a neighbour cuts nothing", ["A-06", "A-29"], {
      window: small(10, 20),
      others: [small(0, 10), small(20, 30)]
    }),
    without.gives("the middle is cut out", ["A-29"], { window: small(10, 20), others: [small(13, 15)] }),
    without.gives("cuts overlap, in any order", ["A-29"], {
      window: small(10, 20),
      others: [small(15, 18), small(5, 12), small(16, 19)]
    }),
    without.gives("everything is cut out", ["A-29"], { window: small(10, 20), others: [small(0, 15), small(15, 40)] }),
    bounds.gives("bounds on the wire are nanoseconds", ["A-05", "CHA-30", "CHA-31"], week),
    bounds.gives(
      "below 10^12 they are seconds of older implementations",
      ["A-05"],
      small(1_756_684_800, 1_757_289_600)
    ),
    bounds.gives("10^12 itself is nanoseconds", ["A-05"], { from: "1000000000000", to: "1000000000001" }),
    bounds.gives("each bound is read by itself", ["A-05"], { from: "999", to: "1000000000000" })
  ],
  invalid: [
    bounds.refuses("a range without an instant", ["A-06"], "range", { from: week.from, to: week.from }),
    bounds.refuses("a range that ends before it begins", ["A-06"], "range", { from: week.to, to: week.from }),
    bounds.refuses("two bounds past the last instant", ["A-05"], "range", {
      from: "9223372036854775807",
      to: "18446744073709551615"
    })
  ]
}
