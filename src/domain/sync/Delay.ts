/**
 * When something is to be done, so that participants do not do it at once. There is no chance in it: delays come from
 * hashes of who waits and for what. SDS-23, SDS-26, D-9, D-10.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Bytes from "../Bytes.ts"
import type { Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Murmur from "./Murmur.ts"
import type { Policy } from "./Policy.ts"

/** The first eight bytes of the SHA-256 of the text, most significant first (D-9). */
const number = (text: string): bigint => {
  const digest = sha256(Bytes.utf8(text))
  return new DataView(digest.buffer, digest.byteOffset).getBigUint64(0)
}

/** From when something is missing to when its repair is asked for. */
export const request = ({ repairAfter, repairBefore }: Policy, participant: string, messageId: string): Nanos => {
  const [from, to] = [Time.toMillis(repairAfter), Time.toMillis(repairBefore)]
  const span = to > from ? to - from : 1n
  return Time.fromMillis(Time.millis((number(participant + messageId) % span) + from))
}

/** From when a repair is asked for to when it is given; nothing for the sender itself. */
export const response = ({ repairBefore }: Policy, participant: string, senderId: string, messageId: string): Nanos => {
  const distance = number(participant) ^ number(senderId)
  return Time.fromMillis(Time.millis((distance * number(messageId)) % (Time.toMillis(repairBefore) || 1n)))
}

export const groups = (participants: number): number => Math.floor(participants / 128) + 1

/** Whether the participant is of the group that repairs this message of that sender. */
export const responds = (policy: Policy, participant: string, senderId: string, messageId: string): boolean => {
  const count = BigInt(groups(policy.participants))
  return count === 1n || number(participant + messageId) % count === number(senderId + messageId) % count
}

/** Between half and one and a half of `span`, by `who` and `what`. */
export const around = (span: Nanos, who: string, what: string): Nanos =>
  Time.nanos(span / 2n + (span * BigInt(Murmur.hash(`${who} ${what}`) >>> 0)) / 2n ** 32n)

/** `first`, doubled `times`, at most `most`. */
export const doubled = (first: Nanos, times: number, most: Nanos): Nanos =>
  Time.min(most, Time.nanos(first << BigInt(Math.min(times, 32))))
