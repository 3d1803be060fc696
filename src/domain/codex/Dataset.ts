/**
 * Datasets: a stream of bytes under a CID, computed and checked while the bytes pass..
 */
import { sha256 as pureSha256 } from "@noble/hashes/sha2.js"
import * as Result from "effect/Result"
import * as BlockTree from "./BlockTree.ts"
import type { TreeCid } from "./Cid.ts"
import * as Cid from "./Cid.ts"
import type { Layout, Manifest } from "./Manifest.ts"
import * as Manifests from "./Manifest.ts"

/** What the bytes alone decide. `datasetSize` in bytes, without the padding of the last block. */
export interface Tree {
  readonly treeCid: TreeCid
  readonly datasetSize: number
}

/** A dataset has at least one byte. */
export interface EmptyDataset {
  readonly _tag: "EmptyDataset"
}

export interface Hasher {
  /** Takes the next bytes, cut anywhere. */
  readonly push: (bytes: Uint8Array) => void
  readonly finish: () => Result.Result<Tree, EmptyDataset>
}

/** Hashes a stream of bytes with one block in memory, and 32 bytes for each block before. */
export const hasher = (sha256: BlockTree.Sha256 = pureSha256): Hasher => {
  const leaves: Array<Uint8Array> = []
  let block = new Uint8Array(BlockTree.BLOCK_SIZE)
  let filled = 0
  let size = 0
  const close = () => {
    block.fill(0, filled)
    leaves.push(sha256(block))
    filled = 0
  }
  return {
    push: (bytes) => {
      size += bytes.length
      let at = 0
      while (at < bytes.length) {
        if (filled === 0 && bytes.length - at >= BlockTree.BLOCK_SIZE) {
          leaves.push(sha256(bytes.subarray(at, at + BlockTree.BLOCK_SIZE)))
          at += BlockTree.BLOCK_SIZE
          continue
        }
        const taken = Math.min(BlockTree.BLOCK_SIZE - filled, bytes.length - at)
        block.set(bytes.subarray(at, at + taken), filled)
        filled += taken
        at += taken
        if (filled === BlockTree.BLOCK_SIZE) close()
      }
    },
    finish: () => {
      if (size === 0) return Result.fail({ _tag: "EmptyDataset" })
      if (filled > 0) close()
      return Result.succeed({ treeCid: Cid.treeFromDigest(BlockTree.root(leaves, sha256)), datasetSize: size })
    }
  }
}

/** The constant headers of everything this project stores, so that equal bytes have equal CIDs. */
export const MIMETYPE = "application/octet-stream"

export interface Names {
  readonly layout?: Layout
  readonly filename?: string | undefined
  readonly mimetype?: string | undefined
}

/** The manifest of a tree; without names, the one under which this project stores it. */
export const manifest = (tree: Tree, names: Names = { mimetype: MIMETYPE }): Manifest => ({
  layout: names.layout ?? "L3",
  treeCid: tree.treeCid,
  blockSize: BlockTree.BLOCK_SIZE,
  datasetSize: tree.datasetSize,
  filename: names.filename,
  mimetype: names.mimetype
})

/** Whether the bytes are exactly those of the manifest: tree and size, since padding hides trailing zeros. */
export const describes = (manifest: Manifest, tree: Tree): boolean =>
  tree.treeCid === manifest.treeCid && tree.datasetSize === manifest.datasetSize

/** Whether this project stores the bytes under this CID, on a Codex node of any year. */
export const isStoredAs = (cid: Cid.Cid, tree: Tree): boolean =>
  Manifests.LAYOUTS.some((layout) => Manifests.cid(manifest(tree, { layout, mimetype: MIMETYPE })) === cid)

/** Whether the bytes pushed are exactly those of the manifest. */
export const verifier = (expected: Manifest, sha256?: BlockTree.Sha256) => {
  const { finish, push } = hasher(sha256)
  return {
    push,
    finish: (): boolean => {
      const tree = finish()
      return Result.isSuccess(tree) && describes(expected, tree.success)
    }
  }
}
