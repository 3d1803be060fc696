/**
 * MLS by ts-mls: MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519 (ciphersuite 1), private handshake messages, basic credentials of 20
 * bytes. States are decoded anew for every operation, so what an operation wipes is its own copy.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as TsMls from "ts-mls"
import { addHistoricalReceiverData } from "ts-mls/clientState.js"
import { makeKeyPackageRef } from "ts-mls/keyPackage.js"
import { unprotectPrivateMessage } from "ts-mls/messageProtection.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Bytes from "../../domain/Bytes.ts"
import * as Addresses from "../../domain/community/Address.ts"
import type { Address } from "../../domain/community/Address.ts"
import type { Change } from "../../domain/membership/Approved.ts"
import * as Decode from "../../domain/wire/Decode.ts"
import * as Encode from "../../domain/wire/Encode.ts"
import * as Fields from "../../domain/wire/Fields.ts"
import * as Fitness from "./Fitness.ts"
import { Unfit } from "./Fitness.ts"
import { MlsFailure, MlsGroup, Unreadable } from "../../ports/MlsGroup.ts"

/** The extension of the group info that carries the briefing; of the range for private use (RFC 9420 §17.3). */
const BRIEFING = 0xf0c1

const isAddress = (credential: TsMls.Credential): credential is TsMls.CredentialBasic =>
  credential.credentialType === "basic" && credential.identity.length === Addresses.LENGTH

const config: TsMls.ClientConfig = {
  keyRetentionConfig: TsMls.defaultKeyRetentionConfig,
  lifetimeConfig: TsMls.defaultLifetimeConfig,
  keyPackageEqualityConfig: TsMls.defaultKeyPackageEqualityConfig,
  paddingConfig: TsMls.defaultPaddingConfig,
  authService: { validateCredential: async (credential) => isAddress(credential) }
}

const addressOf = (credential: TsMls.Credential): Address => {
  const address = isAddress(credential) ? Addresses.fromBytes(credential.identity) : undefined
  if (address === undefined) throw new Unfit("an identity is no address")
  return address
}

const message = (bytes: Uint8Array): TsMls.MLSMessage => {
  const read = TsMls.decodeMlsMessage(bytes, 0)
  if (read === undefined || read[1] !== bytes.length) throw new Unfit("it is no message of MLS")
  return read[0]
}

const load = (bytes: Uint8Array): TsMls.ClientState => {
  const read = TsMls.decodeGroupState(Uint8Array.from(bytes), 0)
  if (read === undefined) throw new Unfit("the state is damaged")
  return { ...read[0], clientConfig: config }
}

/** The bytes of a state, once what its making used up is wiped. */
const save = (state: TsMls.GroupState, consumed: ReadonlyArray<Uint8Array>): Uint8Array => {
  const bytes = TsMls.encodeGroupState(state)
  for (const secret of consumed) TsMls.zeroOutUint8Array(secret)
  return bytes
}

/** The member of a leaf; leaves stand at the even places of the tree. */
const memberAt = (tree: TsMls.RatchetTree, place: number): Address | undefined => {
  const node = tree[place]
  return node?.nodeType === "leaf" ? addressOf(node.leaf.credential) : undefined
}

const membersOf = (tree: TsMls.RatchetTree): ReadonlyArray<Address> =>
  tree.flatMap((_, place) => memberAt(tree, place) ?? []).sort()

const leafOf = (tree: TsMls.RatchetTree, member: Address): number => {
  const place = tree.findIndex((_, place) => memberAt(tree, place) === member)
  if (place === -1) throw new Unfit("it removes somebody who is no member")
  return place / 2
}

const rosterOf = ({ groupContext, ratchetTree }: TsMls.GroupState) => ({
  epoch: groupContext.epoch,
  members: membersOf(ratchetTree)
})

const keyPackageBytes = (keyPackage: TsMls.KeyPackage): Uint8Array =>
  TsMls.encodeMlsMessage({ version: Fitness.VERSION, wireformat: "mls_key_package", keyPackage })

const readKeyPackage = (bytes: Uint8Array): TsMls.KeyPackage => {
  const read = message(bytes)
  if (read.wireformat !== "mls_key_package") throw new Unfit("it is no key package")
  return read.keyPackage
}

const secretBytes = (secret: TsMls.PrivateKeyPackage): Uint8Array =>
  Encode.message(
    Encode.bytes(1, secret.initPrivateKey),
    Encode.bytes(2, secret.hpkePrivateKey),
    Encode.bytes(3, secret.signaturePrivateKey)
  )

const readSecret = (bytes: Uint8Array): TsMls.PrivateKeyPackage => {
  const fields = Fields.scan(bytes)
  if (fields === undefined) throw new Unfit("the secret of the key package is damaged")
  return {
    initPrivateKey: Decode.bytes(fields, 1),
    hpkePrivateKey: Decode.bytes(fields, 2),
    signaturePrivateKey: Decode.bytes(fields, 3)
  }
}

const proposalOf = (state: TsMls.GroupState, change: Change): TsMls.Proposal =>
  change._tag === "Add"
    ? { proposalType: "add", add: { keyPackage: readKeyPackage(change.keyPackage) } }
    : { proposalType: "remove", remove: { removed: leafOf(state.ratchetTree, change.member) } }

const changesOf = (tree: TsMls.RatchetTree, proposals: ReadonlyArray<TsMls.Proposal>) => {
  const adds: Array<{ readonly member: Address; readonly keyPackage: string }> = []
  const removes: Array<Address> = []
  for (const proposal of proposals) {
    if (proposal.proposalType === "add") {
      const { keyPackage } = proposal.add
      adds.push({
        member: addressOf(keyPackage.leafNode.credential),
        keyPackage: Bytes.toHex(sha256(keyPackageBytes(keyPackage)))
      })
    } else if (proposal.proposalType === "remove") {
      const removed = memberAt(tree, proposal.remove.removed * 2)
      if (removed === undefined) throw new Unfit("it removes somebody who is no member")
      removes.push(removed)
    } else throw new Unfit("it does more than add and remove")
  }
  // MLS tells members apart by their keys; here an identity has one leaf.
  const members = new Set(membersOf(tree))
  const names = new Set(adds.map(({ member }) => member))
  if (names.size !== adds.length || adds.some(({ member }) => members.has(member))) {
    throw new Unfit("it adds somebody who is a member")
  }
  return { adds, removes }
}

const privateMessage = (bytes: Uint8Array): TsMls.MlsPrivateMessage => {
  const read = message(bytes)
  if (read.wireformat !== "mls_private_message") throw new Unfit("it is no private message")
  return read
}

/** Reads somebody else's commit before ts-mls acts on it. */
const reviewed = async (
  state: TsMls.ClientState,
  { privateMessage: sent }: TsMls.MlsPrivateMessage,
  suite: TsMls.CiphersuiteImpl
) => {
  if (sent.contentType !== "commit" || sent.epoch !== epochOf(state)) throw new Unfit("it is no commit of this epoch")
  const { keySchedule, secretTree, ratchetTree, groupContext, clientConfig } = state
  const { content } = (
    await unprotectPrivateMessage(
      keySchedule.senderDataSecret,
      sent,
      secretTree,
      ratchetTree,
      groupContext,
      clientConfig.keyRetentionConfig,
      suite
    )
  ).content
  if (content.contentType !== "commit" || content.sender.senderType !== "member") throw new Unfit("it is no commit")
  const proposals = content.commit.proposals.map((one) => {
    if (one.proposalOrRefType !== "proposal") throw new Unfit("it does not say what it does")
    return one.proposal
  })
  const creator = memberAt(ratchetTree, content.sender.leafIndex * 2)
  if (creator === undefined) throw new Unfit("nobody of this group made it")
  await Fitness.requireFit(ratchetTree, proposals, suite)
  const { path } = content.commit
  const fresh = path === undefined ? [] : [path.leafNode, ...path.nodes].map(({ hpkePublicKey }) => hpkePublicKey)
  if (!(await Fitness.areUsable(fresh, suite))) throw new Unfit("it brings keys of no use")
  return { creator, ...changesOf(ratchetTree, proposals) }
}

/** Follows somebody else's commit with all its checks; nothing is accepted that does more than add and remove. */
const follow = async (bytes: Uint8Array, commit: Uint8Array, suite: TsMls.CiphersuiteImpl) => {
  const read = privateMessage(commit)
  const state = load(bytes)
  const changes = await reviewed(state, read, suite)
  const result = await TsMls.processMessage(
    read,
    state,
    TsMls.emptyPskIndex,
    ({ kind }) => (kind === "commit" ? "accept" : "reject"),
    suite
  )
  if (result.kind !== "newState" || result.actionTaken !== "accept") throw new Unfit("it is no commit")
  const { ratchetTree } = result.newState
  // A commit brings its committer a new leaf, which could bear another name.
  const stay = membersOf(state.ratchetTree).filter((member) => !changes.removes.includes(member))
  const expected = [...stay, ...changes.adds.map(({ member }) => member)].sort()
  if (membersOf(ratchetTree).join() !== expected.join()) throw new Unfit("it renames somebody")
  Fitness.requireSound(ratchetTree)
  return { ...result, ...changes, epoch: epochOf(state), authenticated: read.privateMessage.authenticatedData.slice() }
}

const epochOf = (state: TsMls.GroupState): bigint => state.groupContext.epoch

/** The leaf whose ratchet a message moved: whose message it was. ts-mls verifies the signature of that leaf and does not name it. */
const senderOf = (before: TsMls.ClientState, after: TsMls.ClientState, epoch: bigint): Address => {
  const past = { before: before.historicalReceiverData.get(epoch), after: after.historicalReceiverData.get(epoch) }
  const [old, young] = epoch === epochOf(before) ? [before, after] : [past.before, past.after]
  const place = young?.secretTree.findIndex((node, place) => node !== old?.secretTree[place]) ?? -1
  const sender = young === undefined || place === -1 ? undefined : memberAt(young.ratchetTree, place)
  if (sender === undefined) throw new Unfit("its sender is unknown")
  return sender
}

const unreadable = (state: TsMls.ClientState, { privateMessage }: TsMls.MlsPrivateMessage): Unreadable | undefined => {
  const { epoch, groupId } = privateMessage
  if (!Bytes.equals(groupId, state.groupContext.groupId)) return new Unreadable({ why: "Foreign" })
  if (epoch > epochOf(state)) return new Unreadable({ why: "Future" })
  return epoch < epochOf(state) && !state.historicalReceiverData.has(epoch)
    ? new Unreadable({ why: "Past" })
    : undefined
}

const attempt = <A>(operation: string, work: () => Promise<A>): Effect.Effect<A, MlsFailure> =>
  Effect.tryPromise({
    try: work,
    catch: (error) => new MlsFailure({ operation, detail: error instanceof Error ? error.message : String(error) })
  })

const make = (suite: TsMls.CiphersuiteImpl): MlsGroup["Service"] => {
  const fresh = (self: Address) =>
    TsMls.generateKeyPackage(
      { credentialType: "basic", identity: Addresses.toBytes(self) },
      Fitness.capabilities,
      TsMls.defaultLifetime,
      [],
      suite
    )
  return {
    create: (group, self) =>
      attempt("create a group", async () => {
        const { privatePackage, publicPackage } = await fresh(self)
        return save(await TsMls.createGroup(group, publicPackage, privatePackage, [], suite, config), [])
      }),
    keyPackage: (self) =>
      attempt("make a key package", async () => {
        const { privatePackage, publicPackage } = await fresh(self)
        return { keyPackage: keyPackageBytes(publicPackage), secret: secretBytes(privatePackage) }
      }),
    identify: (bytes) =>
      attempt("read a key package", async () => {
        const keyPackage = readKeyPackage(bytes)
        // Two encodings of one key package would be two names of one thing.
        return Bytes.equals(keyPackageBytes(keyPackage), bytes) && (await Fitness.isFit(keyPackage, suite))
          ? Option.some(addressOf(keyPackage.leafNode.credential))
          : Option.none()
      }).pipe(Effect.orElseSucceed(() => Option.none<Address>())),
    admit: (bytes, keyPackage) =>
      attempt("admit a key package", async () => {
        const { ratchetTree } = load(bytes)
        const { leafNode } = readKeyPackage(keyPackage)
        const keys = Fitness.keysOfLeaf(leafNode)
        return Fitness.areDistinct([...Fitness.keysOf(ratchetTree), ...keys]) ? Option.some(keys) : Option.none()
      }),
    build: (bytes, changes, briefing, authenticated) =>
      attempt("build a commit", async () => {
        const state = load(bytes)
        const proposals = changes.map((change) => proposalOf(state, change))
        if (proposals.length === 0) throw new Unfit("it would change nothing")
        const does = changesOf(state.ratchetTree, proposals)
        await Fitness.requireFit(state.ratchetTree, proposals, suite)
        const built = await TsMls.createCommit(
          { state, cipherSuite: suite },
          {
            authenticatedData: authenticated,
            extraProposals: proposals,
            ratchetTreeExtension: true,
            groupInfoExtensions: [{ extensionType: BRIEFING, extensionData: briefing }]
          }
        )
        const { commit, consumed, newState, welcome } = built
        return {
          commit: TsMls.encodeMlsMessage(commit),
          welcome:
            welcome === undefined
              ? Bytes.empty
              : TsMls.encodeMlsMessage({ version: Fitness.VERSION, wireformat: "mls_welcome", welcome }),
          staged: save(newState, consumed),
          ...does
        }
      }),
    inspect: (bytes, commit) =>
      attempt("inspect a commit", async () => {
        const { adds, authenticated, consumed, creator, epoch, removes } = await follow(bytes, commit, suite)
        for (const secret of consumed) TsMls.zeroOutUint8Array(secret)
        return { creator, epoch, authenticated, adds, removes }
      }),
    apply: (bytes, commit, staged) =>
      attempt("apply a commit", async () => {
        if (staged.length > 0) {
          const state = load(bytes)
          const next = load(staged)
          if (epochOf(next) !== epochOf(state) + 1n) throw new Unfit("it is of another epoch")
          // What was read since the commit was built stays read.
          const [historicalReceiverData, evicted] = addHistoricalReceiverData(state)
          return { ...rosterOf(next), state: save({ ...next, historicalReceiverData }, evicted) }
        }
        const { consumed, epoch, newState } = await follow(bytes, commit, suite)
        const { members } = rosterOf(newState)
        return { epoch: epoch + 1n, members, state: save(newState, consumed) }
      }),
    join: (group, keyPackage, secret, bytes) =>
      attempt("join a group", async () => {
        const own = readKeyPackage(keyPackage)
        const read = message(bytes)
        if (read.wireformat !== "mls_welcome") return Option.none()
        const name = await makeKeyPackageRef(own, suite.hash)
        if (!read.welcome.secrets.some(({ newMember }) => Bytes.equals(newMember, name))) return Option.none()
        const keys = readSecret(secret)
        const [state, extensions] = await TsMls.joinGroupWithExtensions(
          read.welcome,
          own,
          keys,
          TsMls.emptyPskIndex,
          suite,
          undefined,
          undefined,
          config
        )
        if (!Bytes.equals(state.groupContext.groupId, group)) return Option.none()
        Fitness.requireSound(state.ratchetTree)
        const briefing = extensions.find(({ extensionType }) => extensionType === BRIEFING)?.extensionData
        const joined = { ...rosterOf(state), state: save(state, []), briefing: briefing ?? Bytes.empty }
        TsMls.zeroOutUint8Array(keys.initPrivateKey)
        return Option.some(joined)
      }),
    protect: (bytes, plain) =>
      attempt("protect a message", async () => {
        const { consumed, newState, privateMessage } = await TsMls.createApplicationMessage(load(bytes), plain, suite)
        const cipher = TsMls.encodeMlsMessage({
          version: Fitness.VERSION,
          wireformat: "mls_private_message",
          privateMessage
        })
        return { state: save(newState, consumed), cipher }
      }),
    unprotect: (bytes, cipher) =>
      Effect.gen(function* () {
        const state = yield* attempt("read the state", async () => load(bytes))
        const read = yield* attempt("read a message", async () => privateMessage(cipher)).pipe(
          Effect.mapError(() => new Unreadable({ why: "Foreign" }))
        )
        const refused = unreadable(state, read)
        if (refused !== undefined) return yield* refused
        return yield* attempt("read a message", async () => {
          const result = await TsMls.processMessage(read, state, TsMls.emptyPskIndex, () => "reject", suite)
          if (result.kind !== "applicationMessage") throw new Unfit("it is no application message")
          const sender = senderOf(state, result.newState, read.privateMessage.epoch)
          const plain = Uint8Array.from(result.message)
          return { state: save(result.newState, result.consumed), sender, plain }
        }).pipe(Effect.mapError(() => new Unreadable({ why: "Foreign" })))
      }),
    roster: (bytes) => attempt("read the roster", async () => rosterOf(load(bytes))),
    exporter: (bytes, label, context, length) =>
      attempt("export a secret", async () =>
        TsMls.mlsExporter(load(bytes).keySchedule.exporterSecret, label, context, length, suite)
      )
  }
}

/** Needs Web Crypto, which every platform that this runs on has. */
export const layer: Layer.Layer<MlsGroup> = Layer.effect(
  MlsGroup,
  Effect.promise(async () =>
    make(await TsMls.getCiphersuiteImpl(TsMls.getCiphersuiteFromName(Fitness.SUITE), TsMls.defaultCryptoProvider))
  )
)
