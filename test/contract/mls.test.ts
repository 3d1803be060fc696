/** The secrets of a group: in memory, and by ts-mls. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import * as TsMls from "ts-mls"
import { signKeyPackage } from "ts-mls/keyPackage.js"
import { signLeafNodeKeyPackage } from "ts-mls/leafNode.js"
import * as MlsMemory from "../../src/adapters/mls-memory/MlsGroup.ts"
import * as MlsTs from "../../src/adapters/mls-ts/MlsGroup.ts"
import * as Bytes from "../../src/domain/Bytes.ts"
import * as Addresses from "../../src/domain/community/Address.ts"
import type { Change } from "../../src/domain/membership/Approved.ts"
import { MlsGroup } from "../../src/ports/MlsGroup.ts"
import { mlsGroupContract } from "../../src/testing/contract/MlsGroup.ts"

mlsGroupContract("mls-memory", MlsMemory.layer(new Uint8Array(32)))
mlsGroupContract("mls-ts", MlsTs.layer)

describe("mls-ts", () => {
  const suiteOf = () =>
    TsMls.getCiphersuiteImpl(TsMls.getCiphersuiteFromName("MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"))
  const clientConfig = {
    keyRetentionConfig: TsMls.defaultKeyRetentionConfig,
    lifetimeConfig: TsMls.defaultLifetimeConfig,
    keyPackageEqualityConfig: TsMls.defaultKeyPackageEqualityConfig,
    paddingConfig: TsMls.defaultPaddingConfig,
    authService: TsMls.defaultAuthenticationService
  }
  const capabilities: TsMls.Capabilities = {
    versions: ["mls10"],
    ciphersuites: ["MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"],
    extensions: [],
    proposals: [],
    credentials: ["basic"]
  }

  interface Odd {
    readonly its?: TsMls.Capabilities
    readonly lifetime?: TsMls.Lifetime
    readonly leafExtensions?: Array<TsMls.Extension>
    readonly keys?: { readonly signKey: Uint8Array; readonly publicKey: Uint8Array }
    readonly hpkeKey?: Uint8Array
    readonly initKey?: "hpke key" | Uint8Array
  }

  /** A key package whose signatures are right, whatever else it is. */
  const made = (n: number, { its = capabilities, ...odd }: Odd = {}) =>
    Effect.promise(async () => {
      const suite = await suiteOf()
      const { privatePackage, publicPackage } = await TsMls.generateKeyPackageWithKey(
        { credentialType: "basic", identity: Addresses.toBytes(member(n)) },
        its,
        odd.lifetime ?? TsMls.defaultLifetime,
        [],
        odd.keys ?? (await suite.signature.keygen()),
        suite,
        odd.leafExtensions
      )
      const signKey = privatePackage.signaturePrivateKey
      const leaf = { ...publicPackage.leafNode, hpkePublicKey: odd.hpkeKey ?? publicPackage.leafNode.hpkePublicKey }
      const leafNode = await signLeafNodeKeyPackage(leaf, signKey, suite.signature)
      const initKey = odd.initKey === "hpke key" ? leafNode.hpkePublicKey : (odd.initKey ?? publicPackage.initKey)
      const keyPackage = await signKeyPackage({ ...publicPackage, leafNode, initKey }, signKey, suite.signature)
      return TsMls.encodeMlsMessage({ version: "mls10", wireformat: "mls_key_package", keyPackage })
    })

  const add = (n: number, keyPackage: Uint8Array): Change => ({ _tag: "Add", member: member(n), keyPackage })

  const founded = Effect.gen(function* () {
    const mls = yield* MlsGroup
    const founder = yield* mls.create(Bytes.utf8("group"), member(1))
    const { keyPackage, secret } = yield* mls.keyPackage(member(2))
    const built = yield* mls.build(founder, [add(2, keyPackage)], Bytes.empty, Bytes.empty)
    const { state } = yield* mls.apply(founder, built.commit, built.staged)
    const joined = yield* mls.join(Bytes.utf8("group"), keyPackage, secret, built.welcome)
    return { one: state, two: Option.getOrThrow(joined).state }
  })

  it.effect("MLS-16: a key package that would stop a later commit is nobody's", () =>
    Effect.gen(function* () {
      const mls = yield* MlsGroup
      assert.deepStrictEqual(yield* mls.identify(yield* made(7)), Option.some(member(7)))
      const zero = new Uint8Array(32)
      for (const odd of [
        { lifetime: { notBefore: 0n, notAfter: 1n } },
        { its: { ...capabilities, credentials: [] } },
        { its: { ...capabilities, extensions: [7] } },
        { its: { ...capabilities, extensions: [7] }, leafExtensions: [{ extensionType: 7, extensionData: zero }] },
        { initKey: "hpke key" },
        { initKey: zero },
        { hpkeKey: zero },
        { hpkeKey: zero.with(0, 1) },
        { hpkeKey: new Uint8Array(31).fill(9) }
      ] satisfies ReadonlyArray<Odd>) {
        assert.isTrue(
          Option.isNone(yield* mls.identify(yield* made(7, odd))),
          JSON.stringify(odd, (_, v) => `${v}`)
        )
      }
    }).pipe(Effect.provide(MlsTs.layer))
  )

  it.effect("MLS-05 MLS-16: of two joiners with one key a commit adds one, and nobody whose key is there", () =>
    Effect.gen(function* () {
      const mls = yield* MlsGroup
      const { one } = yield* founded
      const keys = yield* Effect.promise(async () => (await suiteOf()).signature.keygen())
      const [third, fourth] = [yield* made(3, { keys }), yield* made(4, { keys })]
      const [ours, theirs] = [yield* mls.admit(one, third), yield* mls.admit(one, fourth)]
      assert.isTrue(Option.getOrThrow(ours).some((key) => Option.getOrThrow(theirs).includes(key)))
      const both = mls.build(one, [add(3, third), add(4, fourth)], Bytes.empty, Bytes.empty)
      assert.match((yield* Effect.flip(both)).message, /keys that are there/)
      const built = yield* mls.build(one, [add(3, third)], Bytes.empty, Bytes.empty)
      const { state } = yield* mls.apply(one, built.commit, built.staged)
      assert.isTrue(Option.isNone(yield* mls.admit(state, fourth)))
      assert.strictEqual(
        (yield* Effect.flip(mls.build(state, [add(4, fourth)], Bytes.empty, Bytes.empty)))._tag,
        "MlsFailure"
      )
    }).pipe(Effect.provide(MlsTs.layer))
  )

  it.effect("MLS-21: a commit whose first addition of several is invalid is refused, and nothing else happens", () =>
    Effect.gen(function* () {
      const mls = yield* MlsGroup
      const { one, two } = yield* founded
      const packages = yield* Effect.forEach([3, 4, 5, 6], (n) => made(n))
      const commit = yield* Effect.promise(async () => {
        const [state] = TsMls.decodeGroupState(one, 0)!
        const proposals = packages.map((bytes) => {
          const [read] = TsMls.decodeMlsMessage(bytes, 0)!
          if (read.wireformat !== "mls_key_package") throw new Error(read.wireformat)
          return { proposalType: "add" as const, add: { keyPackage: read.keyPackage } }
        })
        proposals[0]!.add.keyPackage.leafNode.signature[5]! ^= 1
        const suite = await suiteOf()
        const blind = { ...suite, signature: { ...suite.signature, verify: async () => true } }
        const made = TsMls.createCommit(
          { state: { ...state, clientConfig }, cipherSuite: blind },
          { extraProposals: proposals }
        )
        return TsMls.encodeMlsMessage((await made).commit)
      })
      assert.match((yield* Effect.flip(mls.inspect(two, commit))).message, /unfit key package/)
      assert.match((yield* Effect.flip(mls.apply(two, commit, Bytes.empty))).message, /unfit key package/)
      assert.strictEqual((yield* mls.roster(two)).epoch, 1n)
    }).pipe(Effect.provide(MlsTs.layer))
  )
  const member = (n: number) => Addresses.fromBytes(new Uint8Array(Addresses.LENGTH).fill(n))!

  /** A commit that removes a member and, where a name is given, puts it on the committer's own leaf. */
  const forged = async (bytes: Uint8Array, removed: number, name: Uint8Array | undefined) => {
    const [state] = TsMls.decodeGroupState(bytes, 0)!
    const suite = await suiteOf()
    const [own] = state.ratchetTree
    if (name !== undefined && own?.nodeType === "leaf") {
      own.leaf = { ...own.leaf, credential: { credentialType: "basic", identity: name } }
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
        Bytes.empty,
        Bytes.empty
      )
      const { state } = yield* mls.apply(founder, commit, staged)
      const witness = Option.getOrThrow(
        yield* mls.join(Bytes.utf8("group"), second.keyPackage, second.secret, welcome)
      ).state
      const plain = yield* Effect.promise(() => forged(state, 2, undefined))
      assert.deepStrictEqual((yield* mls.inspect(witness, plain)).removes, [member(3)])
      const renamed = yield* Effect.promise(() => forged(state, 2, Addresses.toBytes(member(9))))
      assert.match((yield* Effect.flip(mls.inspect(witness, renamed))).message, /renames somebody/)
      assert.match((yield* Effect.flip(mls.apply(witness, renamed, Bytes.empty))).message, /renames somebody/)
    }).pipe(Effect.provide(MlsTs.layer))
  )
})
