/**
 * One stream of bytes to several nodes at once, as fast as the slowest that keeps up. A node that fails or stalls is left
 * behind; one that has stored everything is enough.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type * as Cause from "effect/Cause"
import type * as Scope from "effect/Scope"
import * as Bytes from "../../domain/Bytes.ts"
import * as Dataset from "../../domain/codex/Dataset.ts"
import * as Manifest from "../../domain/codex/Manifest.ts"
import type { Stored } from "../../ports/Codex.ts"
import { type CodexNode, NodeFailure, sha256 } from "./Node.ts"
import type { Resolved } from "./Options.ts"

/** Chunks on their way to one node, and their size: however finely the source is cut, a chunk is sent as a whole. */
const AHEAD = 8
const CHUNK = 256 * 1024
/** A node that took all bytes has to write them: this many in a millisecond at least, beside the deadline of an answer. */
const WRITTEN_PER_MILLI = 5_000
const LAYOUTS = ["L3", "L2", "L1"] as const

interface Sending {
  readonly node: CodexNode
  readonly queue: Queue.Queue<Uint8Array, Cause.Done>
  readonly answer: Fiber.Fiber<string, NodeFailure>
}

const begin = Effect.fnUntraced(function* (node: CodexNode) {
  const queue = yield* Queue.bounded<Uint8Array, Cause.Done>(AHEAD)
  const bytes = Stream.toAsyncIterableWith(Stream.fromQueue(queue), yield* Effect.context())
  return { node, queue, answer: yield* Effect.forkScoped(node.upload(bytes)) } satisfies Sending
})

const stalled = (node: CodexNode, what: string) =>
  new NodeFailure({ reason: "Timeout", detail: `the Codex node ${node.url}: ${what}` })

/** The failure of an upload that ended before its bytes did. */
const ended = ({ answer, node }: Sending) =>
  Effect.matchEffect(Fiber.join(answer), {
    onFailure: (failure) => Effect.fail(failure),
    onSuccess: () => Effect.fail(stalled(node, "it answered before it had the bytes"))
  })

/** What is put, under the CID of the first node that has it; `failures` tells of those that have not. */
export const put = Effect.fn("CodexHttp.put")(function* <E, R>(
  options: Resolved,
  nodes: ReadonlyArray<CodexNode>,
  bytes: Stream.Stream<Uint8Array, E, R>
) {
  const hasher = Dataset.hasher(sha256)
  const failures: Array<NodeFailure> = []
  let size = 0
  let sending: ReadonlyArray<Sending> | undefined

  const drop = (one: Sending, failure: NodeFailure) =>
    Effect.gen(function* () {
      failures.push(failure)
      sending = sending!.filter((other) => other !== one)
      yield* Fiber.interrupt(one.answer)
    })

  const offer = (chunk: Uint8Array) => (one: Sending) =>
    Queue.offer(one.queue, chunk).pipe(
      Effect.timeoutOrElse({
        duration: options.idleDeadline,
        orElse: () => Effect.fail(stalled(one.node, `it took no bytes for ${Duration.format(options.idleDeadline)}`))
      }),
      Effect.raceFirst(ended(one)),
      Effect.catch((failure) => drop(one, failure))
    )

  const gathered: Array<Uint8Array> = []
  let pending = 0
  const send = Effect.fnUntraced(function* (): Effect.fn.Return<void, NodeFailure, Scope.Scope> {
    const chunk = gathered.length === 1 ? gathered[0]! : Bytes.concat(gathered)
    gathered.length = 0
    pending = 0
    sending ??= yield* Effect.forEach(nodes, begin)
    yield* Effect.forEach(sending, offer(chunk), { concurrency: "unbounded", discard: true })
    if (sending.length === 0) return yield* failures[0]!
  })
  yield* Stream.runForEach(bytes, (chunk): Effect.Effect<void, NodeFailure, Scope.Scope> => {
    if (chunk.length === 0) return Effect.void
    hasher.push(chunk)
    size += chunk.length
    pending += chunk.length
    gathered.push(chunk)
    return pending >= CHUNK ? send() : Effect.void
  })
  if (pending > 0) yield* send()
  const tree = hasher.finish()
  if (Result.isFailure(tree) || sending === undefined) {
    return yield* new NodeFailure({ reason: "Rejected", detail: "there are no bytes" })
  }

  const writing = Duration.sum(options.answerDeadline, Duration.millis(size / WRITTEN_PER_MILLI))
  const possible = LAYOUTS.map((layout) =>
    Manifest.cid(Dataset.manifest(tree.success, { layout, mimetype: Dataset.MIMETYPE }))
  )
  const answers = yield* Effect.forEach(
    sending,
    ({ answer, node, queue }) =>
      Queue.end(queue).pipe(
        Effect.andThen(Fiber.join(answer)),
        Effect.timeoutOrElse({
          duration: writing,
          orElse: () => Effect.fail(stalled(node, "it does not say what it stored"))
        }),
        Effect.flatMap((text) => {
          const cid = possible.find((one) => one === text)
          return cid === undefined
            ? Effect.fail(
                new NodeFailure({
                  reason: "Corrupt",
                  detail: `the Codex node ${node.url}: it stored something else than was sent`
                })
              )
            : Effect.succeed(cid)
        }),
        Effect.result
      ),
    { concurrency: "unbounded" }
  )
  const cids = answers.flatMap((one) => (Result.isSuccess(one) ? [one.success] : []))
  for (const one of answers) if (Result.isFailure(one)) failures.push(one.failure)
  const [cid] = cids
  if (cid === undefined) return yield* failures[0]!
  if (cids.some((other) => other !== cid)) {
    yield* options.notice("the Codex nodes are of different generations: they know the same bytes under different CIDs")
  }
  for (const { detail } of failures)
    yield* options.notice(`${detail}; the data is on ${cids.length} of ${nodes.length} nodes`)
  return { cid, size } satisfies Stored
}, Effect.scoped)
