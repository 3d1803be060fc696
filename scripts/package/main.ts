/**
 * What a stranger gets: packs, lints the package, installs the tarball in an empty folder, imports every subpath there,
 * bundles it for a browser, runs the command line and the examples. With `--runtimes` also in Bun and Deno, where they can be installed.
 */
import { execFileSync, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import * as Browser from "./browser.ts"

const root = path.resolve(import.meta.dirname, "../..")
const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}
const place = fs.mkdtempSync(path.join(os.tmpdir(), "package-"))
const say = (text: string) => process.stdout.write(`${text}\n`)

/** A stranger's environment: nothing of the npm that runs this script. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")))

const run = (command: string, args: ReadonlyArray<string>, cwd = place): string =>
  execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 28 })

const pinned = (name: string): string => `${name}@${manifest.devDependencies[name]}`

const subpaths = Object.keys(manifest.exports)
  .filter((name) => !name.includes("*") && !name.endsWith(".json"))
  .map((name) => `community-history${name.slice(1)}`)

const imports = (names: ReadonlyArray<string>): string =>
  `${names.map((name) => `if (Object.keys(await import(${JSON.stringify(name)})).length === 0) throw new Error(${JSON.stringify(name)})`).join(";")};console.log("imported")`

run("npm", ["run", "-s", "build"], root)
run("publint", ["run", ".", "--strict", "--pack", "false"], root)
say("publint: clean")
const tarball = run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", place], root).trim()
run("attw", [path.join(place, tarball), "--profile", "esm-only", "--quiet"], root)
say("attw: clean")

fs.writeFileSync(path.join(place, "package.json"), `{"private":true,"type":"module"}\n`)
const beside = ["vitest", "@effect/vitest", "fast-check", "typescript", "@types/node"].map(pinned)
run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`, ...beside])
say(`installed ${tarball} in an empty folder`)

// The contracts register tests as they are called, so their subpath loads outside a test runner too.
fs.writeFileSync(path.join(place, "imports.mjs"), imports(subpaths))
run("node", ["imports.mjs"])
say(`node: imports ${subpaths.join(", ")}`)

const browser = await Browser.bundle(
  path.join(place, "node_modules/community-history/dist/index.js"),
  Browser.APPLICATION
)
const complaints = Browser.complaints(browser)
if (complaints.length > 0) throw new Error(`bundled for a browser, ${complaints.join("; ")}`)
say(`in a browser: ${(browser.bytes / 1_000).toFixed(1)} kB minified and packed with Effect, nothing of Node`)

const help = run("npx", ["--no-install", "community-history", "--help"])
if (!help.includes("community-history")) throw new Error("the command line printed no help")
say("npx community-history --help: answers")

const older = (process.env["PATH"] ?? "")
  .split(path.delimiter)
  .map((folder) => path.join(folder, "node"))
  .find((file) => fs.existsSync(file) && Number(run(file, ["-p", "process.versions.node.split('.')[0]"])) < 24)
if (older === undefined) say("an older Node: none on this machine")
else {
  const launch = path.join(place, "node_modules/community-history/dist/app/cli/launch.js")
  const { status, stderr, stdout } = spawnSync(older, [launch, "--help"], { cwd: place, encoding: "utf8" })
  if (status !== 1 || stdout !== "" || !/^community-history needs Node [^\n]*\n$/u.test(stderr)) {
    throw new Error(`an older Node said ${stdout}${stderr}`)
  }
  say(`an older Node: ${stderr.trim()}`)
}

fs.cpSync(path.join(root, "examples"), path.join(place, "examples"), { recursive: true })
fs.copyFileSync(path.join(root, "tsconfig.json"), path.join(place, "tsconfig.json"))
run("npx", ["--no-install", "tsc", "-p", "examples"])
for (const file of fs.readdirSync(path.join(place, "examples")).filter((name) => name.endsWith("-node.ts"))) {
  say(`examples/${file}: ${run("node", [path.join("examples", file)]).trim()}`)
}
run("npx", ["--no-install", "vitest", "run", "--root", "examples"])
say("examples: types, programs and tests pass against the installed package")

const runtimes: Readonly<Record<string, ReadonlyArray<string>>> = { bun: ["run"], deno: ["run", "-A"] }
if (process.argv.includes("--runtimes")) {
  for (const [runtime, args] of Object.entries(runtimes)) {
    const installed = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--silent", runtime], { cwd: place, env })
    if (installed.status !== 0) {
      say(`${runtime}: cannot be installed here`)
      continue
    }
    for (const name of ["community-history", "community-history/node"]) {
      fs.writeFileSync(path.join(place, "one.mjs"), imports([name]))
      const outcome = spawnSync("npx", ["--no-install", runtime, ...args, "one.mjs"], {
        cwd: place,
        env,
        encoding: "utf8"
      })
      const line = outcome.stderr.split("\n").find((text) => /error/iu.test(text))
      say(
        `${runtime}: ${outcome.status === 0 ? "imports" : "does not import"} ${name}${line === undefined ? "" : ` (${line.trim()})`}`
      )
      if (outcome.status !== 0 && name === "community-history") process.exitCode = 1
    }
  }
}
fs.rmSync(place, { recursive: true, force: true })
