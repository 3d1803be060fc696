/**
 * Which fields a signed payload may have at its top level. A signature covers the payload, not its type: a payload that
 * may be read as two types could be replayed as the other one. Field numbers of 62/STATUS-PAYLOADS and status-go; A-13.
 */
import type * as Fields from "./Fields.ts"

/** Wire types by field number. */
export type Shape = ReadonlyMap<number, Fields.Field["type"]>

const shape = (varints: ReadonlyArray<number>, lengthDelimited: ReadonlyArray<number>): Shape =>
  new Map([...varints.map((number) => [number, 0] as const), ...lengthDelimited.map((number) => [number, 2] as const)])

export const announcement = shape([1], [2])
export const chat = shape([1, 2, 7, 8, 15], [3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 16, 17, 18, 99])
export const edit = shape([1, 6, 7], [2, 3, 4, 5, 8])
export const deletion = shape([1, 5], [2, 3, 4, 6])
export const reaction = shape([1, 4, 5, 6], [2, 3, 7])
export const pin = shape([1, 4, 5], [2, 3])
export const description = shape([1, 9, 13, 17, 20], [2, 3, 5, 6, 7, 8, 10, 11, 12, 14, 15, 16, 18, 19, 100])
export const joinRequest = shape([1, 7, 9], [2, 3, 4, 5, 6, 8])
export const joinResponse = shape([1, 3], [2, 4, 5, 6, 7, 8, 9])
export const segment = shape([2, 3, 5, 6], [1, 4])
export const charter = shape([202, 203], [201, 204])
export const handover = shape([212], [211, 213, 214])
export const succession = shape([], [221])
export const snapshot = shape([232, 233], [231, 234])

/** Why the fields are not of the shape; `undefined` where they are. */
export const misfit = (fields: ReadonlyArray<Fields.Field>, shape: Shape): string | undefined => {
  const stranger = fields.find(({ number, type }) => shape.get(number) !== type)
  return stranger === undefined ? undefined : `its field ${stranger.number} belongs to another type of message`
}
