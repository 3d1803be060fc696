/**
 * The archive and index files of one community, in a place named after it, kept for ever (CHA-42, CHA-43, A-49).
 * Implementations: `files-memory`, `files-folder`.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { ArchiveKey } from "../domain/history/ArchiveIndex.ts"
import type { Window } from "../domain/history/Window.ts"

export class FolderFailure extends Schema.TaggedError<FolderFailure>()("FolderFailure", {
  operation: Schema.String,
  reason: Schema.Literals(["NotFound", "Full", "Refused", "Failed"]),
  path: Schema.String,
  detail: Schema.String
}) {
  get retryable(): boolean {
    return false
  }
  override get message(): string {
    return `could not ${this.operation} ${this.path}: ${this.detail}`
  }
}

/** A file of the folder: `<from>-<to>-<key>.archive`. `size` in bytes. */
export interface ArchiveFileName {
  readonly window: Window
  readonly key: ArchiveKey
}

export class ArchiveFolder extends Context.Service<
  ArchiveFolder,
  {
    /**
     * Writes the whole stream to a draft of its own name and answers its size once it is on disk. A draft replaces an
     * earlier one of the same name; a stream that fails leaves no draft. `name` is made of letters, digits, `-` only.
     */
    readonly draft: <E, R>(
      name: string,
      bytes: Stream.Stream<Uint8Array, E, R>
    ) => Effect.Effect<number, E | FolderFailure, R>
    readonly readDraft: (name: string) => Stream.Stream<Uint8Array, FolderFailure>
    /** Whether the draft is there. */
    readonly hasDraft: (name: string) => Effect.Effect<boolean, FolderFailure>
    readonly dropDraft: (name: string) => Effect.Effect<void, FolderFailure>
    /** Gives a draft its final name, atomically. Where the file is there already and the draft is gone, succeeds. */
    readonly keep: (name: string, file: ArchiveFileName) => Effect.Effect<void, FolderFailure>
    readonly read: (file: ArchiveFileName) => Stream.Stream<Uint8Array, FolderFailure>
    /** The size of the file in bytes; none where it is absent. */
    readonly size: (file: ArchiveFileName) => Effect.Effect<Option.Option<number>, FolderFailure>
    /** Every archive file, ascending by (`to`, `from`, key). Files of other names are ignored. */
    readonly list: Effect.Effect<ReadonlyArray<ArchiveFileName & { readonly size: number }>, FolderFailure>
    /** Bytes of all archive files and drafts, whole ones and those being written. */
    readonly used: Effect.Effect<number, FolderFailure>
    /** Replaces the index file, atomically and durably. */
    readonly writeIndex: (bytes: Uint8Array) => Effect.Effect<void, FolderFailure>
    readonly readIndex: Effect.Effect<Option.Option<Uint8Array>, FolderFailure>
  }
>()("community-history/ports/ArchiveFolder") {}
