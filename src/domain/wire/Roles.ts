/**
 * What is said about who may speak as the control node, on the wire: charters, hand-overs and successions. The numbers of
 * their fields are nobody else's, so no payload passes for two types.
 */
import type * as Result from "effect/Result"
import * as Decode from "./Decode.ts"
import * as Encode from "./Encode.ts"
import { shaped, type WireError } from "./Reading.ts"
import * as Shapes from "./Shapes.ts"

/** `community`: 33 bytes; `electorate`: addresses, one behind the other. */
export interface Charter {
  readonly community: Uint8Array
  readonly epoch: bigint
  readonly clock: bigint
  readonly electorate: Uint8Array
}

/** `community` and `successor`: 33 bytes; `charter`: 32. */
export interface Handover {
  readonly community: Uint8Array
  readonly epoch: bigint
  readonly successor: Uint8Array
  readonly charter: Uint8Array
}

/** `charter`: an envelope; `certificate`: that of a vote. */
export interface Link {
  readonly charter: Uint8Array
  readonly certificate: Uint8Array
}

/** Hand-overs that a succession may hold. */
export const MAX_LINKS = 32

export const encodeCharter = ({ clock, community, electorate, epoch }: Charter): Uint8Array =>
  Encode.message(
    Encode.bytes(201, community),
    Encode.integer(202, epoch),
    Encode.integer(203, clock),
    Encode.bytes(204, electorate)
  )

export const decodeCharter = (bytes: Uint8Array): Result.Result<Charter, WireError> =>
  shaped("Charter", Shapes.charter, bytes, (fields) => ({
    community: Decode.bytes(fields, 201),
    epoch: Decode.uint64(fields, 202),
    clock: Decode.uint64(fields, 203),
    electorate: Decode.bytes(fields, 204)
  }))

export const encodeHandover = ({ charter, community, epoch, successor }: Handover): Uint8Array =>
  Encode.message(
    Encode.bytes(211, community),
    Encode.integer(212, epoch),
    Encode.bytes(213, successor),
    Encode.bytes(214, charter)
  )

export const decodeHandover = (bytes: Uint8Array): Result.Result<Handover, WireError> =>
  shaped("Handover", Shapes.handover, bytes, (fields) => ({
    community: Decode.bytes(fields, 211),
    epoch: Decode.uint64(fields, 212),
    successor: Decode.bytes(fields, 213),
    charter: Decode.bytes(fields, 214)
  }))

export const encodeSuccession = (links: ReadonlyArray<Link>): Uint8Array =>
  Encode.message(
    ...links.map(({ certificate, charter }) =>
      Encode.embedded(221, Encode.message(Encode.bytes(1, charter), Encode.bytes(2, certificate)))
    )
  )

export const decodeSuccession = (bytes: Uint8Array): Result.Result<ReadonlyArray<Link>, WireError> =>
  shaped("Succession", Shapes.succession, bytes, (fields) => {
    if (fields.length > MAX_LINKS) throw new Decode.Unfit(`it has more than ${MAX_LINKS} hand-overs`)
    return Decode.each(fields, 221).map((link) => ({
      charter: Decode.bytes(link, 1),
      certificate: Decode.bytes(link, 2)
    }))
  })
