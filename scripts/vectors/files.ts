/** Every generated file of `vectors/`. */
import { announcements } from "./announcements.ts"
import { archives } from "./archives.ts"
import { canonical } from "./canonical.ts"
import { codex } from "./codex.ts"
import { consensus } from "./consensus.ts"
import { encryption } from "./encryption.ts"
import { index } from "./index.ts"
import { joining } from "./joining.ts"
import { messages } from "./messages.ts"
import { topics } from "./topics.ts"
import type { VectorFile } from "./vector.ts"
import { windows } from "./windows.ts"

export const files: ReadonlyArray<VectorFile> = [
  windows,
  messages,
  topics,
  encryption,
  archives,
  index,
  codex,
  announcements,
  canonical,
  joining,
  consensus
]
