/**
 * Generates code from `proto/`: for what services of Waku speak `src/domain/wire/generated.*`; for what nodes of a community say
 * `test/support/generated.*`, which the hand-written `Wire` is held against.
 */
import { execFileSync } from "node:child_process"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "..")
const modules = { "src/domain/wire": ["services"], "test/support": ["waku", "history", "status"] }

for (const [folder, protos] of Object.entries(modules)) {
  execFileSync(
    "pbjs",
    [
      "-t",
      "static-module",
      "-w",
      "esm",
      "--dts",
      "--no-create",
      "--no-verify",
      "--no-convert",
      "--no-delimited",
      "--no-typeurl",
      "-p",
      "proto",
      "-r",
      folder,
      "--dependency",
      "protobufjs/minimal.js",
      "-o",
      path.join(root, folder, "generated.js"),
      ...protos.map((proto) => `proto/${proto}.proto`)
    ],
    { cwd: root, stdio: "inherit" }
  )
}
