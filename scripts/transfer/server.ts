/** The Codex server of `devnet` in a process of its own: prints its URL, ends with its standard input. */
import { Effect, Layer } from "effect"
import * as path from "node:path"
import * as CodexFolder from "../../src/adapters/codex-folder/Codex.ts"
import * as Catalogue from "../../src/app/devnet/codex/Catalogue.ts"
import * as Server from "../../src/app/devnet/codex/Server.ts"

const folder = process.argv[2]!

await Effect.gen(function* () {
  const datasets = yield* Layer.build(CodexFolder.layer({ folder }))
  const catalogue = yield* Catalogue.open(path.join(folder, "names"))
  const { url } = yield* Effect.provideContext(
    Server.serve(catalogue, {
      host: "127.0.0.1",
      port: 0,
      dialect: "storage",
      quota: 1024 ** 4,
      ttl: 86_400_000,
      absentAfter: 0
    }),
    datasets
  )
  console.log(url)
  yield* Effect.callback<void>((resume) => {
    process.stdin.on("end", () => resume(Effect.void)).resume()
  })
}).pipe(Effect.scoped, Effect.runPromise)
