/**
 * Codex (Logos Storage) nodes over HTTP. No node is trusted: whatever is read is proved against its CID, whatever is written
 * is only stored when the node names the CID that the bytes have. Writes go to every node, reads come from whichever has them.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { Cid } from "../../domain/codex/Cid.ts"
import * as Cids from "../../domain/codex/Cid.ts"
import { Codex, CodexFailure } from "../../ports/Codex.ts"
import * as HostClock from "../../ports/HostClock.ts"
import * as Download from "./Download.ts"
import * as Http from "./Http.ts"
import * as Node from "./Node.ts"
import * as Options from "./Options.ts"
import * as Upload from "./Upload.ts"

export type { Options } from "./Options.ts"

const failed =
  (operation: CodexFailure["operation"], cid?: Cid) =>
  ({ detail, reason }: Node.NodeFailure) =>
    new CodexFailure({ operation, reason, detail, ...(cid === undefined ? {} : { cid }) })

/** Each chunk has the deadline of its node; all of them together have this one. */
const within =
  (deadline: Duration.Duration) =>
  <A>(stream: Stream.Stream<A, Node.NodeFailure>): Stream.Stream<A, Node.NodeFailure> =>
    Stream.unwrap(
      Effect.map(Clock.monotonicTimeNanos, (began) =>
        Stream.mapArrayEffect(stream, (chunks) =>
          Effect.flatMap(Clock.monotonicTimeNanos, (now) =>
            Duration.isGreaterThan(Duration.nanos(now - began), deadline)
              ? Effect.fail(
                  new Node.NodeFailure({
                    reason: "Timeout",
                    detail: `the download is not whole after ${Duration.format(deadline)}`
                  })
                )
              : Effect.succeed(chunks)
          )
        )
      )
    )

const make = Effect.fnUntraced(function* (given: Options.Options) {
  const clock = HostClock.sleeping(yield* Clock.Clock)
  const onHostTime = Effect.provideService(Clock.Clock, clock)
  const options = Options.resolve(given)
  const http = yield* Http.make(options)
  const nodes = options.urls.map((url) => Node.make(options, http, url))
  /** Who sent wrong bytes is asked last from then on. */
  const liars = new Set<Node.CodexNode>()
  const lied = (node: Node.CodexNode) => void liars.add(node)
  const trusted = () => [...nodes.filter((node) => !liars.has(node)), ...liars]

  const isCid = (cid: Cid) => Result.isSuccess(Cids.parse(cid))
  const noCid = new Node.NodeFailure({ reason: "NotFound", detail: "this is no CID of a dataset" })
  const everywhere = <A>(ask: (node: Node.CodexNode) => Effect.Effect<A, Node.NodeFailure>) =>
    Effect.forEach(nodes, ask, { concurrency: "unbounded" })

  const has = Effect.fn("CodexHttp.has")(function* (cid: Cid) {
    const answers = yield* everywhere((node) => Effect.result(node.has(cid)))
    if (answers.some((answer) => Result.isSuccess(answer) && answer.success)) return true
    for (const answer of answers) if (Result.isFailure(answer)) return yield* answer.failure
    return false
  })

  /** At every node, also where another one fails. */
  const remove = Effect.fn("CodexHttp.remove")(function* (cid: Cid) {
    for (const answer of yield* everywhere((node) => Effect.result(node.remove(cid))))
      if (Result.isFailure(answer)) return yield* answer.failure
  })

  return Codex.of({
    put: (bytes) =>
      Upload.put(options, nodes, bytes).pipe(
        onHostTime,
        Effect.mapError((failure) => (failure instanceof Node.NodeFailure ? failed("put")(failure) : failure))
      ),
    get: (cid) =>
      (isCid(cid) ? Download.get(options, trusted(), cid, lied) : Stream.fail(noCid)).pipe(
        within(options.totalDeadline),
        Stream.provideService(Clock.Clock, clock),
        Stream.mapError(failed("get", cid))
      ),
    has: (cid) => (isCid(cid) ? Effect.mapError(onHostTime(has(cid)), failed("has", cid)) : Effect.succeed(false)),
    remove: (cid) => (isCid(cid) ? Effect.mapError(onHostTime(remove(cid)), failed("remove", cid)) : Effect.void),
    manifest: (cid) =>
      (isCid(cid) ? Download.first(options, trusted(), (node) => node.manifest(cid)) : Effect.fail(noCid)).pipe(
        onHostTime,
        Effect.mapBoth({ onFailure: failed("manifest", cid), onSuccess: ([, manifest]) => manifest })
      ),
    list: everywhere((node) => node.list).pipe(
      onHostTime,
      Effect.mapBoth({ onFailure: failed("list"), onSuccess: (lists) => [...new Set(lists.flat())].sort(Cids.order) })
    )
  })
})

/** A node that cannot be reached is no error of the layer but of each call. */
export const layer = (options: Options.Options): Layer.Layer<Codex> => Layer.effect(Codex, make(options))
