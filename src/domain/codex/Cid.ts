/**
 * Content identifiers of Codex: CIDv1, multibase base58btc, sha2-256, one of Codex's own multicodecs. A-41.
 */
import { base58 } from "@scure/base"
import * as Brand from "effect/Brand"
import * as Order from "effect/Order"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"

/** The text of a dataset CID (codec codex-manifest), canonical: `zDv…`. */
export type Cid = Brand.Branded<string, "Cid">

/** The text of a tree CID (codec codex-root): `zDz…`. */
export type TreeCid = Brand.Branded<string, "TreeCid">

/** Multicodec codes that appear in CIDs and manifests. */
export const CODEC = { manifest: 0xcd01, block: 0xcd02, root: 0xcd03 } as const
export const SHA2_256 = 0x12

/** Why a text is no dataset CID. */
export interface InvalidCid {
  readonly _tag: "InvalidCid"
  readonly text: string
  readonly why: string
}

const DIGEST = 32
const SIZE = 38
const MAX_TEXT = 80

const prefix = (codec: number): Uint8Array =>
  Bytes.concat([Uint8Array.of(1), Bytes.uvarint(codec), Uint8Array.of(SHA2_256, DIGEST)])

const PREFIX = { manifest: prefix(CODEC.manifest), block: prefix(CODEC.block), root: prefix(CODEC.root) } as const

/** The 38 bytes of the CID of `digest` under `codec`. */
export const bytesOf = (codec: keyof typeof CODEC, digest: Uint8Array): Uint8Array =>
  Bytes.concat([PREFIX[codec], digest])

const text = (bytes: Uint8Array): string => `z${base58.encode(bytes)}`

export const fromManifestDigest = (digest: Uint8Array): Cid => text(bytesOf("manifest", digest)) as Cid
export const treeFromDigest = (digest: Uint8Array): TreeCid => text(bytesOf("root", digest)) as TreeCid

/** Any byte string as CID text; used to show what a manifest holds. */
export const treeFromBytes = (bytes: Uint8Array): TreeCid => text(bytes) as TreeCid

/**
 * Accepts exactly the canonical text of a dataset CID. `magnet:` links, block and root CIDs, other hashes, other
 * bases and over-long texts are refused.
 */
export const parse = (input: string): Result.Result<Cid, InvalidCid> => {
  const refuse = (why: string) => Result.fail<InvalidCid>({ _tag: "InvalidCid", text: input.slice(0, MAX_TEXT), why })
  if (input.startsWith("magnet:")) return refuse("it is a magnet link of the BitTorrent service")
  if (input.length > MAX_TEXT || !input.startsWith("z")) return refuse("it is not base58btc text (z…)")
  let bytes: Uint8Array
  try {
    bytes = base58.decode(input.slice(1))
  } catch {
    return refuse("it is not base58btc text (z…)")
  }
  if (bytes.length !== SIZE) return refuse("it has the wrong length")
  if (!Bytes.equals(bytes.subarray(0, SIZE - DIGEST), PREFIX.manifest))
    return refuse("it is not a dataset of Codex (codec 0xCD01, sha2-256)")
  return Result.succeed(input as Cid)
}

/** Whether it is the canonical text of a tree CID. */
export const isTree = (input: string): input is TreeCid => {
  if (input.length > MAX_TEXT || !input.startsWith("z")) return false
  try {
    const bytes = base58.decode(input.slice(1))
    return bytes.length === SIZE && Bytes.equals(bytes.subarray(0, SIZE - DIGEST), PREFIX.root)
  } catch {
    return false
  }
}

/** The 38 bytes of a dataset CID. */
export const toBytes = (cid: Cid): Uint8Array => base58.decode(cid.slice(1))

/** The bytes of a tree CID. */
export const treeToBytes = (cid: TreeCid): Uint8Array => base58.decode(cid.slice(1))

/**
 * By bytes. All dataset CIDs have equal length and the base58 alphabet ascends in ASCII, so the order of the texts
 * is the order of the bytes.
 */
export const order: Order.Order<Cid> = Order.String
