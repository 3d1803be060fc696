/** What Codex names things by. */
import { assert } from "@effect/vitest"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as Cid from "../../../src/domain/codex/Cid.ts"
import * as Manifest from "../../../src/domain/codex/Manifest.ts"
import * as Generators from "../../../src/testing/generators/index.ts"
import { damaged } from "../generators/bytes.ts"
import { messages } from "../generators/protobuf.ts"
import { assertTyped, type Target, textOf, texts } from "../Target.ts"

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 })
const text = fc.option(fc.string({ maxLength: 12 }), { nil: undefined })

export const manifest: fc.Arbitrary<Manifest.Manifest> = fc.record({
  layout: fc.constantFrom("L1", "L2", "L3"),
  treeCid: digest.map(Cid.treeFromDigest),
  blockSize: fc.constantFrom(65_536, 0, 1),
  datasetSize: fc.oneof(fc.nat(), fc.constantFrom(2 ** 32, 2 ** 53 - 1, 2 ** 53)),
  filename: text,
  mimetype: text
})

const cids = fc.oneof(
  Generators.Codex.cid,
  digest.map(Cid.treeFromDigest),
  fc.uint8Array({ maxLength: 60 }).map(Cid.treeFromBytes),
  // Of a digest that is too long, or too short.
  fc.uint8Array({ minLength: 28, maxLength: 36 }).map((bytes) => Cid.treeFromBytes(Cid.bytesOf("manifest", bytes))),
  fc.constantFrom("magnet:?xt=urn:btih:abc", "z", "", `z${"1".repeat(79)}`, `z${"z".repeat(5_000)}`)
)

export const targets: ReadonlyArray<Target> = [
  {
    name: "codex-manifest",
    law: "a manifest is refused, or written again byte for byte",
    kind: "bytes",
    inputs: messages(manifest.map(Manifest.encode)),
    check: (input) => {
      const decoded = Manifest.decode(input)
      if (Result.isFailure(decoded)) {
        assertTyped(decoded.failure, "InvalidManifest")
        return false
      }
      assert.strictEqual(Bytes.toHex(Manifest.encode(decoded.success)), Bytes.toHex(input))
      assert.isTrue(Number.isSafeInteger(decoded.success.datasetSize) && decoded.success.datasetSize > 0)
      assert.isTrue(Option.isSome(Option.getSuccess(Cid.parse(Manifest.cid(decoded.success)))))
      return true
    }
  },
  {
    name: "codex-cid",
    law: "a CID is refused, or is the one text of its 38 bytes",
    kind: "text",
    inputs: damaged(texts(cids)),
    check: (input) => {
      const written = textOf(input)
      const parsed = Cid.parse(written)
      if (Result.isFailure(parsed)) {
        assertTyped(parsed.failure, "InvalidCid")
        assert.isAtMost(parsed.failure.text.length, 80)
        if (!Cid.isTree(written)) return false
        assert.strictEqual(Cid.treeFromBytes(Cid.treeToBytes(written)), written)
        return true
      }
      assert.isFalse(Cid.isTree(written))
      const bytes = Cid.toBytes(parsed.success)
      assert.strictEqual(bytes.length, 38)
      assert.strictEqual(Cid.fromManifestDigest(bytes.subarray(6)), written)
      return true
    }
  }
]
