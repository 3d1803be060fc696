/** What the package weighs in a browser: bundled, minified, packed, as a user's application would get it. */
import { rolldown } from "rolldown"
import { gzipSync } from "node:zlib"

/**
 * What an application imports that runs a member and a control node: both, what they are built from, and how a person
 * speaks, reads and looks. The ports come along, the adapters of its platform are its own choice.
 */
export const APPLICATION: ReadonlyArray<string> = [
  "Community.layer",
  "ControlNode.layer",
  "History.lines",
  "MemberNode.layer",
  "Progress.Progress",
  "Selection.all",
  "Send.send",
  "Settings.layer",
  "Status.control",
  "Status.member"
]

/** Bytes: the goal, and what no release exceeds. */
export const GOAL = 120_000
export const MOST = 122_000

export interface Bundle {
  /** Minified and packed. */
  readonly bytes: number
  /** What was left for somebody else to load: a browser has nothing of Node. */
  readonly imports: ReadonlyArray<string>
}

const ENTRY = "\0application.js"

/** `index` is the public entry; `external` what is counted as not there. */
export const bundle = async (
  index: string,
  uses: ReadonlyArray<string> | "everything",
  external: ReadonlyArray<RegExp> = []
): Promise<Bundle> => {
  const expression = uses === "everything" ? "all" : `[${uses.map((name) => `all.${name}`).join(",")}]`
  const build = await rolldown({
    input: ENTRY,
    platform: "browser",
    external: [...external],
    logLevel: "silent",
    plugins: [
      {
        name: "application",
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) =>
          id === ENTRY
            ? `import * as all from ${JSON.stringify(index)}; globalThis.application = ${expression}`
            : undefined
      }
    ]
  })
  try {
    const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: false })
    const [chunk] = output
    const imports = [...chunk.imports, ...chunk.dynamicImports]
    const required = chunk.code.match(/\brequire\(["'`][^"'`]+["'`]\)/gu) ?? []
    return { bytes: gzipSync(chunk.code, { level: 9 }).length, imports: [...imports, ...required] }
  } finally {
    await build.close()
  }
}

/** What is wrong with it, as sentences. */
export const complaints = ({ bytes, imports }: Bundle): ReadonlyArray<string> => [
  ...(imports.length === 0 ? [] : [`it would load ${imports.join(", ")}, which no browser has`]),
  ...(bytes <= MOST ? [] : [`it weighs ${bytes} bytes, more than the ${MOST} allowed`])
]
