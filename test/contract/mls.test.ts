/** The secrets of a group: in memory, and by ts-mls. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as TsMls from "ts-mls"
import * as MlsMemory from "../../src/adapters/mls-memory/MlsGroup.ts"
import * as MlsTs from "../../src/adapters/mls-ts/MlsGroup.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Addresses from "../../src/domain/community/Address.ts"
import { MlsGroup } from "../../src/ports/MlsGroup.ts"
import { mlsGroupContract } from "../../src/testing/contract/MlsGroup.ts"

mlsGroupContract("mls-memory", MlsMemory.layer(new Uint8Array(32)))
mlsGroupContract("mls-ts", MlsTs.layer)

describe("mls-ts", () => {
  const member = (n: number) => Addresses.fromBytes(new Uint8Array(Addresses.LENGTH).fill(n))!

  /** A commit that removes a member and, where a name is given, puts it on the committer's own leaf. */
  const forged = async (bytes: Uint8Array, removed: number, name: Uint8Array | undefined) => {
    const [state] = TsMls.decodeGroupState(bytes, 0)!
    const suite = await TsMls.getCiphersuiteImpl(
      TsMls.getCiphersuiteFromName("MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519")
    )
    const [own] = state.ratchetTree
    if (name !== undefined && own?.nodeType === "leaf") {
      own.leaf = { ...own.leaf, credential: { credentialType: "basic", identity: name } }
    }
    const clientConfig = {
      keyRetentionConfig: TsMls.defaultKeyRetentionConfig,
      lifetimeConfig: TsMls.defaultLifetimeConfig,
      keyPackageEqualityConfig: TsMls.defaultKeyPackageEqualityConfig,
      paddingConfig: TsMls.defaultPaddingConfig,
      authService: TsMls.defaultAuthenticationService
    }
    const { commit } = await TsMls.createCommit(
      { state: { ...state, clientConfig }, cipherSuite: suite },
      { extraProposals: [{ proposalType: "remove", remove: { removed } }] }
    )
    return TsMls.encodeMlsMessage(commit)
  }

  it.effect("MLS-05 MLS-21: a committer that takes another name with its new leaf is refused", () =>
    Effect.gen(function* () {
      const mls = yield* MlsGroup
      const founder = yield* mls.create(Bytes.utf8("group"), member(1))
      const [second, third] = [yield* mls.keyPackage(member(2)), yield* mls.keyPackage(member(3))]
      const { commit, staged, welcome } = yield* mls.build(
        founder,
        [
          { _tag: "Add", member: member(2), keyPackage: second.keyPackage },
          { _tag: "Add", member: member(3), keyPackage: third.keyPackage }
        ],
        Bytes.empty
      )
      const { state } = yield* mls.apply(founder, commit, staged)
      const witness = Option.getOrThrow(yield* mls.join(second.keyPackage, second.secret, welcome)).state
      const plain = yield* Effect.promise(() => forged(state, 2, undefined))
      assert.deepStrictEqual((yield* mls.inspect(witness, plain)).removes, [member(3)])
      const renamed = yield* Effect.promise(() => forged(state, 2, Addresses.toBytes(member(9))))
      assert.match((yield* Effect.flip(mls.inspect(witness, renamed))).message, /renames somebody/)
      assert.match((yield* Effect.flip(mls.apply(witness, renamed, Bytes.empty))).message, /renames somebody/)
    }).pipe(Effect.provide(MlsTs.layer))
  )
})
