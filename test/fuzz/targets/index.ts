/** Every decoder of the project. A room is loaded when one of its targets is fuzzed, so that coverage is its own. */
import type { Target } from "../Target.ts"

const rooms = {
  waku: () => import("./waku.ts"),
  history: () => import("./history.ts"),
  codex: () => import("./codex.ts"),
  services: () => import("./services.ts"),
  community: () => import("./community.ts"),
  reading: () => import("./reading.ts"),
  states: () => import("./states.ts"),
  rest: () => import("./rest.ts"),
  network: () => import("./network.ts"),
  filter: () => import("./filter.ts"),
  cli: () => import("./cli.ts"),
  settings: () => import("./settings.ts"),
  membership: () => import("./membership.ts"),
  sync: () => import("./sync.ts"),
  exports: () => import("./exports.ts")
} satisfies Record<string, () => Promise<{ readonly targets: ReadonlyArray<Target> }>>

export type Room = keyof typeof rooms

export const load = async (room: Room): Promise<ReadonlyArray<Target>> => (await rooms[room]()).targets

/** All targets with the room each stands in. */
export const all = async (): Promise<ReadonlyArray<{ readonly room: Room; readonly target: Target }>> => {
  const names = Object.keys(rooms) as ReadonlyArray<Room>
  const loaded = await Promise.all(names.map(load))
  return names.flatMap((room, n) => loaded[n]!.map((target) => ({ room, target })))
}
