/** `codex.json`: trees, manifests and CIDs of datasets. */
import * as Result from "effect/Result"
import { Bytes, Cid, Dataset, Manifest } from "../../src/index.ts"
import { bytes, hex, no, ok, operation, produce, type Recipe, type VectorFile } from "./vector.ts"

const BLOCK = 65_536

const treeOf = (content: Uint8Array) => {
  const hasher = Dataset.hasher()
  hasher.push(content)
  return Result.mapError(hasher.finish(), () => "a dataset has at least one byte")
}

const manifestOf = (recipe: Recipe) => Result.map(treeOf(produce(recipe)), (tree) => Dataset.manifest(tree))

const dataset = operation("dataset", ({ bytes }: { readonly bytes: Recipe }) =>
  Result.map(manifestOf(bytes), (manifest) => ({
    blocks: Math.ceil(manifest.datasetSize / BLOCK),
    datasetSize: manifest.datasetSize,
    treeCid: manifest.treeCid,
    manifest: hex(Manifest.encode(manifest)),
    cid: Manifest.cid(manifest)
  }))
)

const readManifest = operation("manifest", ({ manifest }: { readonly manifest: string }) =>
  Result.match(Manifest.decode(bytes(manifest)), {
    onFailure: ({ why }) => no(why),
    onSuccess: (value) =>
      ok({
        ...value,
        filename: value.filename ?? null,
        mimetype: value.mimetype ?? null,
        cid: Manifest.cid(value)
      })
  })
)

const parse = operation("cid", ({ text }: { readonly text: string }) =>
  Result.match(Cid.parse(text), {
    onFailure: ({ why }) => no(why),
    onSuccess: (cid) => ok({ bytes: hex(Cid.toBytes(cid)) })
  })
)

const verify = operation("verify", (input: { readonly manifest: string; readonly bytes: Recipe }) => {
  const verifier = Dataset.verifier(Result.getOrThrow(Manifest.decode(bytes(input.manifest))))
  verifier.push(produce(input.bytes))
  return verifier.finish() ? ok({ verified: true }) : no("the bytes are not those of the manifest")
})

const random = (length: number, seed = 7): Recipe => ({ kind: "xorshift32", seed, length })
const encoded = (recipe: Recipe) => hex(Manifest.encode(Result.getOrThrow(manifestOf(recipe))))

const sizes: ReadonlyArray<readonly [string, number]> = [
  ["one byte", 1],
  ["one byte less than a block", BLOCK - 1],
  ["one block", BLOCK],
  ["one byte more than a block", BLOCK + 1],
  ["two blocks", 2 * BLOCK],
  ["three blocks: a node without right sibling", 3 * BLOCK],
  ["five blocks, the last with one byte", 4 * BLOCK + 1],
  ["seven blocks: one without sibling on two layers", 7 * BLOCK]
]

const hello: Recipe = { kind: "utf8", value: "hello logos" }
const cid = Manifest.cid(Result.getOrThrow(manifestOf(hello)))
const cidBytes = Cid.toBytes(cid)
const digest = cidBytes.subarray(-32)
const text = (value: Uint8Array): string => Cid.treeFromBytes(value)
const manifest = encoded(hello)
/** The same manifest, its block size in a varint of four bytes instead of three. */
const longer = manifest
  .replace(/^0a(..)/, (_, size: string) => `0a${(Number.parseInt(size, 16) + 1).toString(16)}`)
  .replace("18808004", "1880808400")
const names = (filename: string | undefined, mimetype: string | undefined, layout: Manifest.Layout) =>
  hex(Manifest.encode(Dataset.manifest(Result.getOrThrow(treeOf(produce(hello))), { layout, filename, mimetype })))

export const codex: VectorFile = {
  name: "codex",
  about: "Datasets of Codex: the tree over blocks of 65,536 bytes, the manifest, the CID that announces both.",
  operations: { ...dataset.run, ...readManifest.run, ...parse.run, ...verify.run },
  cases: [
    ...sizes.map(([title, length]) => dataset.gives(title, ["A-40"], { bytes: random(length) })),
    dataset.gives("text", ["A-40"], { bytes: hello }),
    dataset.gives("one zero byte", ["A-40"], { bytes: { kind: "fill", byte: 0, length: 1 } }),
    dataset.gives("a block of zeros: the same tree as one zero byte, another manifest", ["A-40", "A-51"], {
      bytes: { kind: "fill", byte: 0, length: BLOCK }
    }),
    readManifest.gives("the layout and the names under which this project writes", ["A-40"], { manifest }),
    readManifest.gives("layout L1 with both names", ["A-40"], { manifest: names("a.bin", "text/plain", "L1") }),
    readManifest.gives("layout L2 with both names", ["A-40"], { manifest: names("a.bin", "text/plain", "L2") }),
    readManifest.gives("layout L3 without names", ["A-40"], { manifest: names(undefined, undefined, "L3") }),
    parse.gives("the canonical text of a dataset CID", ["A-41"], { text: cid }),
    verify.gives("the bytes of a manifest", ["A-51"], { manifest, bytes: hello }),
    verify.gives("the bytes of a manifest of several blocks", ["A-51"], {
      manifest: encoded(random(2 * BLOCK + 5)),
      bytes: random(2 * BLOCK + 5)
    })
  ],
  invalid: [
    dataset.refuses("no byte", ["A-40"], "empty", { bytes: { kind: "fill", byte: 0, length: 0 } }),
    readManifest.refuses("the last byte is missing", ["A-40"], "malformed", { manifest: manifest.slice(0, -2) }),
    readManifest.refuses("no bytes", ["A-40"], "malformed", { manifest: "" }),
    readManifest.refuses("a field that no layout has", ["A-40"], "form", {
      manifest: hex(bytesField(Bytes.concat([bytes(manifest).subarray(2), Uint8Array.of(0x78, 1)])))
    }),
    readManifest.refuses("two headers", ["A-40"], "malformed", { manifest: manifest + manifest }),
    readManifest.refuses("a varint that is longer than it must be", ["A-40"], "form", {
      manifest: longer
    }),
    parse.refuses("no text", ["A-41"], "form", { text: "" }),
    parse.refuses("a magnet link", ["A-41", "A-44"], "form", {
      text: "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a"
    }),
    parse.refuses("the CID of a block", ["A-41"], "type", { text: text(Cid.bytesOf("block", digest)) }),
    parse.refuses("the CID of a tree", ["A-41"], "type", { text: text(Cid.bytesOf("root", digest)) }),
    parse.refuses("a CID of raw bytes", ["A-41"], "length", {
      text: text(Bytes.concat([Uint8Array.of(1, 0x55, 0x12, 0x20), digest]))
    }),
    parse.refuses("a digest of 31 bytes", ["A-41"], "length", { text: text(cidBytes.subarray(0, -1)) }),
    parse.refuses("without the letter of the base", ["A-41"], "form", { text: cid.slice(1) }),
    parse.refuses("a letter that base58 does not have", ["A-41"], "form", { text: `${cid.slice(0, -1)}0` }),
    parse.refuses("a space in front", ["A-41"], "form", { text: ` ${cid}` }),
    parse.refuses("a leading zero byte", ["A-41"], "length", { text: `z1${cid.slice(1)}` }),
    verify.refuses("a zero byte too many, which the padding of the block hides from the tree", ["A-51"], "damaged", {
      manifest,
      bytes: { kind: "hex", value: `${hex(produce(hello))}00` }
    }),
    verify.refuses("a byte too few", ["A-51"], "damaged", { manifest, bytes: { kind: "utf8", value: "hello logo" } }),
    verify.refuses("another byte", ["A-51"], "damaged", { manifest, bytes: { kind: "utf8", value: "hello Logos" } }),
    verify.refuses("nothing", ["A-51"], "damaged", { manifest, bytes: { kind: "utf8", value: "" } })
  ]
}

function bytesField(header: Uint8Array): Uint8Array {
  return Bytes.concat([Uint8Array.of(0x0a), Bytes.uvarint(header.length), header])
}
