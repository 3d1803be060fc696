/**
 * An archive made of the messages that a member kept, where it is the very one that the index lists: nothing is downloaded
 * that is here already. A tree of hashes and a size prove it, so it does not matter whose messages they were.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as BlockTree from "../domain/codex/BlockTree.ts"
import * as Dataset from "../domain/codex/Dataset.ts"
import * as ArchiveFile from "../domain/history/ArchiveFile.ts"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import type * as Compression from "../domain/history/Compression.ts"
import type { MessageHash } from "../domain/waku/WakuMessage.ts"
import { ArchiveFolder } from "../ports/ArchiveFolder.ts"
import { Codex } from "../ports/Codex.ts"
import { Digest } from "../ports/Digest.ts"
import { MessageStore, type Taken } from "../ports/MessageStore.ts"
import * as ArchiveFiles from "./ArchiveFiles.ts"
import { Community } from "./Community.ts"
import type { Kept } from "./Kept.ts"
import { Progress } from "./Progress.ts"
import type * as Quota from "./Quota.ts"
import { transient } from "./Retry.ts"
import { Settings } from "./Settings.ts"
import * as Transfer from "./Transfer.ts"

/** What was kept makes other bytes. */
class Unlike extends Schema.TaggedError<Unlike>()("Unlike", {}) {}

/** Bytes of the tag and the length before a message in an archive. */
const LEAST_FRAME = 2
const MOST_FRAME = 6

/** How much deflate may add to what it cannot pack, generously. */
const grown = (bytes: number): number => bytes + Math.ceil(bytes / 1_000) + 64

/**
 * In which forms an archive of so many bytes may be packed. Whatever the policy of the control node, it packed everything or
 * nothing, so that the size tells most of it. Without a form, messages are missing.
 */
export const forms = (size: number, header: number, { bytes, messages }: Taken): ReadonlyArray<Compression.Policy> => {
  const least = header + bytes + messages * LEAST_FRAME
  const most = header + bytes + messages * MOST_FRAME
  if (size > grown(most)) return []
  return size < least ? ["gzip"] : ["none", "gzip"]
}

/** What an archive has to be. Where nobody has its manifest any more, its CID still tells, and its size is not known. */
interface Target {
  readonly is: (tree: Dataset.Tree) => boolean
  readonly size: number | undefined
}

/** The bytes, if they are those of the target to the last; else the stream fails. */
const proved = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>, target: Target, sha256: BlockTree.Sha256) =>
  Stream.suspend(() => {
    const hasher = Dataset.hasher(sha256)
    let size = 0
    return Stream.concat(
      Stream.mapEffect(bytes, (chunk) => {
        size += chunk.length
        hasher.push(chunk)
        return size > (target.size ?? size) ? Effect.fail(new Unlike()) : Effect.succeed(chunk)
      }),
      Stream.suspend(() => {
        const tree = hasher.finish()
        return Result.isSuccess(tree) && target.is(tree.success) ? Stream.empty : Stream.fail(new Unlike())
      })
    )
  })

export const make = Effect.gen(function* () {
  const community = yield* Community
  const codex = yield* Codex
  const folder = yield* ArchiveFolder
  const messages = yield* MessageStore
  const { sha256 } = yield* Digest
  const { serving } = yield* Settings
  /** One at a time: the archives of one window may be told apart only one after the other. */
  const gate = yield* Semaphore.make(1)
  /** Archives that what was kept does not make; trying again would cost the same work. */
  const unlike = new Set<ArchiveIndex.ArchiveKey>()

  const aim = Effect.fnUntraced(function* ({ cid }: ArchiveIndex.Entry) {
    const known = yield* Effect.option(transient(codex.manifest(cid)))
    return Option.match(known, {
      onNone: (): Target => ({ is: (tree) => Dataset.isStoredAs(cid, tree), size: undefined }),
      onSome: (manifest): Target => ({
        is: (tree) => manifest.blockSize === BlockTree.BLOCK_SIZE && Dataset.describes(manifest, tree),
        size: manifest.datasetSize
      })
    })
  })

  const attempt = Effect.fn("Rebuild.attempt")(
    function* (
      [key, entry]: ArchiveIndex.Keyed,
      target: Target,
      compression: Compression.Policy,
      elsewhere: ReadonlySet<MessageHash>,
      quota: Quota.Quota
    ) {
      const file = { window: entry.window, key }
      const kept = ArchiveFiles.pending(entry.window, entry.topics, elsewhere)
      const bytes = ArchiveFiles.bytesFor(entry.window, entry.topics, kept, compression, yield* Ref.make(0))
      yield* folder.draft(key, quota.bounded("an archive", proved(bytes, target, sha256)))
      yield* folder.keep(key, file)
      return true
    },
    Effect.catchTag(["Unlike", "ArchiveRejected"], () => Effect.succeed(false))
  )

  const rebuild = Effect.fnUntraced(function* (
    kept: Kept,
    index: ArchiveIndex.ArchiveIndex,
    [key, entry]: ArchiveIndex.Keyed,
    quota: Quota.Quota
  ) {
    const { topics, window } = entry
    if (unlike.has(key)) return false
    const taken = yield* messages.pending(window)
    if (taken.messages === 0) return false
    const target = yield* aim(entry)
    const siblings = ArchiveIndex.siblings(index, window).filter(([other]) => other !== key)
    const here = yield* Effect.filter(siblings, ([other]) =>
      Effect.map(folder.size({ window, key: other }), Option.isSome)
    )
    // One archive of a window leaves out what an earlier one holds; two control nodes may have made the same one twice.
    const candidates = [
      Effect.succeed<ReadonlySet<MessageHash>>(new Set()),
      ...(here.length === 0 ? [] : [ArchiveFiles.hashesOf(community.channel.pubsubTopic, here)])
    ]
    for (const candidate of candidates) {
      const elsewhere = yield* candidate
      const likely: ReadonlyArray<Compression.Policy> =
        target.size === undefined || elsewhere.size > 0
          ? ["none", "gzip"]
          : forms(target.size, ArchiveFile.header(window, topics).length, taken)
      for (const form of likely) {
        if (yield* attempt([key, entry], target, form, elsewhere, quota)) return true
      }
    }
    unlike.add(key)
    if (here.length === siblings.length) yield* kept.forget(window)
    return false
  })

  return {
    /** Whether the archive is in the folder now. Whatever stands in the way, it can still be downloaded. */
    archive: Effect.fn("Rebuild.archive")(
      rebuild,
      gate.withPermits(1),
      Effect.catch((failure) =>
        Effect.flatMap(Progress, (progress) =>
          Effect.as(progress.note(`${failure.message}; downloading the archive instead`), false)
        )
      )
    ),
    /** Stores an archive of the folder on this member's Codex node, so that the network has one node more to ask. */
    serve: Effect.fn("Rebuild.serve")(
      function* ([key, { cid, window }]: ArchiveIndex.Keyed, size: number) {
        if (!serving) return
        const stored = yield* transient(codex.put(Transfer.shown("uploading", size, folder.read({ window, key }))))
        if (stored.cid === cid) return
        yield* codex.remove(stored.cid)
        yield* (yield* Progress).note(
          `this Codex node stores the archive ${cid} as ${stored.cid}, under which nobody asks for it; it cannot serve it`
        )
      },
      Effect.catch((failure) =>
        Effect.flatMap(Progress, (progress) =>
          progress.note(`${failure.message}; others are not served by this member`)
        )
      )
    )
  }
})
