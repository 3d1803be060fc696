/** `canonical.json`: what a member's history is after archives were applied. */
import * as Option from "effect/Option"
import { type ArchiveIndex, Bytes, Canonical, type HistoryRecord, Topic, WakuMessage } from "../../src/index.ts"
import { CID } from "./fixed.ts"
import { entryOf } from "./index.ts"
import { ok, operation, type VectorFile } from "./vector.ts"
import { nanos, type Span, spanOf } from "./windows.ts"

interface Row {
  readonly topic: string
  readonly timestamp: string
  readonly id: string
  readonly hash: string
}

interface Covering {
  readonly window: Span
  readonly topics: ReadonlyArray<string>
}

interface Archive extends Covering {
  readonly records: ReadonlyArray<Row>
  readonly unreadable: ReadonlyArray<Omit<Row, "id">>
}

const record = ({ hash, id, timestamp, topic }: Row): HistoryRecord.HistoryRecord => ({
  id: id as HistoryRecord.MessageId,
  topic: Topic.ContentTopic(topic),
  timestamp: nanos(timestamp),
  hash: WakuMessage.MessageHash(hash),
  type: 1,
  author: "",
  envelope: Bytes.empty
})

const entry = ({ topics, window }: Covering): ArchiveIndex.Entry => entryOf({ window, topics, cid: CID })

const apply = operation(
  "apply",
  ({ archives, local }: { readonly local: ReadonlyArray<Row>; readonly archives: ReadonlyArray<Archive> }) => {
    const own = local.map((row): Canonical.Local => ({ ...record(row), origin: "live", source: Option.none() }))
    const rows = Canonical.replay(
      own,
      archives.map((archive) => ({
        entry: entry(archive),
        records: archive.records.map(record),
        unreadable: archive.unreadable.map((one) => {
          const { hash, timestamp, topic } = record({ ...one, id: "" })
          return { hash, timestamp, topic, why: "" }
        })
      }))
    ).shown
    const text = (row: Canonical.Local) => `${row.timestamp}`.padStart(20, "0") + row.id + row.topic
    return ok({
      history: [...rows]
        .sort((left, right) => (text(left) < text(right) ? -1 : 1))
        .map(({ hash, id, source, timestamp, topic }) => ({
          topic,
          timestamp: `${timestamp}`,
          id,
          hash,
          source: Option.match(source, { onNone: () => null, onSome: spanOf })
        }))
    })
  }
)

interface Late {
  readonly applied: ReadonlyArray<Covering>
  readonly unreadable: ReadonlyArray<string>
  readonly record: Row
}

const admits = operation("admits", ({ applied, record: row, unreadable }: Late) =>
  ok({
    admitted: Canonical.admits(
      applied.map(entry),
      new Set(unreadable.map((hash) => WakuMessage.MessageHash(hash))),
      record(row)
    )
  })
)
const governor = operation(
  "governor",
  ({
    applied,
    at,
    topic
  }: {
    readonly applied: ReadonlyArray<Covering>
    readonly topic: string
    readonly at: string
  }) =>
    ok({
      window: Option.match(Canonical.governor(applied.map(entry), Topic.ContentTopic(topic), nanos(at)), {
        onNone: () => null,
        onSome: spanOf
      })
    })
)

const TOPIC = "/waku/1/0x8ddd3f34/rfc26"
const OTHER = "/waku/1/0x00000001/rfc26"
const span = (from: number, to: number): Span => ({ from: `${from}`, to: `${to}` })
/** Message `n` at an instant; `n` makes its id and its hash. */
const row = (timestamp: number, n: number, topic = TOPIC): Row => ({
  topic,
  timestamp: `${timestamp}`,
  id: `0x${n.toString(16).padStart(2, "0").repeat(32)}`,
  hash: (n + 128).toString(16).repeat(32)
})
const covering = (window: Span, topics: ReadonlyArray<string> = [TOPIC]): Covering => ({ window, topics })
const archive = (
  window: Span,
  records: ReadonlyArray<Row>,
  topics: ReadonlyArray<string> = [TOPIC],
  unreadable: ReadonlyArray<Row> = []
): Archive => ({
  ...covering(window, topics),
  records,
  unreadable: unreadable.map(({ hash, timestamp, topic }) => ({ topic, timestamp, hash }))
})

const first = archive(span(0, 10), [row(3, 1), row(5, 2)])
const sibling = archive(span(0, 10), [row(7, 3)])
const later = archive(span(5, 15), [row(6, 4), row(12, 5)])
const wide = archive(span(0, 15), [row(2, 6), row(8, 7)])

const gives = (
  title: string,
  requirements: ReadonlyArray<string>,
  local: ReadonlyArray<Row>,
  archives: ReadonlyArray<Archive>
) => apply.gives(title, requirements, { local, archives })

export const canonical: VectorFile = {
  name: "canonical",
  about: "The canonical history (law 6): local records, archives applied one after another, what is visible then.",
  operations: { ...apply.run, ...admits.run, ...governor.run },
  cases: [
    gives("no archive changes nothing", ["CHA-69"], [row(3, 1)], []),
    gives("an archive brings its records", ["CHA-69"], [], [first]),
    gives("what the control node does not have goes", ["CHA-57", "CHA-69", "CHA-70"], [row(4, 9)], [first]),
    gives("what both have stays, once", ["CHA-69", "A-35"], [row(3, 1)], [first]),
    gives("outside of the range nothing is touched", ["CHA-69", "A-34"], [row(10, 9), row(11, 8)], [first]),
    gives("the first instant is inside, the end is not", ["A-06", "A-34"], [row(0, 8), row(10, 9)], [first]),
    gives("topics that are not listed are not touched", ["A-34"], [row(4, 9, OTHER)], [first]),
    gives(
      "two topics listed",
      ["A-34"],
      [row(4, 9, OTHER), row(4, 8)],
      [archive(span(0, 10), [row(3, 1)], [OTHER, TOPIC])]
    ),
    gives("the same id at another instant is another record", ["A-34"], [row(4, 1)], [first]),
    gives("applied twice is applied once", ["A-36"], [row(4, 9)], [first, first]),
    gives("two archives of one window are one", ["A-33"], [row(4, 9)], [first, sibling]),
    gives("two archives of one window, the other way round", ["A-33"], [row(4, 9)], [sibling, first]),
    gives("an empty archive empties its range", ["CHA-70"], [row(4, 9)], [archive(span(0, 10), [])]),
    gives("neighbours do not touch each other", ["A-06"], [], [first, archive(span(10, 20), [row(10, 5)])]),
    gives("a later window governs what both cover", ["A-29"], [row(4, 9), row(13, 8)], [first, later]),
    gives("a later window governs, whichever came first", ["A-29"], [row(4, 9), row(13, 8)], [later, first]),
    gives("of equal ends the later beginning governs", ["A-29"], [], [later, wide]),
    gives("three windows", ["A-29", "A-33"], [row(1, 9), row(9, 8), row(14, 7)], [wide, sibling, later, first]),
    gives(
      "three windows in another order",
      ["A-29", "A-33"],
      [row(1, 9), row(9, 8), row(14, 7)],
      [first, later, sibling, wide]
    ),
    gives(
      "what an archive holds outside of its own window has no effect",
      ["A-36"],
      [row(12, 9)],
      [archive(span(0, 10), [row(3, 1), row(12, 5)])]
    ),
    gives(
      "what an archive holds on another topic has no effect",
      ["A-34", "A-36"],
      [],
      [archive(span(0, 10), [row(3, 1), row(3, 2, OTHER)])]
    ),
    gives(
      "a message that the archive holds and nobody can read any more stays, by its hash",
      ["A-35"],
      [row(4, 9), row(6, 8)],
      [archive(span(0, 10), [row(3, 1)], [TOPIC], [row(4, 9)])]
    ),
    governor.gives("no archive governs", ["A-29"], { applied: [], topic: TOPIC, at: "5" }),
    governor.gives("the greatest by to", ["A-29"], {
      applied: [first, later].map(({ topics, window }) => ({ topics, window })),
      topic: TOPIC,
      at: "7"
    }),
    governor.gives("the greatest by from where the ends are equal", ["A-29"], {
      applied: [covering(span(0, 15)), covering(span(5, 15))],
      topic: TOPIC,
      at: "7"
    }),
    governor.gives("only those that list the topic", ["A-29", "A-34"], {
      applied: [covering(span(0, 10), [OTHER])],
      topic: TOPIC,
      at: "5"
    }),
    governor.gives("the end is not covered", ["A-06", "A-29"], {
      applied: [covering(span(0, 10))],
      topic: TOPIC,
      at: "10"
    }),
    admits.gives("a late message in a range that an archive governs does not enter", ["CHA-57"], {
      applied: [covering(span(0, 10))],
      unreadable: [],
      record: row(4, 9)
    }),
    admits.gives("one that the archive holds unreadable does", ["A-35"], {
      applied: [covering(span(0, 10))],
      unreadable: [row(4, 9).hash],
      record: row(4, 9)
    }),
    admits.gives("outside of every range it does", ["A-34"], {
      applied: [covering(span(0, 10))],
      unreadable: [],
      record: row(10, 9)
    }),
    admits.gives("on a topic that is not listed it does", ["A-34"], {
      applied: [covering(span(0, 10))],
      unreadable: [],
      record: row(4, 9, OTHER)
    })
  ],
  invalid: []
}
