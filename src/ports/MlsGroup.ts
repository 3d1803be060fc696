/**
 * The secrets of a group: MLS (RFC 9420), without any say in who may do what. Every state is a value, given as bytes: an operation
 * reads one and gives the next, so that rival commits can be looked at and one of them taken, and what was not taken never
 * happened. States and secrets of key packages are secret and belong into the protocol's own rows.
 * Implementations: `mls-memory` (a model for tests), `mls-ts` (ts-mls, ciphersuite 1). M-6, MLS-05, MLS-10, MLS-16, MLS-21.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Address } from "../domain/community/Address.ts"
import type { Change, Changes } from "../domain/membership/Approved.ts"

/** What was given does not fit the state, or is not what it should be. Trying again does not help. */
export class MlsFailure extends Schema.TaggedError<MlsFailure>()("MlsFailure", {
  operation: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `MLS could not ${this.operation}: ${this.detail}`
  }
}

/** A message that this state cannot read: of an epoch to come, of one whose keys are gone, or not of this group. */
export class Unreadable extends Schema.TaggedError<Unreadable>()("Unreadable", {
  why: Schema.Literals(["Future", "Past", "Foreign"])
}) {}

/** Members ascending by address. */
export interface Roster {
  readonly epoch: bigint
  readonly members: ReadonlyArray<Address>
}

export class MlsGroup extends Context.Service<
  MlsGroup,
  {
    /** A group of one, in epoch 0. */
    readonly create: (group: Uint8Array, self: Address) => Effect.Effect<Uint8Array, MlsFailure>
    /** A key package for one group to come, its identity (basic credential) the member's 20 bytes; and its secret. */
    readonly keyPackage: (
      self: Address
    ) => Effect.Effect<{ readonly keyPackage: Uint8Array; readonly secret: Uint8Array }, MlsFailure>
    /** Whose key package it is, none where it is no valid one. The same answer everywhere and at all times. */
    readonly identify: (keyPackage: Uint8Array) => Effect.Effect<Option.Option<Address>>
    /**
     * Whether a key package that `identify` takes can be added to this state: the keys that it would bring, as text; none where
     * one of them is there already. Of key packages that share a key a group can hold one.
     */
    readonly admit: (
      state: Uint8Array,
      keyPackage: Uint8Array
    ) => Effect.Effect<Option.Option<ReadonlyArray<string>>, MlsFailure>
    /**
     * Makes a commit of exactly these changes, and the welcome of those it adds (empty where it adds nobody), which carries
     * `briefing`. `authenticated` is readable by anybody and signed with the commit. Nothing is applied: `staged` is the state
     * after it, should it win.
     */
    readonly build: (
      state: Uint8Array,
      changes: ReadonlyArray<Change>,
      briefing: Uint8Array,
      authenticated: Uint8Array
    ) => Effect.Effect<
      { readonly commit: Uint8Array; readonly welcome: Uint8Array; readonly staged: Uint8Array } & Changes,
      MlsFailure
    >
    /** Verifies somebody else's commit to this state as far as applying it would, and says what it does. Applies nothing. */
    readonly inspect: (
      state: Uint8Array,
      commit: Uint8Array
    ) => Effect.Effect<
      { readonly creator: Address; readonly epoch: bigint; readonly authenticated: Uint8Array } & Changes,
      MlsFailure
    >
    /**
     * The state after a commit, one epoch on. `staged`: of our own commit what `build` gave, else empty. Who is removed by it
     * gets a roster without itself and a state that reads nothing new.
     */
    readonly apply: (
      state: Uint8Array,
      commit: Uint8Array,
      staged: Uint8Array
    ) => Effect.Effect<Roster & { readonly state: Uint8Array }, MlsFailure>
    /** Joins by a welcome; none where it is not for this key package or is of another group, which is a normal outcome. */
    readonly join: (
      group: Uint8Array,
      keyPackage: Uint8Array,
      secret: Uint8Array,
      welcome: Uint8Array
    ) => Effect.Effect<
      Option.Option<Roster & { readonly state: Uint8Array; readonly briefing: Uint8Array }>,
      MlsFailure
    >
    /** A message for the members of the epoch. */
    readonly protect: (
      state: Uint8Array,
      plain: Uint8Array
    ) => Effect.Effect<{ readonly state: Uint8Array; readonly cipher: Uint8Array }, MlsFailure>
    /** Reads a message of this epoch or of one of the few before it, once; and who sent it. */
    readonly unprotect: (
      state: Uint8Array,
      cipher: Uint8Array
    ) => Effect.Effect<
      { readonly state: Uint8Array; readonly sender: Address; readonly plain: Uint8Array },
      Unreadable | MlsFailure
    >
    readonly roster: (state: Uint8Array) => Effect.Effect<Roster, MlsFailure>
    /** A secret that the members of the epoch share, different for every label and context. */
    readonly exporter: (
      state: Uint8Array,
      label: string,
      context: Uint8Array,
      length: number
    ) => Effect.Effect<Uint8Array, MlsFailure>
  }
>()("community-history/ports/MlsGroup") {}
