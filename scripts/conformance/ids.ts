/** Requirement ids in the name of a test: `CHA-15`, `A-08`, `HGC-07`, `H-3`, and ranges such as `CHA-58…70`. */
const ID = /\b(?:(CHA|HGC|MLS|SDS|A)-(\d{2})(?:…(\d{2}))?|(H|M|D)-(\d{1,2}))(?!\d)/gu

export const idsIn = (name: string): ReadonlyArray<string> =>
  [...name.matchAll(ID)].flatMap(([, kind, first, last, resolution, number]) => {
    if (kind === undefined) return [`${resolution}-${number}`]
    const from = Number(first)
    const to = last === undefined ? from : Number(last)
    if (to < from) throw new Error(`a range of requirements runs backwards in "${name}"`)
    return Array.from({ length: to - from + 1 }, (_, n) => `${kind}-${(from + n).toString().padStart(2, "0")}`)
  })

/** A title without its ids. */
export const withoutIds = (title: string): string => title.replaceAll(new RegExp(`${ID.source}:? ?`, "gu"), "").trim()
