/** An implementation of your own against the laws of the specification; this one knows windows alone. */
import { type Implementation, laws } from "community-history/testing"

const mine: Implementation = {
  windowOf: (anchor, length, at) => {
    const from = at - ((at - anchor) % length)
    return { from, to: from + length }
  },
  dueWindows: (anchor, length, now, settle) => (now - settle < anchor ? 0 : Number((now - settle - anchor) / length))
}

laws("mine", mine)
