/**
 * Asking to join, and being answered. Reading needs no membership: the keys of a community follow from its id. What a member
 * gains is the newest index at once, without waiting for an announcement. CHA-94, A-18, A-46, A-54.
 */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Bytes from "../Bytes.ts"
import type { Cid } from "../codex/Cid.ts"
import * as Cids from "../codex/Cid.ts"
import type { Millis, Nanos } from "../Time.ts"
import * as Time from "../Time.ts"
import * as Wire from "../wire/Wire.ts"
import type { Description } from "./Description.ts"
import * as Descriptions from "./Description.ts"
import type { CommunityId } from "./PublicKey.ts"
import * as PublicKey from "./PublicKey.ts"

export interface JoiningError {
  readonly _tag: "JoiningError"
  readonly why: string
}

const refuse = (why: string) => Result.fail<JoiningError>({ _tag: "JoiningError", why })

/** Characters of the name that somebody who asks gives. */
export const MAX_NAME = 200
/** Milliseconds of the last instant that this project knows. */
const MAX_CLOCK = Time.MAX_NANOS / 1_000_000n

const communityBytes = (id: CommunityId): Uint8Array => PublicKey.compress(PublicKey.ofCommunity(id))

export interface Request {
  readonly clock: Millis
  readonly displayName: string
}

export const encodeRequest = (id: CommunityId, { clock, displayName }: Request): Uint8Array =>
  Wire.encodeJoinRequest({ clock, displayName, chatId: "", communityId: communityBytes(id) })

export const decodeRequest = (
  bytes: Uint8Array,
  id: CommunityId,
  nameLength: number = MAX_NAME
): Result.Result<Request, JoiningError> => {
  const value = Wire.decodeJoinRequest(bytes)
  if (Result.isFailure(value)) return refuse(value.failure.why)
  const { clock, communityId, displayName } = value.success
  if (!Bytes.equals(communityId, communityBytes(id))) return refuse("it is for another community")
  if (displayName.length > Math.min(nameLength, MAX_NAME)) return refuse("its name is too long")
  if (clock > MAX_CLOCK) return refuse("its clock is out of range")
  return Result.succeed({ clock: Time.millis(clock), displayName })
}

/** `cid`: of the newest index, none where there is none yet. `description`: with the clock of that index. */
export interface Response {
  readonly clock: Millis
  readonly accepted: boolean
  readonly cid: Option.Option<Cid>
  readonly description: Option.Option<Description>
}

export const encodeResponse = (id: CommunityId, { accepted, cid, clock, description }: Response): Uint8Array =>
  Wire.encodeJoinResponse({
    clock,
    accepted,
    communityId: communityBytes(id),
    cid: Option.getOrElse(cid, () => ""),
    description: Option.match(description, { onNone: () => Bytes.empty, onSome: Descriptions.encode })
  })

export const decodeResponse = (
  bytes: Uint8Array,
  id: CommunityId,
  limits?: Descriptions.Limits
): Result.Result<Response, JoiningError> => {
  const value = Wire.decodeJoinResponse(bytes)
  if (Result.isFailure(value)) return refuse(value.failure.why)
  const { accepted, cid, clock, communityId, description } = value.success
  if (!Bytes.equals(communityId, communityBytes(id))) return refuse("it is of another community")
  const named = cid === "" ? undefined : Cids.parse(cid)
  if (named !== undefined && Result.isFailure(named)) return refuse(named.failure.why)
  return Result.succeed({
    clock: Time.millis(clock),
    accepted,
    cid: named === undefined ? Option.none() : Option.some(named.success),
    description:
      description.length === 0 ? Option.none() : Option.getSuccess(Descriptions.decode(description, id, limits))
  })
}

/** What a member remembers of its asking. */
export interface State {
  /** How often it has asked without an answer. */
  readonly attempts: number
  /** Not before this instant again. */
  readonly notBefore: Nanos
  readonly answer: Option.Option<"accepted" | "rejected">
  /** The clock of that answer, 0 where there is none: what is not newer is a replay. */
  readonly clock: Millis
}

export const initial: State = { attempts: 0, notBefore: Time.nanos(0n), answer: Option.none(), clock: Time.millis(0n) }

const FIRST_PAUSE = Time.minutes(5)
const LONGEST_PAUSE = Time.days(7)
const MAX_DOUBLINGS = 12

/** Whether it is time to ask (again). */
export const isDue = (state: State, now: Nanos): boolean => Option.isNone(state.answer) && now >= state.notBefore

/** A request was sent; the next one waits twice as long as this one did. */
export const asked = (state: State, now: Nanos): State => {
  const pause = FIRST_PAUSE * 2n ** BigInt(Math.min(state.attempts, MAX_DOUBLINGS))
  return {
    ...state,
    attempts: state.attempts + 1,
    notBefore: Time.add(now, Time.min(LONGEST_PAUSE, Time.nanos(pause)))
  }
}

/** Whether an answer says anything new: anybody may send an old one again. `latest`: the latest clock that is believed. */
export const isNews = (state: State, { clock }: Pick<Response, "clock">, latest: Millis): boolean =>
  clock > state.clock && clock <= latest

/** The newest word of the control node counts; the same state where the answer is none. */
export const answered = (state: State, answer: Pick<Response, "accepted" | "clock">, latest: Millis): State =>
  isNews(state, answer, latest)
    ? { ...state, answer: Option.some(answer.accepted ? "accepted" : "rejected"), clock: answer.clock }
    : state
