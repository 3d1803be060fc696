/** Payloads of votes, and open messages, as members make them. */
import { Option } from "effect"
import * as fc from "fast-check"
import * as Addresses from "../../domain/community/Address.ts"
import type * as Lanes from "../../domain/membership/Lanes.ts"
import * as Update from "../../domain/membership/Update.ts"

const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
export const member = exactly(20).map((bytes) => Addresses.fromBytes(bytes)!)
const epoch = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
export const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 })

export const update: fc.Arbitrary<Update.Update> = fc.oneof(
  fc.record({
    _tag: fc.constant("Invite" as const),
    epoch,
    member,
    keyPackage: bytes,
    signature: exactly(65)
  }),
  fc.record({ _tag: fc.constant("Remove" as const), epoch, member }),
  fc.record({
    _tag: fc.constant("Emergency" as const),
    epoch,
    violation: fc.constantFrom(...Update.VIOLATIONS.filter((one) => one !== "Deadlock")),
    target: member.map(Option.some)
  }),
  fc.record({
    _tag: fc.constant("Emergency" as const),
    epoch,
    violation: fc.constant("Deadlock" as const),
    target: fc.constant(Option.none())
  }),
  fc.record({
    _tag: fc.constant("Election" as const),
    epoch,
    retry: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    stewards: fc.array(member, { minLength: 1, maxLength: 5 })
  })
)

export const open: fc.Arbitrary<Lanes.Open> = fc.oneof(
  fc.record({ _tag: fc.constant("KeyPackage" as const), member, keyPackage: bytes, signature: exactly(65) }),
  fc.record({
    _tag: fc.constant("Candidate" as const),
    epoch,
    retry: fc.nat(9),
    commit: bytes,
    welcome: fc.uint8Array({ maxLength: 9 })
  }),
  fc.record({ _tag: fc.constant("Welcome" as const), welcome: bytes })
)
