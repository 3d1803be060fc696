/** Codex in memory: true CIDs, nothing survives. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Bytes from "../../domain/Bytes.ts"
import type { Cid } from "../../domain/codex/Cid.ts"
import * as Dataset from "../../domain/codex/Dataset.ts"
import * as Manifest from "../../domain/codex/Manifest.ts"
import { Codex, CodexFailure } from "../../ports/Codex.ts"

interface Held {
  readonly manifest: Manifest.Manifest
  readonly bytes: Uint8Array
}

/** A store that several nodes may share, and that outlives any of their layers. */
export const make = () => {
  const datasets = new Map<Cid, Held>()

  const find = (operation: "get" | "manifest", cid: Cid) =>
    Effect.suspend(() => {
      const held = datasets.get(cid)
      return held === undefined
        ? Effect.fail(new CodexFailure({ operation, reason: "NotFound", cid, detail: "nobody here holds it" }))
        : Effect.succeed(held)
    })

  const layer: Layer.Layer<Codex> = Layer.succeed(Codex, {
    put: (stream) =>
      Effect.gen(function* () {
        const hasher = Dataset.hasher()
        const chunks: Array<Uint8Array> = []
        yield* Stream.runForEach(stream, (chunk) =>
          Effect.sync(() => {
            hasher.push(chunk)
            chunks.push(chunk)
          })
        )
        const tree = hasher.finish()
        if (Result.isFailure(tree)) {
          return yield* new CodexFailure({ operation: "put", reason: "Rejected", detail: "there are no bytes" })
        }
        const manifest = Dataset.manifest(tree.success)
        const cid = Manifest.cid(manifest)
        datasets.set(cid, { manifest, bytes: Bytes.concat(chunks) })
        return { cid, size: manifest.datasetSize }
      }),
    get: (cid) => Stream.unwrap(Effect.map(find("get", cid), ({ bytes }) => Stream.succeed(bytes.slice()))),
    has: (cid) => Effect.sync(() => datasets.has(cid)),
    remove: (cid) => Effect.sync(() => void datasets.delete(cid)),
    manifest: (cid) => Effect.map(find("manifest", cid), ({ manifest }) => manifest),
    list: Effect.sync(() => [...datasets.keys()].sort())
  })

  return { layer }
}

export const layer: Layer.Layer<Codex> = Layer.unwrap(Effect.sync(() => make().layer))
