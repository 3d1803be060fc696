/**
 * Who may vote on the role of the control node: signed by whoever holds it, while he is there to sign. Members keep the
 * newest one, for the day when he is not.
 */
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Address from "../community/Address.ts"
import type { CommunityId } from "../community/PublicKey.ts"
import * as PublicKey from "../community/PublicKey.ts"
import * as Electorate from "../consensus/Electorate.ts"
import type { Millis } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Roles from "../wire/Roles.ts"

/** `epoch`: how often the role was handed over before. Of two charters of one epoch the greater `clock` counts. */
export interface Charter {
  readonly community: CommunityId
  readonly epoch: bigint
  readonly clock: Millis
  readonly electorate: Electorate.Electorate
}

export interface CharterError {
  readonly _tag: "CharterError"
  readonly why: string
}

const refuse = (why: string) => Result.fail<CharterError>({ _tag: "CharterError", why })

/** What an electorate of the community is bound to: no vote of theirs counts in another one. */
export const context = (community: CommunityId): Uint8Array => Bytes.utf8(community)

/** The payload of its envelope. */
export const encode = ({ clock, community, electorate, epoch }: Charter): Uint8Array =>
  Roles.encodeCharter({
    community: PublicKey.compress(PublicKey.ofCommunity(community)),
    epoch,
    clock,
    electorate: Bytes.concat(electorate.members.map(Address.toBytes))
  })

const addresses = (bytes: Uint8Array): ReadonlyArray<Address.Address> =>
  Array.from({ length: bytes.length / Address.LENGTH }, (_, n) =>
    Address.fromBytes(bytes.subarray(n * Address.LENGTH, (n + 1) * Address.LENGTH))
  ).filter((address) => address !== undefined)

/** Reads the one encoding of a charter of this community. */
export const decode = (
  bytes: Uint8Array,
  community: CommunityId,
  sha256: (bytes: Uint8Array) => Uint8Array
): Result.Result<Charter, CharterError> => {
  const wire = Roles.decodeCharter(bytes)
  if (Result.isFailure(wire)) return refuse(wire.failure.why)
  const { clock, electorate: voters, epoch } = wire.success
  const electorate = Electorate.of(addresses(voters), sha256, context(community))
  if (electorate === undefined) return refuse("it names nobody, or too many")
  const charter = { community, epoch, clock: Time.millis(clock), electorate }
  return Bytes.equals(encode(charter), bytes) ? Result.succeed(charter) : refuse("it is not in its one form")
}
