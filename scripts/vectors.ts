/** Writes `vectors/*.json` from the code; `vectors/codex-published.json` alone is kept by hand. */
import * as fs from "node:fs"
import * as path from "node:path"
import { files } from "./vectors/files.ts"
import { render } from "./vectors/vector.ts"

const folder = path.resolve(import.meta.dirname, "../vectors")
for (const file of files) fs.writeFileSync(path.join(folder, `${file.name}.json`), render(file))
