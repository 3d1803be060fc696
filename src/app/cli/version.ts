/** The version of this package, from its own package.json. */
import { createRequire } from "node:module"

const manifest: unknown = createRequire(import.meta.url)("../../../package.json")

export const version =
  typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0.0.0"
