/**
 * Public keys of secp256k1 and the community id. CHA-06, A-14, A-16.
 */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Brand from "effect/Brand"
import * as Bytes from "../Bytes.ts"

/** An uncompressed key: 65 bytes, `04 ‖ x ‖ y`, a point of the curve. */
export type PublicKey = Brand.Branded<Uint8Array, "PublicKey">

/** `"0x"` and the 66 hexadecimal digits of the compressed key, in lower case. */
export type CommunityId = Brand.Branded<string, "CommunityId">

/** For bytes already known to be an uncompressed point. */
export const PublicKey = Brand.nominal<PublicKey>()

const communityId = Brand.nominal<CommunityId>()

/** Accepts 33- or 65-byte encodings of a point; `undefined` for anything else. */
export const fromBytes = (bytes: Uint8Array): PublicKey | undefined => {
  try {
    return PublicKey(secp256k1.Point.fromBytes(bytes).toBytes(false))
  } catch {
    return undefined
  }
}

/** The 33-byte encoding: parity of `y`, then `x`. */
export const compress = (key: PublicKey): Uint8Array => {
  const compressed = key.slice(0, 33)
  compressed[0] = 2 + (key[64]! & 1)
  return compressed
}

const REMEMBERED = 1024
const named = new Map<number, { readonly key: PublicKey; readonly text: string }>()

/** The text form of a compressed key: how authors and communities are named. Few authors write most messages. */
export const toText = (key: PublicKey): string => {
  const place = key[1]! + key[2]! * 2 ** 8 + key[3]! * 2 ** 16 + key[4]! * 2 ** 24
  const known = named.get(place)
  if (known !== undefined && Bytes.equals(known.key, key)) return known.text
  if (named.size >= REMEMBERED) named.clear()
  const text = `0x${Bytes.toHex(compress(key))}`
  named.set(place, { key: PublicKey(key.slice()), text })
  return text
}

export const toCommunityId = (key: PublicKey): CommunityId => communityId(toText(key))

/** Reads `0x` and 66 hexadecimal digits of either case; `undefined` where that is no key. */
export const parseCommunityId = (text: string): CommunityId | undefined => {
  if (!/^0x[0-9a-fA-F]{66}$/.test(text)) return undefined
  const key = fromBytes(Bytes.fromHex(text)!)
  return key === undefined ? undefined : toCommunityId(key)
}

/** The key behind a community id. */
export const ofCommunity = (id: CommunityId): PublicKey =>
  PublicKey(secp256k1.Point.fromBytes(Bytes.fromHex(id)!).toBytes(false))
