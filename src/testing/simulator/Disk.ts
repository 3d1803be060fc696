/** What a node leaves on its disk, and the disk's bad days. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as FilesMemory from "../../adapters/files-memory/ArchiveFolder.ts"
import * as StoresMemory from "../../adapters/stores-memory/Stores.ts"
import type { ArchiveKey } from "../../domain/history/ArchiveIndex.ts"
import * as Bytes from "../../domain/Bytes.ts"
import { type ArchiveFolder, FolderFailure } from "../../ports/ArchiveFolder.ts"
import type { HistoryStore } from "../../ports/HistoryStore.ts"
import type { Ledger } from "../../ports/Ledger.ts"
import type { MessageStore } from "../../ports/MessageStore.ts"
import type { ProtocolStore } from "../../ports/ProtocolStore.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import { chance } from "./Chance.ts"
import type { Weather } from "./Weather.ts"

export type Stores = MessageStore | Ledger | HistoryStore | ProtocolStore | ArchiveFolder

/** A new disk in memory, for any machine. */
export const memory = (_machine: string): Layer.Layer<Stores> =>
  Layer.merge(StoresMemory.make().layer, FilesMemory.make().layer)

/** What makes a disk larger; everything else also works on a full one. */
const GROWING = new Set(["append", "appendLate", "commit", "markStored", "stage", "apply", "save", "draft", "keep"])

type Reason = "Busy" | "Full" | "Failed"

/** How this operation fails, if it does. `Busy` may be tried again. */
export const trouble = (weather: Weather, node: number, name: string, call: number): Reason | undefined => {
  if (GROWING.has(name) && weather.hits("disk-full", node) !== undefined) return "Full"
  if (weather.hits("disk-busy", node, call) !== undefined) return "Busy"
  return weather.hits("disk-fails", node, call) === undefined ? undefined : "Failed"
}

const detail: Readonly<Record<Reason, string>> = {
  Busy: "the database is locked",
  Full: "no space left on device",
  Failed: "input/output error"
}

export const storeFailure = (store: StoreFailure["store"], operation: string, reason: Reason) =>
  new StoreFailure({ store, operation, reason, detail: detail[reason] })

export const folderFailure = (operation: string, reason: Reason) =>
  new FolderFailure({
    operation,
    reason: reason === "Busy" ? "Failed" : reason,
    path: "archives",
    detail: detail[reason]
  })

/** Whether a write that failed happened nevertheless: nobody can tell from the error. */
export const isAmbiguous = (reason: Reason, node: number, call: number): boolean =>
  reason === "Failed" && chance("ambiguous", node, call) < 0.3

/** The first half of a file, as a power cut leaves it. */
export const tear = (files: ArchiveFolder["Service"], name: string, bytes: Stream.Stream<Uint8Array, unknown>) =>
  Effect.gen(function* () {
    const whole = Bytes.concat(yield* Stream.runCollect(bytes))
    yield* files.draft(name, Stream.succeed(whole.slice(0, Math.floor(whole.length / 2))))
  })

/** Cuts some of the archive files that `may` be damaged. Answers how many. */
export const rot = (
  files: ArchiveFolder["Service"],
  strength: number,
  dice: string,
  may: (key: ArchiveKey) => Effect.Effect<boolean>
) =>
  Effect.gen(function* () {
    let damaged = 0
    for (const file of yield* files.list) {
      if (chance(dice, file.key) >= strength / 10 || !(yield* may(file.key))) continue
      const bytes = Bytes.concat(yield* Stream.runCollect(files.read(file)))
      const worse = bytes.slice(0, Math.floor(bytes.length * chance(dice, file.key, "cut")))
      // The folder keeps what a draft says, whatever it is; that is how a test reaches under it.
      yield* files.draft("rot", Stream.succeed(worse))
      yield* files.keep("rot", file)
      damaged++
    }
    return damaged
  })
