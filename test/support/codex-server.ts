/** A Codex server on a folder of its own, and clients of it. */
import { Context, Effect, Layer } from "effect"
import * as path from "node:path"
import * as Folder from "../../src/adapters/codex-folder/Codex.ts"
import * as CodexHttp from "../../src/adapters/codex-http/Codex.ts"
import * as Catalogue from "../../src/app/devnet/codex/Catalogue.ts"
import * as Server from "../../src/app/devnet/codex/Server.ts"
import { Codex } from "../../src/ports/Codex.ts"
import { temporaryFolder } from "./temporary.ts"

const standard: Server.Options = {
  host: "127.0.0.1",
  port: 0,
  dialect: "storage",
  quota: 1024 ** 3,
  ttl: 30 * 24 * 3_600_000,
  absentAfter: 0
}

/** Ends with the scope; on the same folder it has the same datasets. */
export const serve = (folder: string, options: Partial<Server.Options> = {}) =>
  Effect.gen(function* () {
    const catalogue = yield* Catalogue.open(path.join(folder, "names"))
    const context = yield* Layer.build(Folder.layer({ folder }))
    return yield* Effect.provideContext(Server.serve(catalogue, { ...standard, ...options }), context)
  })

export const serveNew = (options: Partial<Server.Options> = {}) =>
  Effect.flatMap(temporaryFolder, (folder) => serve(folder, options))

/** Impatient, so that a test waits for nothing. */
export const client = (urls: ReadonlyArray<string>, options: Partial<CodexHttp.Options> = {}) =>
  CodexHttp.layer({ urls, answerDeadline: "300 millis", idleDeadline: "300 millis", hedge: "50 millis", ...options })

export const join = (urls: ReadonlyArray<string>, options: Partial<CodexHttp.Options> = {}) =>
  Effect.map(Layer.build(client(urls, options)), (context) => Context.get(context, Codex))
