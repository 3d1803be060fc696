/**
 * Proved bytes from whichever node has them. What fits into memory is given only after the proof. Of larger datasets the
 * bytes go on as they come; when a node fails on the way, the next one starts over, and goes on behind what was given if its
 * beginning is the same.
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { createHash } from "node:crypto"
import * as Bytes from "../../domain/Bytes.ts"
import type { Cid } from "../../domain/codex/Cid.ts"
import type { Manifest } from "../../domain/codex/Manifest.ts"
import { type CodexNode, NodeFailure } from "./Node.ts"
import type { Resolved } from "./Options.ts"

/** Datasets up to this size are proved before the first byte is given. */
const SMALL = 8 * 1024 * 1024

/** The failure that says most: lies first, then what may pass, then what is absent. */
const gravest = (failures: ReadonlyArray<NodeFailure>): NodeFailure =>
  failures.find(({ reason }) => reason === "Corrupt") ??
  failures.find((failure) => failure.passing) ??
  failures[0] ??
  new NodeFailure({ reason: "Unavailable", detail: "no Codex node is configured" })

/** Asks the nodes one after the other, the next as soon as one fails or is slow; the first answer counts. */
export const first = <A>(
  options: Resolved,
  nodes: ReadonlyArray<CodexNode>,
  ask: (node: CodexNode) => Effect.Effect<A, NodeFailure>
): Effect.Effect<readonly [CodexNode, A], NodeFailure> =>
  Effect.gen(function* () {
    const failures: Array<NodeFailure> = []
    const failed = yield* Effect.forEach(nodes, () => Deferred.make<void>())
    const turns = nodes.map((node, turn) =>
      (turn === 0 ? Effect.void : Deferred.await(failed[turn - 1]!)).pipe(
        Effect.timeoutOption(Duration.times(options.hedge, turn)),
        Effect.andThen(ask(node)),
        Effect.map((answer) => [node, answer] as const),
        Effect.tapError((failure) => {
          failures.push(failure)
          return Deferred.succeed(failed[turn]!, undefined)
        })
      )
    )
    return yield* Effect.mapError(Effect.raceAll(turns), () => gravest(failures))
  })

const whole = Effect.fnUntraced(function* (
  nodes: ReadonlyArray<CodexNode>,
  cid: Cid,
  manifest: Manifest,
  lied: (node: CodexNode) => void
) {
  const failures: Array<NodeFailure> = []
  for (const node of nodes) {
    const outcome = yield* Effect.result(Stream.runCollect(node.download(cid, manifest)))
    if (outcome._tag === "Success") return outcome.success
    if (outcome.failure.reason === "Corrupt") lied(node)
    failures.push(outcome.failure)
  }
  return yield* gravest(failures)
})

const continued = (
  nodes: ReadonlyArray<CodexNode>,
  cid: Cid,
  manifest: Manifest,
  lied: (node: CodexNode) => void
): Stream.Stream<Uint8Array, NodeFailure> =>
  Stream.suspend(() => {
    const given = createHash("sha256")
    let size = 0
    const from = (turn: number, failures: ReadonlyArray<NodeFailure>): Stream.Stream<Uint8Array, NodeFailure> => {
      const node = nodes[turn]
      if (node === undefined) return Stream.fail(gravest(failures))
      const begin = size
      const prefix = createHash("sha256")
      let skipped = 0
      const next = (chunk: Uint8Array): Effect.Effect<Uint8Array, NodeFailure> => {
        const skip = Math.min(chunk.length, begin - skipped)
        if (skip > 0) {
          skipped += skip
          prefix.update(chunk.subarray(0, skip))
          if (skipped === begin && !Bytes.equals(prefix.digest(), given.copy().digest())) {
            const detail = `the Codex node ${node.url}: it begins otherwise than the node before it`
            return Effect.fail(new NodeFailure({ reason: "Corrupt", detail }))
          }
        }
        const rest = chunk.subarray(skip)
        given.update(rest)
        size += rest.length
        return Effect.succeed(rest)
      }
      return node.download(cid, manifest).pipe(
        Stream.mapEffect(next),
        Stream.filter((chunk) => chunk.length > 0),
        Stream.catch((failure) => {
          if (failure.reason === "Corrupt") lied(node)
          return from(turn + 1, [...failures, failure])
        })
      )
    }
    return from(0, [])
  })

export const get = (
  options: Resolved,
  nodes: ReadonlyArray<CodexNode>,
  cid: Cid,
  lied: (node: CodexNode) => void
): Stream.Stream<Uint8Array, NodeFailure> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const [node, manifest] = yield* first(options, nodes, (one) => one.manifest(cid))
      const order = [node, ...nodes.filter((other) => other !== node)]
      return manifest.datasetSize <= SMALL
        ? Stream.fromIterable(yield* whole(order, cid, manifest, lied))
        : order.length === 1
          ? node.download(cid, manifest)
          : continued(order, cid, manifest, lied)
    })
  )
