/**
 * What a proposal's payload holds: its subject, the tie policy that all peers follow, and who is asked. HGC-04, HGC-18, HGC-19.
 */
import * as Bytes from "../Bytes.ts"
import * as Encode from "../wire/Encode.ts"
import * as Fields from "../wire/Fields.ts"

/** What a tie means at the deadline: the result NO, or a new proposal under a new id. */
export type TiePolicy = "reject" | "retry"

/** `electorate`: the digest of the electorate, 32 bytes. `subject`: for whoever proposes and votes; not read here. */
export interface Terms {
  readonly subject: Uint8Array
  readonly tie: TiePolicy
  readonly electorate: Uint8Array
}

/** A protobuf message: 1 subject, 2 whether a tie is tried again, 3 electorate. */
export const encode = ({ electorate, subject, tie }: Terms): Uint8Array =>
  Encode.message(Encode.bytes(1, subject), Encode.bool(2, tie === "retry"), Encode.bytes(3, electorate))

/** `undefined` for anything but the one encoding of terms. */
export const decode = (payload: Uint8Array): Terms | undefined => {
  const fields = Fields.scan(payload)
  if (fields === undefined) return undefined
  const terms: Terms = {
    subject: Uint8Array.from(Fields.last(fields, 1, 2)?.bytes ?? Bytes.empty),
    tie: Fields.last(fields, 2, 0)?.value === 1n ? "retry" : "reject",
    electorate: Uint8Array.from(Fields.last(fields, 3, 2)?.bytes ?? Bytes.empty)
  }
  return terms.electorate.length === 32 && Bytes.equals(encode(terms), payload) ? terms : undefined
}
