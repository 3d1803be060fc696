/** What is said about the role, proved: signatures are recovered where nothing else refuses it before. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Charter from "../../domain/authority/Charter.ts"
import * as Succession from "../../domain/authority/Succession.ts"
import * as Bytes from "../../domain/Bytes.ts"
import { Digest } from "../../ports/Digest.ts"
import { Signatures } from "../../ports/Signatures.ts"
import { Community } from "../Community.ts"

/** The newest charter of the holder, and the envelope that he signed. */
export interface Chartered {
  readonly charter: Charter.Charter
  readonly envelope: Uint8Array
}

export const make = Effect.gen(function* () {
  const community = yield* Community
  const { keccak256, sha256 } = yield* Digest
  const hashes = { keccak256, sha256 }
  const signatures = yield* Signatures

  /**
   * The succession in a payload. Anybody can send one with thousands of signatures: what is held already is not proved again,
   * and nobody's votes are looked at before the holder's own signature.
   */
  const proved = Effect.fnUntraced(function* (payload: Uint8Array, held: Succession.Succession) {
    const links = Succession.read(payload, community.id, hashes)
    if (Result.isFailure(links)) return Result.fail(links.failure)
    let succession = Succession.initial(community.id)
    for (const [place, link] of links.success.entries()) {
      const known = Succession.known(held, place, link)
      if (known !== undefined) {
        succession = Succession.along(succession, known)
        continue
      }
      const [charter, ...votes] = Succession.signatures(link)
      const [signer = Option.none()] = yield* signatures.recover([charter!])
      const isHolders = Option.exists(signer, (key) => Bytes.equals(key, succession.holder))
      const voters = isHolders ? yield* signatures.recover(votes) : []
      const longer = Succession.extend(succession, link, [signer, ...voters], hashes)
      if (Result.isFailure(longer)) return longer
      succession = longer.success
    }
    return Result.succeed(succession)
  })

  /** The charter in an envelope, if the holder signed it in this epoch. */
  const chartered = Effect.fnUntraced(function* (envelope: Uint8Array, succession: Succession.Succession) {
    const read = Succession.readCharter(envelope, community.id, hashes)
    if (Result.isFailure(read)) return Option.none<Chartered>()
    const { charter, envelope: content } = read.success
    const [signer = Option.none()] = yield* signatures.recover([content])
    return Option.exists(signer, (key) => Bytes.equals(key, succession.holder)) &&
      charter.epoch === Succession.epochOf(succession)
      ? Option.some<Chartered>({ charter, envelope })
      : Option.none<Chartered>()
  })

  return { proved, chartered }
})
