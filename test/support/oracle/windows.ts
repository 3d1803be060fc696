/** Windows once more: plain arithmetic on `bigint`, and instants one by one where spans are short. */
interface Span {
  readonly from: string
  readonly to: string
}

const floorDivide = (value: bigint, by: bigint): bigint => (value - (((value % by) + by) % by)) / by

export const windowAt = (input: { anchor: string; length: string; index: number }): Span => {
  const from = BigInt(input.anchor) + BigInt(input.length) * BigInt(input.index)
  return { from: `${from}`, to: `${from + BigInt(input.length)}` }
}

export const indexOf = (input: { anchor: string; length: string; at: string }) => ({
  index: Number(floorDivide(BigInt(input.at) - BigInt(input.anchor), BigInt(input.length)))
})

export const dueUntil = (input: { anchor: string; length: string; now: string; settle: string }) =>
  indexOf({ ...input, at: `${BigInt(input.now) - BigInt(input.settle)}` })

export const contains = ({ at, window }: { window: Span; at: string }) => ({
  contains: BigInt(window.from) <= BigInt(at) && BigInt(at) < BigInt(window.to)
})

export const without = ({ others, window }: { window: Span; others: ReadonlyArray<Span> }) => {
  const pieces: Array<{ from: string; to: string }> = []
  for (let at = BigInt(window.from); at < BigInt(window.to); at++) {
    if (others.some((other) => contains({ window: other, at: `${at}` }).contains)) continue
    const open = pieces.at(-1)
    if (open?.to === `${at}`) open.to = `${at + 1n}`
    else pieces.push({ from: `${at}`, to: `${at + 1n}` })
  }
  return { pieces }
}

export const bounds = ({ from, to }: Span): Span => {
  const nanos = (value: string) => `${BigInt(value) < 10n ** 12n ? BigInt(value) * 10n ** 9n : BigInt(value)}`
  return { from: nanos(from), to: nanos(to) }
}
