/** Generates `src/domain/wire/generated.*` from `proto/`: what every node reads, and apart from it what only services speak. */
import { execFileSync } from "node:child_process"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "..")
const modules = { generated: ["waku", "history", "status"], "generated.services": ["services"] }

for (const [name, protos] of Object.entries(modules)) {
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
      name,
      "--dependency",
      "protobufjs/minimal.js",
      "-o",
      path.join(root, `src/domain/wire/${name}.js`),
      ...protos.map((proto) => `proto/${proto}.proto`)
    ],
    { cwd: root, stdio: "inherit" }
  )
}
