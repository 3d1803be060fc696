/** How the program's memory is laid out. A host that embeds the library decides for itself. */
import * as v8 from "node:v8"

/**
 * Keeps the space for young objects at its first size. V8 would let it grow to 64 MiB and more where much is allocated; here
 * everything is a stream of batches, which are gone as soon as the next one is there. To be called before anything else.
 */
export const keepSmall = (): void => v8.setFlagsFromString("--semi-space-growth-factor=1")
