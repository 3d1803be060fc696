/**
 * A server that speaks the REST API of a Codex node, of either generation, over any `Codex`: what a node does where content
 * is missing, expired, too much or unknown, it does too. Loopback only; nobody is asked who they are.
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import * as Cids from "../../../domain/codex/Cid.ts"
import type { Cid } from "../../../domain/codex/Cid.ts"
import type { Manifest } from "../../../domain/codex/Manifest.ts"
import type { Catalogue } from "./Catalogue.ts"
import * as Datasets from "./Datasets.ts"
import * as Faults from "./Faults.ts"
import * as Names from "./Names.ts"
import * as Reply from "./Reply.ts"
import * as Spoil from "./Spoil.ts"

/** The generation of the API: `codex` (2025) or `storage` (2026). */
export type Dialect = "codex" | "storage"

export interface Options extends Datasets.Limits {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly dialect: Dialect
  /** Milliseconds after which the newer generation gives up looking for what nobody has; the older looks for hours. */
  readonly absentAfter: number
  readonly faults?: Faults.Faults
  /** Told of every request as it comes in. */
  readonly observe?: (request: Pick<http.IncomingMessage, "method" | "url">) => void
}

export interface Server {
  readonly url: string
  readonly misbehave: (faults: Faults.Faults) => Effect.Effect<void>
  /** The requests taken so far: method, path, headers. */
  readonly requests: Effect.Effect<ReadonlyArray<Pick<http.IncomingMessage, "method" | "url" | "headers">>>
  /** Connections that are open now. */
  readonly connections: Effect.Effect<number>
}

export class ServerFailure extends Schema.TaggedError<ServerFailure>()("ServerFailure", {
  where: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `the Codex server on ${this.where} did not start: ${this.detail}`
  }
}

const BASE: Readonly<Record<Dialect, string>> = { codex: "/api/codex/v1", storage: "/api/storage/v1" }
const KEPT_REQUESTS = 1_000

const manifestJson = (cid: Cid, manifest: Manifest, dialect: Dialect) => ({
  cid,
  manifest: {
    treeCid: manifest.treeCid,
    datasetSize: manifest.datasetSize,
    blockSize: manifest.blockSize,
    filename: manifest.filename ?? null,
    mimetype: manifest.mimetype ?? null,
    ...(dialect === "codex" ? { protected: false } : {})
  }
})

const info = (dialect: Dialect, address: string) => ({
  id: "devnet",
  addrs: [address],
  spr: "spr:devnet",
  ...(dialect === "codex"
    ? {
        repo: "devnet",
        announceAddresses: [address],
        table: { localNode: { nodeId: "0", peerId: "devnet", record: "", address: null, seen: false }, nodes: [] },
        codex: { version: "devnet", revision: "devnet", contracts: "devnet" }
      }
    : { libp2pPubKey: "", table: { nodes: [] }, storage: { version: "devnet", revision: "devnet" } })
})

const NOT_LOCAL = "The requested CID could not be retrieved (Block not found in local store)."
const NOT_FOUND = "The requested CID could not be retrieved."

export const serve = Effect.fn("CodexServer.serve")(function* (catalogue: Catalogue, options: Options) {
  const datasets = yield* Datasets.make(catalogue, options)
  const run = Effect.runForkWith(yield* Effect.context())
  const { dialect } = options
  const base = BASE[dialect]
  const requests: Array<Pick<http.IncomingMessage, "method" | "url" | "headers">> = []
  let faults = options.faults ?? Faults.none

  const refusal = (fault: Faults.Refusal): Reply.Reply =>
    fault === "hang" ? Reply.silence : fault === "cut" ? Reply.cut : Reply.text(fault.status, fault.text ?? "a fault")

  /** What nobody holds: the older node looks for it until the client gives up. */
  const absent = Effect.suspend(() =>
    dialect === "codex"
      ? Effect.succeed(Reply.silence)
      : Effect.delay(Effect.succeed(Reply.text(404, NOT_FOUND)), options.absentAfter)
  )

  const upload = Effect.fnUntraced(function* (request: http.IncomingMessage, query: URLSearchParams) {
    const fault = faults.upload
    if (fault === "hang" || fault === "cut" || typeof fault === "object") return refusal(fault)
    const size = query.get("blockSize")
    if (dialect === "storage" && size !== null && Number(size) !== 65_536)
      return Reply.text(400, "this node stores blocks of 65536 bytes alone")
    const mimetype = Names.mimetype(request.headers["content-type"])
    if ("refusal" in mimetype) return Reply.text(422, mimetype.refusal)
    const filename = Names.filename(request.headers["content-disposition"])
    if ("refusal" in filename) return Reply.text(422, filename.refusal)
    if (fault === "stall") return Reply.silence
    const bytes = Stream.fromAsyncIterable(request as AsyncIterable<Uint8Array>, () => new Spoil.Broken())
    const outcome = yield* Effect.result(datasets.put(bytes, { filename: filename.value, mimetype: mimetype.value }))
    if (Result.isSuccess(outcome)) {
      return Reply.text(200, fault === "other-cid" ? `${outcome.success.slice(0, -1)}1` : outcome.success)
    }
    switch (outcome.failure._tag) {
      case "QuotaExceeded":
        return Reply.text(500, "Error uploading file: Unable to store block zDx")
      case "CodexFailure":
        return outcome.failure.reason === "Rejected"
          ? Reply.text(500, "Error uploading file: Empty leaves")
          : Reply.text(500, outcome.failure.detail)
      default:
        return Reply.text(500, "Error uploading file")
    }
  })

  const download = Effect.fnUntraced(function* (cid: Cid, isLocal: boolean) {
    const fault = faults.download
    if (fault === "hang" || fault === "cut" || typeof fault === "object") return refusal(fault)
    const found = yield* datasets.find(cid)
    if (Option.isNone(found)) return isLocal ? Reply.text(404, NOT_LOCAL) : yield* absent
    const { bytes, manifest } = found.value
    return Reply.stream(Spoil.content(datasets.read(bytes), manifest.datasetSize, fault), {
      "content-type": manifest.mimetype ?? "application/octet-stream",
      "content-disposition":
        manifest.filename === undefined ? "attachment" : `attachment; filename="${manifest.filename}"`,
      // A lie about the length would show before the first byte.
      ...(fault === undefined ? { "content-length": String(manifest.datasetSize) } : {})
    })
  })

  const manifest = Effect.fnUntraced(function* (cid: Cid, more: object = {}) {
    const fault = faults.manifest
    if (fault === "hang" || fault === "cut" || typeof fault === "object") return refusal(fault)
    if (fault === "garbage") return Reply.json("{")
    if (fault === "endless") return Reply.stream(Stream.forever(Stream.succeed(Buffer.from("[[[["))), {})
    const found = yield* datasets.find(cid)
    if (Option.isNone(found)) return yield* absent
    const told = found.value.manifest
    const content = JSON.stringify({
      ...manifestJson(cid, fault === "other" ? { ...told, datasetSize: told.datasetSize + 1 } : told, dialect),
      ...more
    })
    return fault === "drip" ? Reply.stream(Spoil.drip(Stream.succeed(Buffer.from(content))), {}) : Reply.json(content)
  })

  const ofDataset = (method: string, cid: Cid, rest: string) => {
    switch (`${method} ${rest}`) {
      case "GET ":
        return download(cid, true)
      case "GET /network/stream":
        return download(cid, false)
      case "GET /network/manifest":
        return manifest(cid)
      case "POST /network":
        return manifest(cid, dialect === "storage" ? { downloadId: "1" } : {})
      case "GET /exists":
        return Effect.map(datasets.find(cid), (found) => {
          const held = Option.isSome(found)
          return Reply.json(JSON.stringify(faults.documented === true ? { has: held } : { [cid]: held }))
        })
      case "DELETE ":
        return Effect.as(datasets.remove(cid), Reply.text(204, ""))
      default:
        return dialect === "storage" && /^\/network\/(?:progress\/)?[^/]+$/.test(rest)
          ? Effect.succeed(method === "DELETE" ? Reply.text(204, "") : Reply.json('{"active":false}'))
          : Effect.succeed(Reply.text(404, ""))
    }
  }

  const handle = (request: http.IncomingMessage) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost")
    const method = request.method ?? "GET"
    if (!pathname.startsWith(`${base}/`)) return Effect.succeed(Reply.text(404, ""))
    const path = pathname.slice(base.length)
    if (method === "POST" && path === "/data") return upload(request, searchParams)
    const [, text = "", rest = ""] = /^\/data\/([^/]+)(\/.*)?$/.exec(path) ?? []
    if (text !== "") {
      const cid = Cids.parse(text)
      const isContent = rest.startsWith("/network") || (rest === "" && method === "GET")
      if (!isContent && faults.rest !== undefined) return Effect.succeed(refusal(faults.rest))
      return Result.isSuccess(cid)
        ? ofDataset(method, cid.success, rest)
        : Effect.succeed(Reply.text(400, "Incorrect Cid"))
    }
    if (method !== "GET") return Effect.succeed(Reply.text(404, ""))
    if (faults.rest !== undefined && path !== "/debug/info") return Effect.succeed(refusal(faults.rest))
    const plain = request.headers.accept === "text/plain"
    switch (path) {
      case "/data":
        return Effect.gen(function* () {
          const content = []
          for (const cid of yield* datasets.list) {
            const found = yield* datasets.find(cid)
            if (Option.isSome(found)) content.push(manifestJson(cid, found.value.manifest, dialect))
          }
          return Reply.json(JSON.stringify({ content }))
        })
      case "/space":
        return Effect.map(datasets.space, (space) => Reply.json(JSON.stringify(space)))
      case "/debug/info":
        return Effect.succeed(Reply.json(JSON.stringify(info(dialect, options.host), undefined, 2)))
      case "/spr":
        return Effect.succeed(plain ? Reply.text(200, "spr:devnet") : Reply.json('{"spr":"spr:devnet"}'))
      case "/peerid":
        return Effect.succeed(plain ? Reply.text(200, "devnet") : Reply.json('{"id":"devnet"}'))
      default:
        return Effect.succeed(Reply.text(404, ""))
    }
  }

  const server = http.createServer({ requestTimeout: 0 }, (request, response) => {
    const { headers, method, url } = request
    requests.push({ headers, method, url })
    options.observe?.({ method, url })
    if (requests.length > KEPT_REQUESTS) requests.shift()
    const work = handle(request).pipe(
      Effect.catchCause(() => Effect.succeed(Reply.text(500, "internal error"))),
      Effect.flatMap((reply) => Reply.send(request, response, reply))
    )
    const fiber = run(work)
    response.on("close", () => run(Fiber.interrupt(fiber)))
  })

  const port = yield* Effect.acquireRelease(
    Effect.callback<number, ServerFailure>((resume) => {
      server.once("error", (cause: NodeJS.ErrnoException) =>
        resume(
          Effect.fail(
            new ServerFailure({
              where: `${options.host}:${options.port}`,
              detail:
                cause.code === "EADDRINUSE"
                  ? `port ${options.port} is in use; stop who holds it, or choose another one`
                  : cause.message
            })
          )
        )
      )
      server.listen(options.port, options.host, () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )
  return {
    url: `http://${options.host}:${port}`,
    misbehave: (next) =>
      Effect.sync(() => {
        faults = next
      }),
    requests: Effect.sync(() => [...requests]),
    connections: Effect.callback<number>((resume) => {
      server.getConnections((_, count) => resume(Effect.succeed(count)))
    })
  } satisfies Server
})
