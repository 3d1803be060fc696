/** Changes to inputs that know nothing of what they mean, beside a few words of the languages that are spoken. */
import * as Bytes from "../../src/domain/Bytes.ts"
import { badTexts, varints } from "../../test/fuzz/generators/protobuf.ts"
import type { Target } from "../../test/fuzz/Target.ts"
import type { Random } from "./Random.ts"

const MAX_SIZE = 32 * 1024

/** Tags of low fields of every wire type, numbers and texts at the edges, first bytes of packed data. */
const BYTES: ReadonlyArray<Uint8Array> = [
  ...Array.from({ length: 20 }, (_, number) =>
    [0, 1, 2, 3, 4, 5].map((type) => Bytes.uvarint(number * 8 + type))
  ).flat(),
  ...varints,
  ...badTexts,
  ...["1f8b08", "28b52ffd", "502a4d18", "04", "0a20"].map((hex) => Bytes.fromHex(hex)!)
]

const WORDS =
  '{ } [ ] , : " null true false 0 - 1e400 "_tag":"Some" "_tag":"None" "__proto__": = -- .. Z +23:59 T 0x z /'
const TEXTS = [...WORDS.split(" "), "\\ud800", "\\u0000", "9".repeat(40), "\n"].map(Bytes.utf8)

type Mutation = (bytes: Uint8Array, random: Random, words: ReadonlyArray<Uint8Array>) => Uint8Array

const replaced = (bytes: Uint8Array, from: number, to: number, by: Uint8Array): Uint8Array =>
  Bytes.concat([bytes.subarray(0, from), by, bytes.subarray(to)])

const edited = (bytes: Uint8Array, change: (copy: Uint8Array) => void): Uint8Array => {
  const copy = Uint8Array.from(bytes)
  if (copy.length > 0) change(copy)
  return copy
}

/** From `at` on, a few bytes or many. */
const span = (bytes: Uint8Array, random: Random): readonly [number, number] => {
  const from = random.below(bytes.length + 1)
  return [from, Math.min(bytes.length, from + 1 + random.below(random.pick([1, 4, 16, 256])))]
}

const MUTATIONS: ReadonlyArray<Mutation> = [
  (bytes, random) => edited(bytes, (copy) => (copy[random.below(copy.length)]! ^= 1 << random.below(8))),
  (bytes, random) => edited(bytes, (copy) => (copy[random.below(copy.length)] = random.below(256))),
  (bytes, random) => edited(bytes, (copy) => (copy[random.below(copy.length)]! += random.below(33) - 16)),
  (bytes, random) => replaced(bytes, ...span(bytes, random), Bytes.empty),
  (bytes, random) => {
    const at = random.below(bytes.length + 1)
    return replaced(bytes, at, at, bytes.subarray(...span(bytes, random)))
  },
  (bytes, random) => replaced(bytes, ...span(bytes, random), bytes.subarray(...span(bytes, random))),
  (bytes, random, words) => {
    const at = random.below(bytes.length + 1)
    return replaced(bytes, at, at, random.pick(words))
  },
  (bytes, random, words) => {
    const [from] = span(bytes, random)
    const word = random.pick(words)
    return replaced(bytes, from, from + word.length, word)
  }
]

/** One input made of one or two others. */
export const mutate = (kind: Target["kind"], one: Uint8Array, other: Uint8Array, random: Random): Uint8Array => {
  const words = kind === "text" ? TEXTS : BYTES
  let made = one
  if (random.below(4) === 0) {
    made = replaced(one, random.below(one.length + 1), one.length, other.subarray(random.below(other.length + 1)))
  }
  for (let times = 1 + random.below(4); times > 0; times--) made = random.pick(MUTATIONS)(made, random, words)
  return made.subarray(0, MAX_SIZE)
}
