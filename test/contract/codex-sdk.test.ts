/** The published SDK of Codex on this project's server: what it can do there, it can do at a node. */
import { assert, it } from "@effect/vitest"
import { Codex as Sdk } from "@codex-storage/sdk-js"
import { NodeUploadStrategy } from "@codex-storage/sdk-js/node"
import { Effect } from "effect"
import * as Dataset from "../../src/domain/codex/Dataset.ts"
import * as Manifest from "../../src/domain/codex/Manifest.ts"
import { manifestOf } from "../../src/testing/contract/Codex.ts"
import { pattern } from "../../src/testing/generators/codex.ts"
import { serveNew } from "../support/codex-server.ts"

const value = (answer: { readonly error: boolean; readonly data: unknown }): unknown => {
  assert.isFalse(answer.error, JSON.stringify(answer.data))
  return answer.data
}

it.live("A-40: @codex-storage/sdk-js uploads, downloads, lists, deletes, and reads manifests, names and all", () =>
  Effect.gen(function* () {
    const server = yield* serveNew({ dialect: "codex" })
    yield* Effect.promise(async () => {
      const { data, debug } = new Sdk(server.url)
      const bytes = pattern(150_000, 3)
      const upload = data.upload(
        new NodeUploadStrategy(Buffer.from(bytes), { filename: "history.txt", mimetype: "text/plain" })
      )
      const cid = value(await upload.result) as string
      const names = { filename: "history.txt", mimetype: "text/plain" }
      const expected = Dataset.manifest(manifestOf(bytes), names)
      assert.strictEqual(cid, Manifest.cid(expected))

      const manifest = value(await data.fetchManifest(cid)) as {
        cid: string
        manifest: { treeCid: string; filename: string }
      }
      assert.deepStrictEqual(
        [manifest.cid, manifest.manifest.treeCid, manifest.manifest.filename],
        [cid, expected.treeCid, "history.txt"]
      )
      for (const download of [data.localDownload(cid), data.networkDownloadStream(cid)]) {
        const response = value(await download) as Response
        assert.deepStrictEqual(new Uint8Array(await response.arrayBuffer()), bytes)
      }
      value(await data.networkDownload(cid))
      const listed = value(await data.cids()) as { content: ReadonlyArray<{ cid: string }> }
      assert.deepStrictEqual(
        listed.content.map((one) => one.cid),
        [cid]
      )
      assert.isAbove((value(await data.space()) as { quotaUsedBytes: number }).quotaUsedBytes, bytes.length)
      value(await debug.info())
      value(await data.delete(cid))
      assert.deepStrictEqual((value(await data.cids()) as { content: ReadonlyArray<unknown> }).content, [])
    })
  }).pipe(Effect.scoped)
)
