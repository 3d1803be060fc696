/** Compiles `src` to `dist`; the generated codec is JavaScript already and is copied. */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "..")
fs.rmSync(path.join(root, "dist"), { recursive: true, force: true })
execFileSync("tsc", ["-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" })
for (const file of ["generated.js", "generated.d.ts"]) {
  fs.copyFileSync(path.join(root, "src/domain/wire", file), path.join(root, "dist/domain/wire", file))
}
