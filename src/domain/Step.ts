/**
 * The shape that the protocols share: a state, an input and the present instant give the next state and what is to be
 * done. Whoever hosts a protocol keeps the rows and queues what is to be sent in one transaction before anybody sees
 * the new state, so that a crash between any two steps is a restart and nothing else.
 */
import type * as Option from "effect/Option"
import type * as Result from "effect/Result"
import type { Nanos } from "./Time.ts"

/** A piece of a state as it stands on disk. `key`: printable ASCII, at most 256 characters, unique within the state. */
export interface Row {
  readonly key: string
  readonly value: Uint8Array
}

/** Writes the row in place of the one of the same key. */
export interface Save extends Row {
  readonly _tag: "Save"
}

export interface Erase {
  readonly _tag: "Erase"
  readonly key: string
}

/**
 * Goes to the outbox, and from there to the network, in order, until the network has it; then the machine hears `Sent`
 * with the same `mark`. `ephemeral`: stores need not keep it. `lane`: on which of the protocol's topics.
 */
export interface Send<Lane extends string = string> {
  readonly _tag: "Send"
  readonly lane: Lane
  readonly mark: string
  readonly payload: Uint8Array
  readonly ephemeral: boolean
}

/**
 * A question to a port. The answer comes back as an input; after a restart the machine, told `Resumed`, asks again what was
 * not answered.
 */
export interface Ask<Request> {
  readonly _tag: "Ask"
  readonly request: Request
}

/** For the host and its user. A rejection is an event like any other, with its reason. */
export interface Tell<Event> {
  readonly _tag: "Tell"
  readonly event: Event
}

export type Output<Event, Request = never, Lane extends string = string> =
  | Save
  | Erase
  | Send<Lane>
  | Ask<Request>
  | Tell<Event>

/** Inputs that every machine understands. `hash`: of the Waku message that carried it, 32 bytes. */
export type CommonInput =
  | { readonly _tag: "Tick" }
  | { readonly _tag: "Resumed" }
  | { readonly _tag: "Sent"; readonly mark: string; readonly hash: Uint8Array }

export type Stepped<State, Event, Request = never, Lane extends string = string> = readonly [
  State,
  ReadonlyArray<Output<Event, Request, Lane>>
]

/** Rows that no state of this machine ever wrote. */
export interface Damaged {
  readonly _tag: "Damaged"
  readonly why: string
}

/**
 * Laws. `step` is total: an input that does not fit changes nothing and tells why. Whatever the inputs were,
 * `restore` of the rows saved and not erased since is the state they led to. `due` is when `Tick` has something to do;
 * a `Tick` before that changes nothing.
 */
export interface Machine<State, Input, Event, Request = never, Lane extends string = string> {
  readonly step: (state: State, input: Input | CommonInput, now: Nanos) => Stepped<State, Event, Request, Lane>
  readonly restore: (rows: ReadonlyArray<Row>) => Result.Result<State, Damaged>
  readonly due: (state: State) => Option.Option<Nanos>
}
