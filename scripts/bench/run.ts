/**
 * Measures what users run: the compiled program. Builds it, strips the types of the scripts into `.bench`, which is as deep as
 * this folder, and runs them there against `dist`.
 */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")
const target = path.join(root, ".bench/bench")

const run = (...args: ReadonlyArray<string>): void => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" })
  if (status !== 0) process.exit(status ?? 1)
}

run("scripts/build.ts")
fs.rmSync(target, { recursive: true, force: true })
fs.mkdirSync(target, { recursive: true })
for (const name of fs.readdirSync(import.meta.dirname)) {
  const source = fs.readFileSync(path.join(import.meta.dirname, name), "utf8")
  const stripped = stripTypeScriptTypes(source)
    .replaceAll(/"\.\.\/\.\.\/src\/([^"]+)\.ts"/gu, '"../../dist/$1.js"')
    .replaceAll(/"\.\/([^"]+)\.ts"/gu, '"./$1.js"')
  fs.writeFileSync(path.join(target, name.replace(/\.ts$/u, ".js")), stripped)
}
run(path.join(target, "main.js"), ...process.argv.slice(2))
