/**
 * Codex as a folder of content-addressed files, shared by the nodes of one machine. Two files for each dataset, named by
 * its CID: the bytes, then the manifest block, whose presence says that the bytes are complete.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { hash, randomUUID } from "node:crypto"
import type { FileHandle } from "node:fs/promises"
import * as fs from "node:fs/promises"
import * as path from "node:path"
import type { Cid } from "../../domain/codex/Cid.ts"
import * as Cids from "../../domain/codex/Cid.ts"
import * as Dataset from "../../domain/codex/Dataset.ts"
import * as Manifest from "../../domain/codex/Manifest.ts"
import { Codex, CodexFailure } from "../../ports/Codex.ts"

type Operation = CodexFailure["operation"]

const DATA = ".data"
const MANIFEST = ".manifest"
const CHUNK = 256 * 1024

/** Drafts of processes that died; live ones are written to all the time. */
const STALE = 24 * 3_600_000

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"))

const codeOf = (cause: unknown): string =>
  typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : ""

const DETAILS: Readonly<Record<string, string>> = {
  ENOENT: "the shared folder does not hold it",
  GONE: "the shared folder is gone",
  ENOSPC: "the disk is full; make room and try again",
  EDQUOT: "the disk quota is used up; make room and try again",
  EACCES: "access to the shared folder is denied; check who owns it",
  EPERM: "access to the shared folder is denied; check who owns it",
  EROFS: "the shared folder is on a read-only file system"
}

const failed =
  (operation: Operation, cid?: Cid) =>
  (cause: unknown): CodexFailure => {
    const code = codeOf(cause)
    const sought = operation === "get" || operation === "manifest"
    const reason =
      code === "ENOENT" && sought ? "NotFound" : code === "ENOSPC" || code === "EDQUOT" ? "Full" : "Unavailable"
    const detail =
      DETAILS[code === "ENOENT" && !sought ? "GONE" : code] ?? (cause instanceof Error ? cause.message : String(cause))
    return new CodexFailure({ operation, reason, detail, ...(cid === undefined ? {} : { cid }) })
  }

const attempt = <A>(operation: Operation, work: () => Promise<A>, cid?: Cid) =>
  Effect.tryPromise({ try: work, catch: failed(operation, cid) })

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await fs.open(folder, "r")
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const writeAll = async (handle: FileHandle, bytes: Uint8Array): Promise<void> => {
  for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten
}

/** A file that cannot be removed does no harm where it is. */
const discard = (file: string): Promise<void> => fs.rm(file, { force: true }).catch(() => {})

const open = (operation: Operation, file: string, flags: string, cid?: Cid) =>
  Effect.acquireRelease(
    attempt(operation, () => fs.open(file, flags), cid),
    (handle) => Effect.promise(() => handle.close())
  )

/** The bytes of a file in chunks, read as they are asked for. */
const chunks = (operation: Operation, file: string, cid: Cid) =>
  Stream.unwrap(
    Effect.map(open(operation, file, "r", cid), (handle) =>
      Stream.paginate(0, (at: number) =>
        Effect.map(
          attempt(
            operation,
            async () => {
              const buffer = new Uint8Array(CHUNK)
              const { bytesRead } = await handle.read(buffer, 0, CHUNK, at)
              return buffer.subarray(0, bytesRead)
            },
            cid
          ),
          (chunk) =>
            [
              chunk.length === 0 ? [] : [chunk],
              chunk.length === 0 ? Option.none() : Option.some(at + chunk.length)
            ] as const
        )
      )
    )
  )

const make = Effect.fnUntraced(function* (options: { readonly folder: string }) {
  const { folder } = options
  const drafts = path.join(folder, "drafts")
  yield* attempt("list", () => fs.mkdir(drafts, { recursive: true }))
  yield* attempt("list", async () => {
    for (const name of await fs.readdir(drafts)) {
      const file = path.join(drafts, name)
      const stat = await fs.stat(file).catch(() => undefined)
      if (stat !== undefined && Date.now() - stat.mtimeMs > STALE) await discard(file)
    }
  })
  /** Only what parses becomes a file name; anything else names a file that cannot exist. */
  const fileOf = (cid: Cid, ending: string) =>
    path.join(folder, `${Result.isSuccess(Cids.parse(cid)) ? cid : "-"}${ending}`)
  const dataOf = (cid: Cid) => fileOf(cid, DATA)
  const manifestOf = (cid: Cid) => fileOf(cid, MANIFEST)

  const manifest = Effect.fn("CodexFolder.manifest")(function* (operation: Operation, cid: Cid) {
    const bytes = yield* attempt(operation, () => fs.readFile(manifestOf(cid)), cid)
    const decoded = Manifest.decode(new Uint8Array(bytes))
    if (Result.isFailure(decoded) || Manifest.cid(decoded.success) !== cid) {
      return yield* new CodexFailure({
        operation,
        reason: "Corrupt",
        cid,
        detail: "its manifest in the shared folder is damaged"
      })
    }
    return decoded.success
  })

  const place = (draft: string, final: string) =>
    attempt("put", async () => {
      await fs.rename(draft, final)
      await syncFolder(folder)
    })

  const write = <E, R>(file: string, bytes: Stream.Stream<Uint8Array, E, R>) =>
    Effect.scoped(
      Effect.gen(function* () {
        const handle = yield* open("put", file, "wx")
        yield* Stream.runForEach(bytes, (chunk) => attempt("put", () => writeAll(handle, chunk)))
        yield* attempt("put", () => handle.sync())
      })
    )

  return Codex.of({
    put: (bytes) =>
      Effect.gen(function* () {
        const draft = path.join(drafts, randomUUID())
        const hasher = Dataset.hasher(sha256)
        return yield* Effect.gen(function* () {
          yield* write(
            draft,
            Stream.tap(bytes, (chunk) => Effect.sync(() => hasher.push(chunk)))
          )
          const tree = hasher.finish()
          if (Result.isFailure(tree)) {
            return yield* new CodexFailure({ operation: "put", reason: "Rejected", detail: "there are no bytes" })
          }
          const stored = Dataset.manifest(tree.success)
          const cid = Manifest.cid(stored)
          yield* place(draft, dataOf(cid))
          yield* write(`${draft}${MANIFEST}`, Stream.succeed(Manifest.encode(stored)))
          yield* place(`${draft}${MANIFEST}`, manifestOf(cid))
          return { cid, size: stored.datasetSize }
        }).pipe(
          Effect.onError(() =>
            Effect.promise(async () => {
              await discard(draft)
              await discard(`${draft}${MANIFEST}`)
            })
          )
        )
      }),
    get: (cid) =>
      Stream.unwrap(
        Effect.map(manifest("get", cid), (expected) => {
          const verifier = Dataset.verifier(expected, sha256)
          const proof = Stream.unwrap(
            Effect.sync(() =>
              verifier.finish()
                ? Stream.empty
                : Stream.fail(
                    new CodexFailure({
                      operation: "get",
                      reason: "Corrupt",
                      cid,
                      detail: "the bytes in the shared folder are not those of the CID"
                    })
                  )
            )
          )
          return Stream.concat(
            Stream.tap(chunks("get", dataOf(cid), cid), (chunk) => Effect.sync(() => verifier.push(chunk))),
            proof
          )
        })
      ),
    has: (cid) =>
      attempt(
        "has",
        () =>
          fs.access(manifestOf(cid)).then(
            () => true,
            (cause: unknown) => {
              if (codeOf(cause) === "ENOENT") return false
              throw cause
            }
          ),
        cid
      ),
    remove: (cid) =>
      attempt(
        "remove",
        async () => {
          await fs.rm(manifestOf(cid), { force: true })
          await fs.rm(dataOf(cid), { force: true })
        },
        cid
      ),
    manifest: (cid) => manifest("manifest", cid),
    list: attempt("list", async () =>
      (await fs.readdir(folder))
        .filter((name) => name.endsWith(MANIFEST))
        .flatMap((name) => Option.toArray(Option.getSuccess(Cids.parse(name.slice(0, -MANIFEST.length)))))
        .sort()
    )
  })
})

/** The folder is made where it is missing. Several processes may use it at once. */
export const layer = (options: { readonly folder: string }): Layer.Layer<Codex, CodexFailure> =>
  Layer.effect(Codex, make(options))
