/** Every message of `messages.json` damaged, and grown, in the same few ways. */
import type { Case } from "./vector.ts"

/** The payloads of envelopes, which are read strictly. */
const STRICT: ReadonlySet<string> = new Set([
  "CommunityMessageArchive",
  "ChatMessage",
  "EditMessage",
  "DeleteMessage",
  "EmojiReaction",
  "PinMessage",
  "CommunityDescription"
])

const UNKNOWN = "a21f02aabb"
const OVERLONG = `a01f${"ff".repeat(10)}01`

interface Sample {
  readonly message: string
  readonly bytes: string
}

/** The longest example of each message. */
const samples = (encoded: ReadonlyArray<Case>): ReadonlyArray<Sample> => {
  const found = new Map<string, Sample>()
  for (const { expected, input } of encoded) {
    const { message } = input as { readonly message: string }
    const { bytes } = expected as { readonly bytes: string }
    if (bytes.length > (found.get(message)?.bytes.length ?? 0)) found.set(message, { message, bytes })
  }
  return [...found.values()]
}

export const damage = (encoded: ReadonlyArray<Case>) => {
  const all = samples(encoded)
  const change = (title: string, edit: (bytes: string) => string) => (sample: Sample) => ({
    ...sample,
    title,
    bytes: edit(sample.bytes)
  })
  const grown = all.map(change("an unknown field at the end", (bytes) => bytes + UNKNOWN))
  return {
    ignored: grown.filter(({ message }) => !STRICT.has(message)).map((one) => ({ ...one, requirements: ["A-44"] })),
    foreign: grown.filter(({ message }) => STRICT.has(message)).map((one) => ({ ...one, requirements: ["A-13"] })),
    malformed: [
      ...all.map(change("the last byte is missing", (bytes) => bytes.slice(0, -2))),
      ...all.map(change("a varint of eleven bytes at the end", (bytes) => bytes + OVERLONG))
    ]
  }
}
