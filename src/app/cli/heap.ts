/** How the program's memory is laid out. A host that embeds the library decides for itself. */
import * as v8 from "node:v8"

/**
 * Keeps the space for young objects at its first size, and that for old ones near to what is in use. V8 would let both grow
 * where much is allocated; here everything is a stream of batches, which are gone as soon as the next one is there. To be
 * called before anything else.
 */
export const keepSmall = (): void => {
  v8.setFlagsFromString("--semi-space-growth-factor=1")
  v8.setFlagsFromString("--heap-growing-percent=60")
}
