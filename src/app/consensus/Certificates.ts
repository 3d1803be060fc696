/** Certificates from outside: proved by recovering all their signers at once. */
import * as Effect from "effect/Effect"
import type { Certificate } from "../../domain/consensus/Certificate.ts"
import * as Certificates from "../../domain/consensus/Certificate.ts"
import type { Electorate } from "../../domain/consensus/Electorate.ts"
import type { Rejection } from "../../domain/consensus/Rejection.ts"
import type { Profile } from "../../domain/consensus/Vote.ts"
import { Digest } from "../../ports/Digest.ts"
import { Signatures } from "../../ports/Signatures.ts"

/** The certificate, if it is one of this electorate; the reason where it is not. */
export const prove = Effect.fn("Certificates.prove")(function* (
  bytes: Uint8Array,
  electorate: Electorate,
  profile: Profile = "anchor"
) {
  const hashes = yield* Digest
  const unproved = yield* Effect.fromResult(Certificates.read(bytes, profile, hashes))
  const signers = yield* (yield* Signatures).recover(
    unproved.votes.map(({ digest, wire }) => ({ digest, signature: wire.signature }))
  )
  const proved = Certificates.verify(unproved, signers, electorate, hashes)
  return yield* Effect.fromResult<Certificate, Rejection>(proved)
})
