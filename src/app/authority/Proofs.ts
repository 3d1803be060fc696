/** What is said about the role, proved: signatures are recovered where nothing else refuses it before. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Charter from "../../domain/authority/Charter.ts"
import * as Succession from "../../domain/authority/Succession.ts"
import * as Bytes from "../../domain/Bytes.ts"
import * as Address from "../../domain/community/Address.ts"
import type { PublicKey } from "../../domain/community/PublicKey.ts"
import { Digest } from "../../ports/Digest.ts"
import { Signatures, type Signed } from "../../ports/Signatures.ts"
import { Community } from "../Community.ts"

/** The newest charter of the holder, and the envelope that he signed. */
export interface Chartered {
  readonly charter: Charter.Charter
  readonly envelope: Uint8Array
}

/** Signatures that are looked at before the next ones. */
const AT_ONCE = 32

export const make = Effect.gen(function* () {
  const community = yield* Community
  const { keccak256, sha256 } = yield* Digest
  const hashes = { keccak256, sha256 }
  const signatures = yield* Signatures

  /** Who gave the votes, until one of them is not from whom it says. */
  const votersOf = Effect.fnUntraced(function* ({ certificate }: Succession.Unproved, votes: ReadonlyArray<Signed>) {
    const voters: Array<Option.Option<PublicKey>> = []
    for (let at = 0; at < votes.length; at += AT_ONCE) {
      const some = yield* signatures.recover(votes.slice(at, at + AT_ONCE))
      voters.push(...some)
      const isTrue = some.every((signer, n) =>
        Option.exists(signer, (key) => Address.of(key, keccak256) === certificate.votes[at + n]!.owner)
      )
      if (!isTrue) break
    }
    return voters
  })

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
      const isWorthwhile = isHolders && Succession.implausible(succession, link, hashes) === undefined
      const voters = isWorthwhile ? yield* votersOf(link, votes) : []
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
