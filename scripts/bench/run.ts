/**
 * Measures what users run: the compiled program. Builds it, strips the types of the scripts into `.bench`, which is as deep as
 * this folder, and runs them there against `dist`.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")
const target = path.join(root, ".bench")

const run = (...args: ReadonlyArray<string>): void => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" })
  if (status !== 0) process.exit(status ?? 1)
}

const strip = (folder: string, name: string): void => {
  const stripped = stripTypeScriptTypes(fs.readFileSync(path.join(root, "scripts", folder, name), "utf8"))
    .replaceAll(/"\.\.\/\.\.\/src\/([^"]+)\.ts"/gu, '"../../dist/$1.js"')
    .replaceAll(/"(\.\.?\/[^"]+)\.ts"/gu, '"$1.js"')
  fs.mkdirSync(path.join(target, folder), { recursive: true })
  fs.writeFileSync(path.join(target, folder, name.replace(/\.ts$/u, ".js")), stripped)
}

run("scripts/build.ts")
fs.rmSync(target, { recursive: true, force: true })
for (const name of fs.readdirSync(import.meta.dirname)) if (name.endsWith(".ts")) strip("bench", name)
strip("package", "browser.ts")
run(path.join(target, "bench/main.js"), ...process.argv.slice(2))
