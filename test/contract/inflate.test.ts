/** Both implementations of `Inflate`, and that they answer alike. */
import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as zlib from "node:zlib"
import * as Native from "../../src/adapters/crypto-node/Inflate.ts"
import * as Pure from "../../src/adapters/crypto-pure/Inflate.ts"
import { heavyRuns } from "../support/runs.ts"
import { answer, inflateContract } from "./Inflate.ts"

inflateContract("crypto-pure", Pure.layer)
inflateContract("crypto-node", Native.layer)

it("a flipped bit in gzip gets the same answer from both", () =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.nat(), fc.nat(7), async (bytes, at, bit) => {
      const packed = new Uint8Array(zlib.gzipSync(bytes))
      // The first ten bytes are the header, whose unused fields nobody checks.
      packed[10 + (at % (packed.length - 10))]! ^= 1 << bit
      assert.deepStrictEqual(await answer(Pure.layer, packed, 100), await answer(Native.layer, packed, 100))
    }),
    { numRuns: heavyRuns }
  ))
