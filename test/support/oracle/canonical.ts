/** Canonical histories once more: instant by instant, from all archives at once instead of one after another. */
interface Span {
  readonly from: string
  readonly to: string
}

interface Unreadable {
  readonly topic: string
  readonly timestamp: string
  readonly hash: string
}

interface Row extends Unreadable {
  readonly id: string
}

interface Covering {
  readonly window: Span
  readonly topics: ReadonlyArray<string>
}

interface Archive extends Covering {
  readonly records: ReadonlyArray<Row>
  readonly unreadable: ReadonlyArray<Unreadable>
}

const covers = ({ topics, window }: Covering, topic: string, at: string): boolean =>
  topics.includes(topic) && BigInt(window.from) <= BigInt(at) && BigInt(at) < BigInt(window.to)

export const governor = (input: { applied: ReadonlyArray<Covering>; topic: string; at: string }) => {
  const [greatest] = input.applied
    .filter((one) => covers(one, input.topic, input.at))
    .map(({ window }) => window)
    .toSorted((left, right) => Number(BigInt(right.to) - BigInt(left.to) || BigInt(right.from) - BigInt(left.from)))
  return { window: greatest ?? null }
}

const same = (left: Span, right: Span): boolean => left.from === right.from && left.to === right.to

export const apply = ({ archives, local }: { archives: ReadonlyArray<Archive>; local: ReadonlyArray<Row> }) => {
  const governing = ({ timestamp, topic }: Unreadable) => {
    const { window } = governor({ applied: archives, topic, at: timestamp })
    return { window, holders: window === null ? [] : archives.filter((archive) => same(archive.window, window)) }
  }
  const identity = ({ id, timestamp, topic }: Row): string => `${timestamp.padStart(20, "0")}${id}${topic}`
  const rows = new Map<string, Row & { readonly source: Span | null }>()
  for (const row of [...local, ...archives.flatMap(({ records }) => records)]) {
    const { holders, window } = governing(row)
    const held = holders.some(
      ({ records, unreadable }) =>
        records.some((record) => identity(record) === identity(row)) || unreadable.some(({ hash }) => hash === row.hash)
    )
    if (window === null ? local.includes(row) : held) {
      rows.set(identity(row), { ...row, source: window })
    }
  }
  return { history: [...rows].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row) }
}

export const admits = (input: {
  applied: ReadonlyArray<Covering>
  unreadable: ReadonlyArray<string>
  record: Row
}) => ({
  admitted:
    !input.applied.some((one) => covers(one, input.record.topic, input.record.timestamp)) ||
    input.unreadable.includes(input.record.hash)
})
