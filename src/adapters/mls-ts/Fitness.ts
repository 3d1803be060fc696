/**
 * What may enter a group: less than MLS allows and ts-mls looks for, so that nothing that a commit adds can make a later one fail.
 * MLS-05, MLS-16, MLS-21.
 */
import * as TsMls from "ts-mls"
import { encodeCapabilities } from "ts-mls/capabilities.js"
import { verifyKeyPackage } from "ts-mls/keyPackage.js"
import { verifyLeafNodeSignatureKeyPackage } from "ts-mls/leafNode.js"
import * as Bytes from "../../domain/Bytes.ts"

export const SUITE = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"
export const VERSION = "mls10"

export const capabilities: TsMls.Capabilities = {
  versions: [VERSION],
  ciphersuites: [SUITE],
  extensions: [],
  proposals: [],
  credentials: ["basic"]
}

/** What was given does not fit. */
export class Unfit extends Error {}

/** A leaf as this adapter makes it. More of what MLS allows could make a later commit of anybody fail. */
const isPlainLeaf = ({ capabilities: its, extensions }: TsMls.LeafNode): boolean =>
  extensions.length === 0 && Bytes.equals(encodeCapabilities(its), encodeCapabilities(capabilities))

/** Whether something can be encrypted to a key: not to one of another length or of small order. */
const isUsable = async (key: Uint8Array, { hpke }: TsMls.CiphersuiteImpl): Promise<boolean> => {
  try {
    await hpke.seal(await hpke.importPublicKey(key), Bytes.empty, Bytes.empty)
    return true
  } catch {
    return false
  }
}

/** Every one is waited for: a rejection that nobody awaits ends the process. */
export const areUsable = async (keys: ReadonlyArray<Uint8Array>, suite: TsMls.CiphersuiteImpl): Promise<boolean> => {
  for (const key of keys) if (!(await isUsable(key, suite))) return false
  return true
}

/** Whether a key package is valid in every group, at every time. */
export const isFit = async (keyPackage: TsMls.KeyPackage, suite: TsMls.CiphersuiteImpl): Promise<boolean> => {
  const { cipherSuite, extensions, initKey, leafNode, version } = keyPackage
  const { notAfter, notBefore } = leafNode.lifetime
  return (
    cipherSuite === SUITE &&
    version === VERSION &&
    extensions.length === 0 &&
    isPlainLeaf(leafNode) &&
    notBefore === TsMls.defaultLifetime.notBefore &&
    notAfter === TsMls.defaultLifetime.notAfter &&
    !Bytes.equals(initKey, leafNode.hpkePublicKey) &&
    (await verifyKeyPackage(keyPackage, suite.signature)) &&
    (await verifyLeafNodeSignatureKeyPackage(leafNode, suite.signature)) &&
    (await areUsable([initKey, leafNode.hpkePublicKey], suite))
  )
}

export const keysOfLeaf = ({ hpkePublicKey, signaturePublicKey }: TsMls.LeafNode): ReadonlyArray<string> =>
  [hpkePublicKey, signaturePublicKey].map(Bytes.toHex)

export const keysOf = (tree: TsMls.RatchetTree): ReadonlyArray<string> =>
  tree.flatMap((node) =>
    node === undefined
      ? []
      : node.nodeType === "leaf"
        ? keysOfLeaf(node.leaf)
        : [Bytes.toHex(node.parent.hpkePublicKey)]
  )

export const areDistinct = (keys: ReadonlyArray<string>): boolean => new Set(keys).size === keys.length

/** ts-mls looks for keys that occur twice only once they are in the tree, where they make every later commit fail. */
export const requireSound = (tree: TsMls.RatchetTree): void => {
  const isPlain = tree.every((node) => node?.nodeType !== "leaf" || isPlainLeaf(node.leaf))
  if (!isPlain || !areDistinct(keysOf(tree))) throw new Unfit("it leaves a tree that nobody could commit to")
}

/**
 * ts-mls checks additions side by side and awaits the last one: where an earlier one is refused, a promise rejects that nobody
 * awaits. So it is given only what passes.
 */
export const requireFit = async (
  tree: TsMls.RatchetTree,
  proposals: ReadonlyArray<TsMls.Proposal>,
  suite: TsMls.CiphersuiteImpl
): Promise<void> => {
  const keys = [...keysOf(tree)]
  for (const proposal of proposals) {
    if (proposal.proposalType === "remove") continue
    if (proposal.proposalType !== "add") throw new Unfit("it does more than add and remove")
    const { keyPackage } = proposal.add
    if (!(await isFit(keyPackage, suite))) throw new Unfit("it adds an unfit key package")
    keys.push(...keysOfLeaf(keyPackage.leafNode))
  }
  if (!areDistinct(keys)) throw new Unfit("it adds keys that are there")
}
