/** The votes of a group, as they reach it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import * as Digest from "../../src/adapters/crypto-pure/Digest.ts"
import * as Signatures from "../../src/adapters/crypto-pure/Signatures.ts"
import * as KeyMemory from "../../src/adapters/key-memory/ControlKey.ts"
import * as StoresMemory from "../../src/adapters/stores-memory/Stores.ts"
import * as Assembly from "../../src/app/membership/Assembly.ts"
import { shared } from "../../src/testing/simulator/Actors.ts"
import { Settings } from "../../src/app/Settings.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Addresses from "../../src/domain/community/Address.ts"
import type { Address } from "../../src/domain/community/Address.ts"
import * as Electorates from "../../src/domain/consensus/Electorate.ts"
import * as Proposals from "../../src/domain/consensus/Proposal.ts"
import * as Policy from "../../src/domain/membership/Policy.ts"
import * as States from "../../src/domain/membership/State.ts"
import * as Update from "../../src/domain/membership/Update.ts"
import * as Time from "../../src/domain/Time.ts"
import * as DigestPort from "../../src/ports/Digest.ts"
import { MemberKey } from "../../src/ports/MemberKey.ts"
import { Waku, WakuFailure } from "../../src/ports/Waku.ts"

const member = (n: number): Address => Addresses.fromBytes(new Uint8Array(Addresses.LENGTH).fill(n))!
const crypto = Layer.mergeAll(Digest.layer, Signatures.layer)
const { standard } = Policy

describe("votes of a group", () => {
  it.effect("MLS-08 HGC-20: one that is open for less than the policy says tells the group nothing", () =>
    Effect.gen(function* () {
      const { sha256 } = yield* DigestPort.Digest
      const electorate = Electorates.of([member(1), member(2), member(3)], sha256, Bytes.utf8("group"))!
      const payload = Update.encode({ _tag: "Remove", epoch: 4n, member: member(3) })
      const at = Time.unixSeconds(1_000_000n)
      const told = (open: bigint, epoch = 4n) => {
        const proposal = Proposals.draft(
          {
            name: "removal",
            subject: payload,
            tie: "reject",
            owner: member(1),
            at,
            expires: Time.unixSeconds(at + open)
          },
          electorate,
          sha256
        )
        const session = { proposal, state: { _tag: "Reached", yes: true, at: Time.fromUnixSeconds(at) } } as const
        return Assembly.inputOf(epoch, standard.expiry, session)?._tag
      }
      const least = Time.toUnixSeconds(standard.expiry)
      assert.strictEqual(told(least), "Decided")
      // The second in which it was signed may have begun after its end was chosen.
      assert.strictEqual(told(least - 1n), "Decided")
      assert.isUndefined(told(least - 2n))
      assert.isUndefined(told(2n))
      assert.isUndefined(told(least, 5n))
    }).pipe(Effect.provide(crypto))
  )

  it.effect("MLS-07 HGC-08: a network that fails once does not make a member deaf to its votes", () =>
    Effect.gen(function* () {
      const asked = { queries: 0, subscriptions: 0 }
      const waku = Waku.of({
        publish: () => Effect.die("nothing is said"),
        subscribe: () => Effect.sync(() => (asked.subscriptions++, Stream.never)),
        query: () =>
          asked.queries++ === 0
            ? Stream.fail(new WakuFailure({ operation: "query", reason: "Unavailable", detail: "bad luck" }))
            : Stream.empty
      })
      const ground = Layer.mergeAll(
        Layer.succeed(Waku, waku),
        StoresMemory.make().layer,
        shared,
        Settings.layer({ limits: { ...(yield* Settings).limits, retries: 0 } }),
        KeyMemory.memberLayer(new Uint8Array(32).fill(1)).pipe(Layer.provide(crypto), Layer.orDie)
      )
      yield* Effect.gen(function* () {
        const key = yield* MemberKey
        const self = Addresses.of(key.publicKey)
        const assembly = yield* Assembly.make({ self, group: Bytes.utf8("group"), admits: false }, key)
        const members = [self, member(2)]
        const list = { epoch: 1n, retry: 0, stewards: members }
        const roster = { policy: standard, epoch: 1n, members, unsettled: [], lists: [list] } as const
        yield* assembly.start
        yield* Effect.exit(assembly.attend({ ...States.initial, roster }))
        yield* Effect.yieldNow
        assert.isAtLeast(asked.subscriptions, 1)
        const { queries } = asked
        yield* assembly.attend({ ...States.initial, roster })
        assert.isAbove(asked.queries, queries)
      }).pipe(Effect.provide(ground))
    }).pipe(Effect.provide(Settings.layer({})), Effect.scoped)
  )
})
