/**
 * Requests to join and their answers, each encrypted for its recipient, on the topic where the community describes itself. The
 * answer carries the newest index, so that who joins need not wait for an announcement; that is what A-54 asks for, and
 * why a request is no reason to announce anything. CHA-94, A-46.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Application from "../domain/community/Application.ts"
import type { Description } from "../domain/community/Description.ts"
import * as Joining from "../domain/community/Joining.ts"
import * as PublicKey from "../domain/community/PublicKey.ts"
import type { Cid } from "../domain/codex/Cid.ts"
import * as Time from "../domain/Time.ts"
import type { Received } from "../domain/waku/WakuMessage.ts"
import { ControlKey, type Key } from "../ports/ControlKey.ts"
import { Ledger } from "../ports/Ledger.ts"
import { Waku } from "../ports/Waku.ts"
import * as Authority from "./Authority.ts"
import { Community } from "./Community.ts"
import { composeFor } from "./Compose.ts"
import * as Dates from "./Dates.ts"
import * as Descriptions from "./Descriptions.ts"
import * as Inbox from "./Inbox.ts"
import { now } from "./Now.ts"
import { Progress } from "./Progress.ts"
import { transient } from "./Retry.ts"
import { Settings } from "./Settings.ts"

/** Who asks. */
export interface Applicant {
  readonly publicKey: PublicKey.PublicKey
  readonly displayName: string
}

/** What the host says to who asks; `ignore` says nothing. */
export type Decision = "accept" | "reject" | "ignore"

/** Everybody is welcome, unless a host decides otherwise. */
export const Admission = Context.Reference<(applicant: Applicant) => Effect.Effect<Decision>>(
  "community-history/app/Admission",
  { defaultValue: () => () => Effect.succeed("accept") }
)

/** Of one batch: a flood of requests is answered in turns, by whoever asks again. */
const MAX_ANSWERS = 100

/**
 * Members whose last request is remembered. Who pushes another one out, with as many keys of his own, gains one more answer
 * to a request of the last thirty days: less than his requests brought him.
 */
const MAX_REMEMBERED = 10_000

const about = (batch: ReadonlyArray<Received>, topic: string) =>
  batch.filter(({ message }) => message.contentTopic === topic)

/** The member asks. */
export const ask = Effect.fn("Joins.ask")(function* (key: Key, displayName: string) {
  const { description, id } = yield* Community
  const timestamp = yield* now
  const message = yield* composeFor(key, yield* Authority.holder, description, {
    type: Application.Type.COMMUNITY_REQUEST_TO_JOIN,
    payload: Joining.encodeRequest(id, { clock: Time.toMillis(timestamp), displayName }),
    timestamp
  })
  yield* (yield* Waku).publish(message.pubsubTopic, message.message)
})

/** `timestamp` is that of the message. */
export interface Answer {
  readonly response: Joining.Response
  readonly timestamp: Time.Nanos
}

/** What the control node answered this member, in the order of the batch; nobody else's word counts. */
export const answers = Effect.fn("Joins.answers")(function* (key: Key, batch: ReadonlyArray<Received>) {
  const { description, id } = yield* Community
  const { limits } = yield* Settings
  const speaks = yield* Authority.speakers
  const heard: Array<Answer> = []
  for (const { author, payload, received, type } of yield* Inbox.openDirect(key, about(batch, description.topic))) {
    if (type !== Application.Type.COMMUNITY_REQUEST_TO_JOIN_RESPONSE) continue
    const response = Joining.decodeResponse(payload, id, limits)
    if (Result.isFailure(response)) continue
    if (!(yield* speaks(author, response.success.clock))) continue
    const { timestamp } = received.message
    const stated = Option.getOrUndefined(response.success.description)
    const isBelieved = stated !== undefined && (yield* Descriptions.isAdmissible(stated, timestamp))
    heard.push({
      response: { ...response.success, description: isBelieved ? Option.some(stated) : Option.none() },
      timestamp
    })
  }
  return heard
})

/** The control node answers every request of a batch that it has not answered yet. */
export const answer = Effect.fn("Joins.answer")(function* (
  batch: ReadonlyArray<Received>,
  newest: { readonly cid: Option.Option<Cid>; readonly description: Description }
) {
  const { description, id } = yield* Community
  const key = yield* ControlKey
  // Whoever has lost the role is not believed, so he answers nobody.
  if (yield* Authority.isLost(key.publicKey)) return 0
  const ledger = yield* Ledger
  const admission = yield* Admission
  const waku = yield* Waku
  const progress = yield* Progress
  const { limits } = yield* Settings
  const dates = yield* Dates.believed
  const earliest = Time.toMillis(dates.earliest)
  const latest = Time.toMillis(dates.latest)

  /** Whether an answer was sent. */
  const respond = Effect.fnUntraced(function* (author: PublicKey.PublicKey, request: Joining.Request) {
    const { clock, displayName } = request
    const member = PublicKey.toText(author)
    const last = yield* ledger.answered(member)
    if (clock > latest || clock < earliest || Option.exists(last, (known) => known >= clock)) return false
    const decision = yield* admission({ publicKey: author, displayName })
    if (decision !== "ignore") {
      const accepted = decision === "accept"
      const timestamp = yield* now
      const response = yield* composeFor(key, author, description, {
        type: Application.Type.COMMUNITY_REQUEST_TO_JOIN_RESPONSE,
        payload: Joining.encodeResponse(id, {
          clock: Time.toMillis(timestamp),
          accepted,
          cid: accepted ? newest.cid : Option.none(),
          description: accepted ? Option.some(newest.description) : Option.none()
        }),
        timestamp
      })
      yield* transient(waku.publish(response.pubsubTopic, response.message))
      yield* progress.note(
        `${accepted ? "accepted" : "rejected"} ${displayName === "" ? "a member" : displayName} (${member})`
      )
    }
    yield* ledger.markAnswered(member, clock, MAX_REMEMBERED)
    return decision !== "ignore"
  })

  let answered = 0
  for (const { author, payload, type } of yield* Inbox.openDirect(key, about(batch, description.topic))) {
    if (type !== Application.Type.COMMUNITY_REQUEST_TO_JOIN || PublicKey.toCommunityId(author) === id) continue
    const request = Joining.decodeRequest(payload, id, limits.nameLength)
    if (Result.isFailure(request) || answered === MAX_ANSWERS) continue
    // One request that cannot be answered must not cost the others their answer; its member asks again.
    const isAnswered = yield* respond(author, request.success).pipe(
      Effect.catch(({ message }) => Effect.as(progress.note(`${message}; who asked to join asks again`), false))
    )
    if (isAnswered) answered++
  }
  return answered
})
