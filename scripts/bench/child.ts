/** One measurement in one process: `node child.ts WHAT FOLDER [ARGUMENT]` prints its result as JSON. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as fs from "node:fs"
import * as path from "node:path"
import * as Cid from "../../src/domain/codex/Cid.ts"
import * as Measures from "./measures.ts"
import * as World from "./world.ts"

const [what = "", folder = "", argument = ""] = process.argv.slice(2)

/** A member that has nothing yet. */
const fresh = () => {
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith("member") || name.startsWith("floor")) fs.rmSync(path.join(folder, name), { recursive: true })
  }
}

const control = World.home(folder, "control")

const works = {
  fill: () =>
    Effect.andThen(World.fill(Number(argument)), Measures.input).pipe(
      Effect.provide(Layer.provideMerge(World.key, control))
    ),
  seal: () => Effect.provide(Measures.seal, control),
  sealFloor: () => Effect.provide(Measures.sealFloor(folder), control),
  publish: () => Effect.provide(Measures.publish, control),
  hydrate: () => {
    fresh()
    return Effect.provide(Measures.hydrate(Result.getOrThrow(Cid.parse(argument))), World.home(folder, "member"))
  },
  hydrateFloor: () => {
    fresh()
    return Effect.provide(Measures.hydrateFloor(folder), control)
  }
}

const work = Object.hasOwn(works, what) ? works[what as keyof typeof works] : undefined
if (work === undefined) throw new Error(`"${what}" is no measurement`)
const result: unknown = await Effect.runPromise(Effect.scoped(work() as Effect.Effect<unknown, unknown>))
process.stdout.write(JSON.stringify(result))
