/**
 * Writes docs/conformance.md from the names of the tests; with `--check` it writes nothing and fails where the file is
 * out of date. Fails where a requirement that is ours has no test.
 */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { CONSENSUS } from "./consensus.ts"
import { idsIn, withoutIds } from "./ids.ts"
import { MEMBERSHIP } from "./membership.ts"
import { HISTORY, type Requirement } from "./requirements.ts"
import { SYNC } from "./sync.ts"

interface Test {
  readonly name: string
  readonly file: string
}

const root = path.resolve(import.meta.dirname, "../..")
const target = path.join(root, "docs/conformance.md")

const collect = (): ReadonlyArray<Test> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "conformance-"))
  const list = path.join(folder, "tests.json")
  execFileSync("vitest", ["list", "--staticParse=false", `--json=${list}`], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"]
  })
  const tests = JSON.parse(fs.readFileSync(list, "utf8")) as ReadonlyArray<Test>
  fs.rmSync(folder, { recursive: true })
  return tests.map(({ file, name }) => ({ name, file: path.relative(root, file).replaceAll(path.sep, "/") }))
}

/** Tests by requirement; those of a port's contract once, however many adapters they run on. */
const proofs = (tests: ReadonlyArray<Test>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const found = new Map<string, Map<string, Set<string>>>()
  for (const { file, name } of tests) {
    const [suite = "", ...rest] = name.split(" > ")
    const title = rest.length === 0 ? suite : rest.join(" > ")
    const contract = / satisfies (\w+)$/u.exec(suite)
    const where = contract === null ? `${file} ${title}` : `${contract[1]} ${title}`
    for (const id of new Set(idsIn(name))) {
      const cases = found.get(id) ?? new Map<string, Set<string>>()
      found.set(id, cases.set(where, (cases.get(where) ?? new Set()).add(contract === null ? file : suite)))
    }
  }
  return new Map(
    [...found].map(([id, cases]) => [id, [...cases].map(([where, on]) => line(where, on)).sort()] as const)
  )
}

const line = (where: string, on: ReadonlySet<string>): string => {
  const space = where.indexOf(" ")
  const [place, title] = [where.slice(0, space), plain(where.slice(space + 1))]
  if (place.includes("/")) return `${title} ([${path.posix.basename(place, ".test.ts")}](../${place}))`
  const adapters = [...on].sort().map((suite) => suite.split(" satisfies ")[0])
  return `${title} ([contract of ${place}](../src/testing/contract/${place}.ts): ${adapters.join(", ")})`
}

/** A title without its ids, safe in a table. */
const plain = (title: string): string => withoutIds(title).replaceAll("|", "\\|").replaceAll("<", "&lt;")

const standing = ({ level, note, outOfScope }: Requirement, tests: ReadonlyArray<string>): string => {
  const proof = tests.join("<br>")
  if (outOfScope !== undefined) return `out of scope: ${outOfScope}`
  if (level === "ASSUMPTION" || level === "INFORMATION") {
    const kind = level === "ASSUMPTION" ? "assumption" : "information"
    return `${kind}${note === undefined ? "" : `: ${note}`}${proof === "" ? "" : `<br>${proof}`}`
  }
  return proof
}

const ours = ({ level, outOfScope }: Requirement): boolean =>
  outOfScope === undefined && level !== "ASSUMPTION" && level !== "INFORMATION"

/** A specification, its requirements, and the letter of the resolutions where its text is silent. */
interface Part {
  readonly title: string
  readonly says: string
  readonly rows: ReadonlyArray<Requirement>
  readonly resolutions: string
}

const PARTS: ReadonlyArray<Part> = [
  {
    title: "History archives",
    says: "61/STATUS-COMMUNITY-HISTORY-SERVICE, and what it takes over from other specifications",
    rows: HISTORY,
    resolutions: "A"
  },
  { title: "Sync", says: "Scalable Data Sync, with repair (SDS-R)", rows: SYNC, resolutions: "D" },
  { title: "Consensus", says: "Hashgraph-like consensus", rows: CONSENSUS, resolutions: "H" },
  { title: "Membership", says: "de-MLS", rows: MEMBERSHIP, resolutions: "M" }
]

const REQUIREMENTS = PARTS.flatMap(({ rows }) => rows)

const numbered = (id: string): number => Number(id.slice(id.indexOf("-") + 1))

const section = (
  { resolutions, rows, says, title }: Part,
  found: ReadonlyMap<string, ReadonlyArray<string>>
): string => {
  const lines = rows.map(
    (row) => `| ${row.id} | ${row.level} | ${row.actor} | ${row.says} | ${standing(row, found.get(row.id) ?? [])} |`
  )
  const silent = [...found.keys()]
    .filter((id) => id.startsWith(`${resolutions}-`))
    .sort((left, right) => numbered(left) - numbered(right))
    .map((id) => `| ${id} | ${found.get(id)!.join("<br>")} |`)
  return `## ${title}

${says}.

| id | level | actor | what | proof |
|---|---|---|---|---|
${lines.join("\n")}

### Where the text is silent

| id | proof |
|---|---|
${silent.join("\n")}
`
}

const document = (found: ReadonlyMap<string, ReadonlyArray<string>>): string => {
  const own = REQUIREMENTS.filter(ours)
  return `<!-- Written by \`npm run conformance\` from the names of the tests. Do not edit. -->

# Conformance

Every requirement of the specifications that this project implements, with the tests that prove it. ${own.length} of the
${REQUIREMENTS.length} rows are this release's own; each of those has a test. \`npm run conformance\` writes this page,
\`npm run conformance -- --check\` fails where it is out of date or where a row of our own has no test. Where a text leaves
a question open, our answer has a letter and a number of its own, and tests as well.

CN: control node · MN: member node · SN: store node · ANY: each of them. A contract runs on every adapter named.

${PARTS.map((part) => section(part, found)).join("\n")}`
}

const found = proofs(collect())
const known = new Set(REQUIREMENTS.map(({ id }) => id))
const strangers = [...found.keys()].filter((id) => /^[A-Z]{3}-/u.test(id) && !known.has(id))
const unproved = REQUIREMENTS.filter((requirement) => ours(requirement) && !found.has(requirement.id))
const text = document(found)

if (process.argv.includes("--check")) {
  if (!fs.existsSync(target) || fs.readFileSync(target, "utf8") !== text) {
    process.stderr.write("docs/conformance.md is out of date; run `npm run conformance` and commit it\n")
    process.exitCode = 1
  }
} else fs.writeFileSync(target, text)
if (strangers.length > 0) {
  process.stderr.write(`tests name requirements that do not exist: ${strangers.join(", ")}\n`)
  process.exitCode = 1
}
if (unproved.length > 0) {
  process.stderr.write(`no test proves ${unproved.map(({ id, says }) => `${id} (${says})`).join("; ")}\n`)
  process.exitCode = 1
}
