/** Keys and messages of a community. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as fc from "fast-check"
import * as PublicKey from "../../../src/domain/community/PublicKey.ts"

/** Keys in the full range, the ends of it among them. */
export const secretKey = fc
  .oneof(
    fc.bigInt({ min: 1n, max: secp256k1.Point.Fn.ORDER - 1n }),
    fc.constantFrom(1n, 2n, secp256k1.Point.Fn.ORDER - 1n)
  )
  .map((scalar) => secp256k1.Point.Fn.toBytes(scalar))

export const publicKeyOf = (secret: Uint8Array) => PublicKey.PublicKey(secp256k1.getPublicKey(secret, false))

export const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })
