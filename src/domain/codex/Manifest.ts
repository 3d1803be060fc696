/**
 * What stands behind a dataset CID. A-40.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import * as Fields from "../wire/Fields.ts"
import type { TreeCid } from "./Cid.ts"
import * as Cid from "./Cid.ts"

/** The three manifest layouts that nodes have written: 2025, 2026-01, 2026 (v0.4). New datasets are written as L3. */
export type Layout = "L1" | "L2" | "L3"

/** `datasetSize` and `blockSize` in bytes; `filename` and `mimetype` change the CID, absence included. */
export interface Manifest {
  readonly layout: Layout
  readonly treeCid: TreeCid
  readonly blockSize: number
  readonly datasetSize: number
  readonly filename: string | undefined
  readonly mimetype: string | undefined
}

/** Why bytes are no manifest. */
export interface InvalidManifest {
  readonly _tag: "InvalidManifest"
  readonly why: string
}

/** The number of each field under a layout; `manifestVersion` (value 0) is written by L3 alone. */
interface Numbers {
  readonly manifestVersion: number | undefined
  readonly treeCid: number
  readonly blockSize: number
  readonly datasetSize: number
  readonly codec: number
  readonly hcodec: number
  readonly version: number
  readonly filename: number
  readonly mimetype: number
}

const first = { treeCid: 1, blockSize: 2, datasetSize: 3, codec: 4, hcodec: 5, version: 6 }

/** The newest first. */
export const LAYOUTS: ReadonlyArray<Layout> = ["L3", "L2", "L1"]

const NUMBERS: Readonly<Record<Layout, Numbers>> = {
  L1: { ...first, manifestVersion: undefined, filename: 8, mimetype: 9 },
  L2: { ...first, manifestVersion: undefined, filename: 7, mimetype: 8 },
  L3: {
    manifestVersion: 1,
    treeCid: 2,
    blockSize: 3,
    datasetSize: 4,
    codec: 5,
    hcodec: 6,
    version: 7,
    filename: 8,
    mimetype: 9
  }
}

/** The ordinal of CIDv1 in the node's own enumeration, which is what it writes. */
const VERSION_ORDINAL = 2
const MAX_BYTES = 4_096
/** Of a CID; a longer one is of no hash that anybody uses, and has no text. */
const MAX_CID = 128

const varint = (field: number, value: number): Uint8Array =>
  Bytes.concat([Bytes.uvarint(field * 8), Bytes.uvarint(value)])

const bytesField = (field: number, value: Uint8Array): Uint8Array =>
  Bytes.concat([Bytes.uvarint(field * 8 + 2), Bytes.uvarint(value.length), value])

/** The bytes of the manifest block under the manifest's own layout. */
export const encode = (manifest: Manifest): Uint8Array => {
  const numbers = NUMBERS[manifest.layout]
  const header = Bytes.concat([
    ...(numbers.manifestVersion === undefined ? [] : [varint(numbers.manifestVersion, 0)]),
    bytesField(numbers.treeCid, Cid.treeToBytes(manifest.treeCid)),
    varint(numbers.blockSize, manifest.blockSize),
    varint(numbers.datasetSize, manifest.datasetSize),
    varint(numbers.codec, Cid.CODEC.block),
    varint(numbers.hcodec, Cid.SHA2_256),
    varint(numbers.version, VERSION_ORDINAL),
    ...(manifest.filename === undefined ? [] : [bytesField(numbers.filename, Bytes.utf8(manifest.filename))]),
    ...(manifest.mimetype === undefined ? [] : [bytesField(numbers.mimetype, Bytes.utf8(manifest.mimetype))])
  ])
  return bytesField(1, header)
}

/** The CID under which the dataset is known: the hash of its manifest block. */
export const cid = (manifest: Manifest): Cid.Cid => Cid.fromManifestDigest(sha256(encode(manifest)))

const read = (header: ReadonlyArray<Fields.Field>, layout: Layout): Manifest | undefined => {
  const numbers = NUMBERS[layout]
  const number = (field: number) => Number(Fields.last(header, field, 0)?.value ?? 0n)
  const text = (field: number) => {
    const found = Fields.last(header, field, 2)
    return found === undefined ? undefined : Bytes.toUtf8(found.bytes)
  }
  const tree = Fields.last(header, numbers.treeCid, 2)
  return tree === undefined || tree.bytes.length > MAX_CID
    ? undefined
    : {
        layout,
        treeCid: Cid.treeFromBytes(tree.bytes),
        blockSize: number(numbers.blockSize),
        datasetSize: number(numbers.datasetSize),
        filename: text(numbers.filename),
        mimetype: text(numbers.mimetype)
      }
}

/**
 * Reads a manifest block and finds its layout: the one under which it encodes to the same bytes again. Whatever does
 * not is refused, so every manifest read is proved equal to its CID by construction.
 */
export const decode = (bytes: Uint8Array): Result.Result<Manifest, InvalidManifest> => {
  const refuse = (why: string) => Result.fail<InvalidManifest>({ _tag: "InvalidManifest", why })
  if (bytes.length > MAX_BYTES) return refuse("it is too large for a manifest")
  const [outer, ...rest] = Fields.scan(bytes) ?? []
  if (outer === undefined || outer.number !== 1 || rest.length > 0) return refuse("it is not one header message")
  const header = Fields.scan(outer.bytes)
  if (header === undefined) return refuse("its header does not decode")
  for (const layout of LAYOUTS) {
    const manifest = read(header, layout)
    if (
      manifest !== undefined &&
      Number.isSafeInteger(manifest.datasetSize) &&
      manifest.datasetSize > 0 &&
      Bytes.equals(encode(manifest), bytes)
    )
      return Result.succeed(manifest)
  }
  return refuse("it is of no known layout")
}
