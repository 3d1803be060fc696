const MAX = 200

/** The beginning of a remote's text, fit to be shown: in one line, and nothing in it moves a cursor or turns text around. */
export const quoted = (text: string): string =>
  JSON.stringify(
    text
      .slice(0, MAX)
      .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")
      .trim()
  )
