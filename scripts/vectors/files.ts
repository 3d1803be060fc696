/** Every generated file of `vectors/`. */
import { codex } from "./codex.ts"
import type { VectorFile } from "./vector.ts"
import { windows } from "./windows.ts"

export const files: ReadonlyArray<VectorFile> = [windows, codex]
