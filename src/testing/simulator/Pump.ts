/** Runs an Effect to its end without ever giving way to the real world: the same program always takes the same course. */
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Scheduler from "effect/Scheduler"

export const run = <A, E>(effect: Effect.Effect<A, E>): Exit.Exit<A, E> => {
  const tasks: Array<(() => void) | undefined> = []
  const scheduler = new Scheduler.MixedScheduler("async", (task) => {
    const at = tasks.push(task) - 1
    return () => {
      tasks[at] = undefined
    }
  })
  const fiber = Effect.runFork(effect, { scheduler })
  for (let at = 0; at < tasks.length; at++) {
    tasks[at]?.()
    tasks[at] = undefined
  }
  const exit = fiber.pollUnsafe()
  if (exit === undefined) throw new Error("the simulation waits for something outside of it")
  return exit
}
