/** Generates `src/domain/wire/generated.js` and its types from `proto/`. */
import { execFileSync } from "node:child_process"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "..")
const out = path.join(root, "src/domain/wire/generated.js")
const protos = ["waku", "history", "status", "services"].map((name) => `proto/${name}.proto`)

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
    "--dependency",
    "protobufjs/minimal.js",
    "-o",
    out,
    ...protos
  ],
  { cwd: root, stdio: "inherit" }
)
