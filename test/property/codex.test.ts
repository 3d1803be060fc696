/** Codex: the published vectors, and the laws of the incremental hasher. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { Result } from "effect"
import { readFileSync } from "node:fs"
import * as path from "node:path"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Cid from "../../src/domain/codex/Cid.ts"
import * as Dataset from "../../src/domain/codex/Dataset.ts"
import * as Manifest from "../../src/domain/codex/Manifest.ts"
import { runs } from "../../src/testing/runs.ts"

type Recipe =
  | { readonly kind: "utf8"; readonly value: string }
  | { readonly kind: "fill"; readonly byte: number; readonly length: number }
  | { readonly kind: "xorshift32"; readonly seed: number; readonly length: number }

interface Vector {
  readonly layout: Manifest.Layout
  readonly bytes: Recipe
  readonly size: number
  readonly filename: string | null
  readonly mimetype: string | null
  readonly treeCid?: string
  readonly cid?: string | null
  readonly manifestHex?: string
}

interface Encoding {
  readonly layout: Manifest.Layout
  readonly name: string
  readonly treeCidHex: string
  readonly blockSize: number
  readonly datasetSize: number
  readonly filename: string | null
  readonly mimetype: string | null
  readonly manifestHex: string
}

const file = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, "../../vectors/codex-published.json"), "utf8")
) as {
  readonly vectors: Array<Vector>
  readonly derivedNotPublished: Array<Vector>
  readonly manifestEncodings: Array<Encoding>
}

const produce = (recipe: Recipe): Uint8Array => {
  if (recipe.kind === "utf8") return Bytes.utf8(recipe.value)
  if (recipe.kind === "fill") return new Uint8Array(recipe.length).fill(recipe.byte)
  let state = recipe.seed | 0
  return Uint8Array.from({ length: recipe.length }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state & 0xff
  })
}

const treeOf = (bytes: Uint8Array): Dataset.Tree => {
  const hasher = Dataset.hasher()
  hasher.push(bytes)
  return Result.getOrThrow(hasher.finish())
}

describe("published vectors", () => {
  for (const vector of [...file.vectors, ...file.derivedNotPublished]) {
    it(`A-40: ${vector.layout} ${JSON.stringify(vector.bytes).slice(0, 60)} ${vector.filename} ${vector.mimetype}`, () => {
      const tree = treeOf(produce(vector.bytes))
      assert.strictEqual(tree.datasetSize, vector.size)
      if (vector.treeCid !== undefined) assert.strictEqual(tree.treeCid, vector.treeCid)
      const manifest = Dataset.manifest(tree, {
        layout: vector.layout,
        filename: vector.filename ?? undefined,
        mimetype: vector.mimetype ?? undefined
      })
      if (vector.manifestHex !== undefined)
        assert.strictEqual(Bytes.toHex(Manifest.encode(manifest)), vector.manifestHex)
      if (vector.cid) assert.strictEqual(Manifest.cid(manifest), vector.cid)
      // Without names L1 and L2 are the same bytes, so the layout read back may be the other one.
      const { layout, ...read } = Result.getOrThrow(Manifest.decode(Manifest.encode(manifest)))
      assert.deepStrictEqual({ ...read, layout: manifest.layout }, manifest)
      assert.strictEqual(Manifest.cid({ ...read, layout }), Manifest.cid(manifest))
    })
  }

  for (const encoding of file.manifestEncodings) {
    it(`A-40: manifest ${encoding.layout} ${encoding.name}`, () => {
      const manifest: Manifest.Manifest = {
        layout: encoding.layout,
        treeCid: Cid.treeFromBytes(Bytes.fromHex(encoding.treeCidHex)!),
        blockSize: encoding.blockSize,
        datasetSize: encoding.datasetSize,
        filename: encoding.filename ?? undefined,
        mimetype: encoding.mimetype ?? undefined
      }
      assert.strictEqual(Bytes.toHex(Manifest.encode(manifest)), encoding.manifestHex)
      assert.deepStrictEqual(Result.getOrThrow(Manifest.decode(Bytes.fromHex(encoding.manifestHex)!)), manifest)
    })
  }
})

const edgeSize = fc.oneof(
  fc.integer({ min: 1, max: 300 }),
  fc.constantFrom(65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 200_000, 327_680)
)

describe("laws", () => {
  it("A-40: cutting a stream differently never changes its CID", () => {
    fc.assert(
      fc.property(
        edgeSize,
        fc.nat(255),
        fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 8 }),
        (size, byte, cuts) => {
          const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31 + byte) & 0xff)
          const hasher = Dataset.hasher()
          for (let at = 0, n = 0; at < size; n++) {
            const step = cuts[n % cuts.length]!
            hasher.push(bytes.subarray(at, at + step))
            at += step
          }
          assert.deepStrictEqual(Result.getOrThrow(hasher.finish()), treeOf(bytes))
        }
      ),
      { numRuns: runs }
    )
  })

  it("A-51: a dataset is accepted as itself and as nothing else, trailing zeros included", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 1, max: 3 }),
        (bytes, position, zeros) => {
          const manifest = Dataset.manifest(treeOf(bytes))
          const accepts = (other: Uint8Array) => {
            const verifier = Dataset.verifier(manifest)
            verifier.push(other)
            return verifier.finish()
          }
          const changed = Uint8Array.from(bytes)
          changed[position % bytes.length]! ^= 0x80
          assert.isTrue(accepts(bytes))
          assert.isFalse(accepts(changed))
          assert.isFalse(accepts(Bytes.concat([bytes, new Uint8Array(zeros)])))
          assert.isFalse(accepts(bytes.subarray(0, -1)))
        }
      ),
      { numRuns: runs }
    )
  })

  it("A-41: only the canonical text of a dataset CID parses, and it parses to its own bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.nat(),
        fc.constantFrom("manifest", "block", "root"),
        (digest, at, codec) => {
          const cid = Cid.fromManifestDigest(digest)
          assert.deepStrictEqual(Result.getOrThrow(Cid.parse(cid)), cid)
          assert.isTrue(Bytes.equals(Cid.toBytes(cid), Cid.bytesOf("manifest", digest)))
          if (codec !== "manifest") {
            assert.isTrue(Result.isFailure(Cid.parse(Cid.treeFromBytes(Cid.bytesOf(codec as "block", digest)))))
          }
          const broken = `${cid.slice(0, 1 + (at % 52))}0${cid.slice(2 + (at % 52))}`
          for (const text of ["", "magnet:?xt=urn:btih:00", cid.slice(1), `${cid}1`, ` ${cid}`, `../${cid}`, broken]) {
            assert.isTrue(Result.isFailure(Cid.parse(text)), text)
          }
        }
      ),
      { numRuns: runs }
    )
  })

  it("A-19: CIDs are ordered as their bytes are", () => {
    const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(digest, digest, (left, right) => {
        const [one, two] = [Cid.fromManifestDigest(left), Cid.fromManifestDigest(right)]
        assert.strictEqual(Cid.order(one, two), Bytes.compare(Cid.toBytes(one), Cid.toBytes(two)))
      }),
      { numRuns: runs }
    )
  })

  it("a tree whose CID has thousands of bytes is of no known layout", () => {
    const field = (content: Uint8Array) => Bytes.concat([Uint8Array.of(0x0a), Bytes.uvarint(content.length), content])
    const manifest = Manifest.decode(field(field(new Uint8Array(3_500))))
    assert.deepStrictEqual(manifest, Result.fail({ _tag: "InvalidManifest", why: "it is of no known layout" }))
  })

  it("hostile bytes are no manifest, and never throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        const manifest = Manifest.decode(bytes)
        if (Result.isSuccess(manifest)) assert.deepStrictEqual(Manifest.encode(manifest.success), bytes)
      }),
      { numRuns: runs }
    )
  })
})
