/**
 * Hands a message to the network: light push v3, or v2 where a node has nothing newer. One node that takes it is enough; the
 * others are tried in turn. The message is encoded once, so sending it again is the same message. CHA-80.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Protocols from "../../domain/waku/Protocols.ts"
import * as Publishing from "../../domain/waku/Publishing.ts"
import type { PubsubTopic } from "../../domain/waku/Topic.ts"
import * as WakuMessage from "../../domain/waku/WakuMessage.ts"
import * as Services from "../../domain/wire/Services.ts"
import * as Wire from "../../domain/wire/Wire.ts"
import { WakuFailure } from "../../ports/Waku.ts"
import * as Exchange from "./Exchange.ts"
import type { Resolved } from "./Options.ts"
import type { Peer, Peers } from "./Peers.ts"
import { quoted } from "./quoted.ts"

const MAX_ANSWER = 64 * 1024

/** Bad request, too large, invalid message: no other node would take it either. */
const REJECTIONS: ReadonlySet<number> = new Set([400, 413, 420])

const failed = (reason: WakuFailure["reason"], detail: string) =>
  new WakuFailure({ operation: "publish", reason, detail })

const interpret = (address: string, { status, why }: Services.Status): Effect.Effect<void, WakuFailure> =>
  status === 200
    ? Effect.void
    : Effect.fail(
        failed(
          REJECTIONS.has(status) ? "Rejected" : "Unavailable",
          `the Waku node ${address} answers ${status} ${quoted(why)}`
        )
      )

const decoding = (address: string, answer: Result.Result<Services.Status, Wire.WireError>) =>
  Result.isSuccess(answer)
    ? interpret(address, answer.success)
    : Effect.fail(failed("Unavailable", `the answer of the Waku node ${address} cannot be read`))

export const make = (options: Resolved, peers: Peers) => {
  const limits = { maxBytes: MAX_ANSWER, deadline: options.requestDeadline }

  const push = (peer: Peer, request: Services.Push) => {
    const exchange = (protocol: string, bytes: Uint8Array) => Exchange.call(peer, protocol, bytes, limits)
    return exchange(Protocols.LIGHT_PUSH, Services.encodePush(request)).pipe(
      Effect.map(Services.decodePushAnswer),
      Effect.catchIf(
        ({ reason }) => reason === "Unsupported",
        () =>
          Effect.map(
            exchange(Protocols.LEGACY_LIGHT_PUSH, Services.encodeLegacyPush(request)),
            Services.decodeLegacyPushAnswer
          )
      ),
      Effect.mapError(({ detail, reason }) =>
        failed(reason === "Timeout" ? "Timeout" : "Unavailable", `the Waku node ${peer.address}: ${detail}`)
      ),
      Effect.flatMap((answer) => decoding(peer.address, answer))
    )
  }

  return Effect.fn("WakuSdk.publish")(function* (pubsubTopic: PubsubTopic, message: WakuMessage.WakuMessage) {
    const refused = Publishing.refusal(message)
    if (refused !== undefined) return yield* failed("Rejected", refused)
    const request = { requestId: crypto.randomUUID(), pubsubTopic, message: Wire.encodeMessage(message) }
    const tried = new Set<Peer>()
    let last: WakuFailure | undefined
    for (;;) {
      const connected = yield* peers
        .serving(pubsubTopic)
        .pipe(Effect.mapError(({ detail }) => last ?? failed("Unavailable", detail)))
      const peer = connected.find((one) => !tried.has(one))
      if (peer === undefined) break
      tried.add(peer)
      const outcome = yield* Effect.result(push(peer, request))
      if (Result.isSuccess(outcome)) return WakuMessage.receive(pubsubTopic, message)
      last = outcome.failure
      if (last.reason === "Rejected") break
    }
    return yield* last ?? failed("Unavailable", "no Waku node is connected")
  })
}
