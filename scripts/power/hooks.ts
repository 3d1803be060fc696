/** Loaded before anything else (`--import`): makes the replacement of the mutant that `MUTANT` names. */
import { registerHooks } from "node:module"
import { mutate } from "./mutate.ts"

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (loaded.source === undefined || loaded.source === null) return loaded
    const source =
      typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString()
    const mutated = mutate(url, source)
    return mutated === undefined ? loaded : { ...loaded, source: mutated }
  }
})
