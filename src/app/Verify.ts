/**
 * Proves a home from its bytes: every key, CID and signature is computed again. Nothing is repaired, nothing is changed.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as Bytes from "../domain/Bytes.ts"
import type { Cid } from "../domain/codex/Cid.ts"
import * as Dataset from "../domain/codex/Dataset.ts"
import * as Manifest from "../domain/codex/Manifest.ts"
import * as Archive from "../domain/history/Archive.ts"
import * as ArchiveIndex from "../domain/history/ArchiveIndex.ts"
import * as WakuMessage from "../domain/waku/WakuMessage.ts"
import { ArchiveFolder } from "../ports/ArchiveFolder.ts"
import { Codex } from "../ports/Codex.ts"
import { Digest } from "../ports/Digest.ts"
import * as ArchiveFiles from "./ArchiveFiles.ts"
import { Community } from "./Community.ts"
import * as Inbox from "./Inbox.ts"
import * as IndexFiles from "./IndexFiles.ts"
import { Progress } from "./Progress.ts"

/** `where` names the archive or file. */
export interface Problem {
  readonly where: string
  readonly what: string
}

export interface Report {
  readonly archives: number
  readonly messages: number
  readonly bytes: number
  /** Messages whose signature was checked and holds. */
  readonly signatures: number
  /** Messages that nobody can open or that nobody signed. The archive holds them as they came; that is not wrong. */
  readonly unreadable: number
  readonly problems: ReadonlyArray<Problem>
}

/** What to check: the archives, and the CID under which the index was last announced. */
export interface Subject {
  readonly index: ArchiveIndex.ArchiveIndex
  readonly announced: Option.Option<Cid>
  /** Which archives must be held here; a member has not always downloaded all. */
  readonly held: ReadonlySet<ArchiveIndex.ArchiveKey>
}

/** The CID of a stream of bytes, under the layout and names of the manifest that Codex holds for `cid`, or our own. */
const cidOf = Effect.fn("Verify.cidOf")(function* <E, R>(cid: Cid, bytes: Stream.Stream<Uint8Array, E, R>) {
  const { sha256 } = yield* Digest
  const codex = yield* Codex
  const hasher = Dataset.hasher(sha256)
  yield* Stream.runForEach(bytes, (chunk) => Effect.sync(() => hasher.push(chunk)))
  const tree = hasher.finish()
  if (Result.isFailure(tree)) return undefined
  const ours = Manifest.cid(Dataset.manifest(tree.success))
  if (ours === cid) return ours
  const manifest = yield* Effect.option(codex.manifest(cid))
  return Option.match(manifest, {
    onNone: () => ours,
    onSome: (held) => Manifest.cid({ ...held, treeCid: tree.success.treeCid, datasetSize: tree.success.datasetSize })
  })
})

/** Of one archive: who reads the first of them knows what it is. */
const MAX_PROBLEMS = 1_000

const archive = Effect.fn("Verify.archive")(function* (key: ArchiveIndex.ArchiveKey, entry: ArchiveIndex.Entry) {
  const community = yield* Community
  const codex = yield* Codex
  const folder = yield* ArchiveFolder
  const { sha256 } = yield* Digest
  const where = `archive ${entry.window.from}-${entry.window.to} ${key}`
  const problems: Array<Problem> = []
  const wrong = (what: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push({ where, what })
  }
  const size = yield* folder.size({ window: entry.window, key })
  let messages = 0
  let signatures = 0
  let unreadable = 0
  if (ArchiveIndex.keyOf(entry) !== key) wrong(`the key of its index entry is ${ArchiveIndex.keyOf(entry)}`)
  const stored = yield* Effect.result(codex.has(entry.cid))
  if (stored._tag === "Failure") wrong(stored.failure.message)
  else if (!stored.success) wrong(`Codex no longer holds ${entry.cid}`)
  if (Option.isNone(size)) {
    wrong("its file is missing from the archive folder")
    return { problems, messages, signatures, unreadable, bytes: 0 }
  }
  const file = folder.read({ window: entry.window, key })
  const cid = yield* cidOf(entry.cid, file)
  if (cid !== entry.cid) wrong(`its file has the CID ${cid ?? "of nothing, it is empty"}, the index says ${entry.cid}`)
  let previous: WakuMessage.Received | undefined
  const parts = yield* Inbox.parts
  const counted = yield* Effect.result(
    Stream.runForEach(
      ArchiveFiles.read(entry, file),
      Effect.fnUntraced(function* (batch) {
        if (batch.damaged > 0) wrong(`${batch.damaged} messages cannot be decoded`)
        const received = batch.messages.map((message) =>
          WakuMessage.receive(community.channel.pubsubTopic, message, sha256)
        )
        for (const next of received) {
          if (!Archive.admits(entry.window, entry.topics, next.message))
            wrong(`message ${next.hash} does not belong into it`)
          if (previous !== undefined && WakuMessage.order(previous, next) >= 0)
            wrong(`message ${next.hash} is out of order`)
          previous = next
        }
        const opened = yield* Inbox.open(community.channel, received, parts)
        unreadable += opened.unreadable.length
        messages += received.length
        signatures += opened.read.length
      })
    )
  )
  if (counted._tag === "Failure") wrong(counted.failure.message)
  unreadable += Inbox.incomplete(parts).length
  return { problems, messages, signatures, unreadable, bytes: size.value }
})

const index = Effect.fn("Verify.index")(function* (subject: Subject) {
  const folder = yield* ArchiveFolder
  const codex = yield* Codex
  const problems: Array<Problem> = []
  const wrong = (what: string) => problems.push({ where: "index", what })
  if (Option.isNone(subject.announced)) return problems
  const cid = subject.announced.value
  const stored = yield* Effect.result(codex.has(cid))
  if (stored._tag === "Failure") wrong(stored.failure.message)
  else if (!stored.success) wrong(`Codex no longer holds ${cid}`)
  const file = yield* folder.readIndex
  if (Option.isNone(file)) wrong("its file is missing from the archive folder")
  else {
    const found = yield* cidOf(cid, Stream.succeed(file.value))
    if (found !== cid) wrong(`its file has the CID ${found ?? "of nothing, it is empty"}, announced was ${cid}`)
    const decoded = yield* Effect.result(IndexFiles.read(cid, file.value))
    if (Result.isFailure(decoded)) wrong(decoded.failure.why)
    else {
      for (const warning of decoded.success.warnings) wrong(warning)
      if (
        !Bytes.equals(
          ArchiveIndex.encode(ArchiveIndex.merge(decoded.success.index, subject.index)),
          ArchiveIndex.encode(subject.index)
        )
      ) {
        wrong("its file lists archives that this home does not know")
      }
    }
  }
  return problems
})

/** Checks every archive held and the index. */
export const run = Effect.fn("Verify.run")(function* (subject: Subject) {
  const progress = yield* Progress
  const entries = ArchiveIndex.ascending(subject.index).filter(([key]) => subject.held.has(key))
  const task = yield* progress.start("verifying", entries.length, "archives")
  const total = yield* Ref.make<Report>({
    archives: entries.length,
    messages: 0,
    bytes: 0,
    signatures: 0,
    unreadable: 0,
    problems: yield* index(subject)
  })
  yield* Effect.forEach(
    entries,
    ([key, entry]) =>
      Effect.gen(function* () {
        const one = yield* archive(key, entry)
        yield* Ref.update(total, (all) => ({
          archives: all.archives,
          messages: all.messages + one.messages,
          bytes: all.bytes + one.bytes,
          signatures: all.signatures + one.signatures,
          unreadable: all.unreadable + one.unreadable,
          problems: [...all.problems, ...one.problems]
        }))
        yield* task.advance(1)
      }),
    { discard: true }
  )
  return yield* Ref.get(total)
}, Effect.scoped)
