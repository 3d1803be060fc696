/** Keys and ids that never change. Secrets of vectors are known to everybody: never use them for anything else. */
import { secp256k1 } from "@noble/curves/secp256k1.js"
import { Description, PublicKey } from "../../src/index.ts"
import { bytes } from "./vector.ts"

export const COMMUNITY_SECRET = `${"00".repeat(31)}01`
export const MEMBER_SECRET = "11".repeat(32)

export const publicKeyOf = (secret: string): PublicKey.PublicKey =>
  PublicKey.PublicKey(secp256k1.getPublicKey(bytes(secret), false))

export const COMMUNITY = PublicKey.toCommunityId(publicKeyOf(COMMUNITY_SECRET))
export const CHAT = Description.chatId(COMMUNITY, "general")
export const OTHER_CHAT = Description.chatId(COMMUNITY, "support")
export const MESSAGE = `0x${"ab".repeat(32)}`
export const CID = "zDvZRwzm22eSYNdLBuNHVi7jSTR2a4n48yy4Ur9qws4vHV6madiz"
export const OTHER_CID = "zDvZRwzmAkhzDRPH5EW242gJBNZ2T7aoH2v1fVH66FxXL4kSbvyM"
