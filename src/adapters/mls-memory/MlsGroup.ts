/**
 * A model of MLS for tests and simulations: epochs, secrets and who can read what are as they should be for whoever goes through the
 * port; the algebra is of hashes alone, and a member could forge what another member sends. Deterministic by its seed.
 */
import { gcm } from "@noble/ciphers/aes.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Bytes from "../../domain/Bytes.ts"
import type { Address } from "../../domain/community/Address.ts"
import type { Change } from "../../domain/membership/Approved.ts"
import { MlsFailure, MlsGroup, Unreadable } from "../../ports/MlsGroup.ts"

const Hex = Schema.Uint8ArrayFromHex
const Member = Schema.String.check(Schema.isPattern(/^[0-9a-f]{40}$/)).pipe(Schema.brand("Address"))
const Epoch = Schema.BigIntFromString
const Leaf = Schema.Struct({ member: Member, lock: Hex })

const KeyPackage = Schema.Struct({ kind: Schema.Literal("key package"), member: Member, lock: Hex, check: Hex })

const State = Schema.Struct({
  group: Hex,
  self: Member,
  key: Hex,
  epoch: Epoch,
  secret: Hex,
  leaves: Schema.Array(Leaf),
  sent: Schema.Int,
  seen: Schema.Array(Schema.String),
  past: Schema.Array(Schema.Struct({ epoch: Epoch, secret: Hex }))
})
type State = typeof State.Type

const Content = Schema.Struct({
  epoch: Epoch,
  creator: Member,
  adds: Schema.Array(Hex),
  removes: Schema.Array(Member),
  authenticated: Hex,
  nonce: Hex
})

/** `boxes`: the secret of the next epoch for each member that stays. */
const Commit = Schema.Struct({ content: Content, boxes: Schema.Array(Hex), tag: Hex, confirm: Hex })

const Welcome = Schema.Struct({
  nonce: Hex,
  boxes: Schema.Array(Schema.Struct({ keyPackage: Schema.String, box: Hex })),
  sealed: Hex
})

const Invitation = Schema.Struct({ group: Hex, epoch: Epoch, secret: Hex, leaves: Schema.Array(Leaf), briefing: Hex })

const Message = Schema.Struct({ group: Hex, epoch: Epoch, sender: Member, number: Schema.Int, body: Hex })

/** Messages remembered as read, epochs whose messages can still be read. */
const SEEN = 512
const PAST = 4

const codec = <A, I>(schema: Schema.Codec<A, I>) => {
  const json = Schema.fromJsonString(schema)
  const encode = Schema.encodeSync(json)
  const decode = Schema.decodeUnknownOption(json)
  return {
    encode: (value: A): Uint8Array => Bytes.utf8(encode(value)),
    decode: (bytes: Uint8Array): A | undefined => Option.getOrUndefined(decode(Bytes.toUtf8(bytes) ?? ""))
  }
}

const states = codec(State)
const keyPackages = codec(KeyPackage)
const commits = codec(Commit)
const contents = codec(Content)
const welcomes = codec(Welcome)
const invitations = codec(Invitation)
const messages = codec(Message)

const hash = (...parts: ReadonlyArray<Uint8Array | string>): Uint8Array =>
  sha256(
    Bytes.concat(
      parts.flatMap((part) => {
        const bytes = typeof part === "string" ? Bytes.utf8(part) : part
        return [Bytes.uvarint(bytes.length), bytes]
      })
    )
  )

/** Closes and opens: who has the key that a lock was made of can undo it. */
const box = (lock: Uint8Array, nonce: Uint8Array, secret: Uint8Array): Uint8Array => {
  const mask = hash("box", lock, nonce)
  return secret.map((byte, at) => byte ^ mask[at]!)
}

const lockOf = (key: Uint8Array): Uint8Array => hash("lock", key)
const nameOf = (keyPackage: Uint8Array): string => Bytes.toHex(sha256(keyPackage))
const failure = (operation: string, detail: string): MlsFailure => new MlsFailure({ operation, detail })

const readKeyPackage = (bytes: Uint8Array) => {
  const read = keyPackages.decode(bytes)
  if (read === undefined || !Bytes.equals(keyPackages.encode(read), bytes)) return undefined
  return Bytes.equals(read.check, hash("check", read.member, read.lock)) ? read : undefined
}

const ascending = (leaves: State["leaves"]): State["leaves"] =>
  [...leaves].sort((left, right) => (left.member < right.member ? -1 : 1))

const rosterOf = (state: State) => ({ epoch: state.epoch, members: state.leaves.map(({ member }) => member) })

const nextSecret = (before: Uint8Array, path: Uint8Array, content: Uint8Array): Uint8Array =>
  hash("epoch", before, path, content)

const advanced = (state: State, leaves: State["leaves"], secret: Uint8Array): State => ({
  ...state,
  epoch: state.epoch + 1n,
  secret,
  leaves,
  sent: 0,
  past: [{ epoch: state.epoch, secret: state.secret }, ...state.past].slice(0, PAST)
})

const areDistinct = (keys: ReadonlyArray<string>): boolean => new Set(keys).size === keys.length

const without = (leaves: State["leaves"], removes: ReadonlyArray<Address>): State["leaves"] =>
  leaves.filter(({ member }) => !removes.includes(member))

/** Reads a commit against a state as far as anybody in the epoch can. */
const verified = (operation: string, state: State, bytes: Uint8Array) => {
  const commit = commits.decode(bytes)
  if (commit === undefined) return Result.fail(failure(operation, "it is no commit"))
  const { content, tag } = commit
  const encoded = contents.encode(content)
  if (content.epoch !== state.epoch) return Result.fail(failure(operation, "it is of another epoch"))
  if (!Bytes.equals(tag, hash("commit", state.secret, encoded, ...commit.boxes))) {
    return Result.fail(failure(operation, "nobody of this group made it"))
  }
  const added = content.adds.map(readKeyPackage)
  const stays = without(state.leaves, content.removes)
  const fits =
    state.leaves.some(({ member }) => member === content.creator) &&
    added.every((one) => one !== undefined && !state.leaves.some(({ member }) => member === one.member)) &&
    stays.length === commit.boxes.length &&
    stays.length + content.removes.length === state.leaves.length
  if (!fits) return Result.fail(failure(operation, "it does not fit the group"))
  const joins = added.map((one) => ({ member: one!.member, lock: one!.lock }))
  if (!areDistinct([...state.leaves, ...joins].map(({ lock }) => Bytes.toHex(lock)))) {
    return Result.fail(failure(operation, "it adds keys that are there"))
  }
  return Result.succeed({ commit, encoded, stays, leaves: ascending([...stays, ...joins]) })
}

const changesOf = ({ adds, removes }: typeof Content.Type) => ({
  adds: adds.map((bytes) => ({ member: readKeyPackage(bytes)!.member, keyPackage: nameOf(bytes) })),
  removes
})

/** The state after a commit; where we are removed, one that knows no new secret. */
const follow = (operation: string, state: State, bytes: Uint8Array): Result.Result<State, MlsFailure> =>
  Result.flatMap(verified(operation, state, bytes), ({ commit, encoded, leaves, stays }) => {
    const { confirm, content, boxes } = commit
    const place = stays.findIndex(({ member }) => member === state.self)
    if (place === -1) return Result.succeed(advanced(state, leaves, hash("removed", state.key, encoded)))
    const path = box(lockOf(state.key), content.nonce, boxes[place]!)
    const secret = nextSecret(state.secret, path, encoded)
    return Bytes.equals(confirm, hash("confirm", secret))
      ? Result.succeed(advanced(state, leaves, secret))
      : Result.fail(failure(operation, "its secret is not the one it says"))
  })

const built = (
  state: State,
  changes: ReadonlyArray<Change>,
  briefing: Uint8Array,
  authenticated: Uint8Array,
  random: () => Uint8Array
) => {
  const adds = changes.flatMap((change) => (change._tag === "Add" ? [change.keyPackage] : []))
  const removes = changes.flatMap((change) => (change._tag === "Remove" ? [change.member] : []))
  const packages = adds.map(readKeyPackage)
  const isMember = (one: Address): boolean => state.leaves.some(({ member }) => member === one)
  const locks = [...state.leaves, ...packages].map((one) => Bytes.toHex(one?.lock ?? Bytes.empty))
  if (packages.some((one) => one === undefined || isMember(one.member)) || !areDistinct(locks)) {
    return Result.fail(failure("build", "a key package does not fit"))
  }
  if (removes.some((one) => !isMember(one) || one === state.self) || changes.length === 0) {
    return Result.fail(failure("build", "it removes whom it cannot, or does nothing"))
  }
  const content = { epoch: state.epoch, creator: state.self, adds, removes, authenticated, nonce: random() }
  const encoded = contents.encode(content)
  const [path, key] = [random(), random()]
  const secret = nextSecret(state.secret, path, encoded)
  const stays = without(state.leaves, removes)
  const boxes = stays.map(({ lock }) => box(lock, content.nonce, path))
  const tag = hash("commit", state.secret, encoded, ...boxes)
  const leaves = ascending([...stays, ...packages.map((one) => ({ member: one!.member, lock: one!.lock }))])
  const invitation = invitations.encode({ group: state.group, epoch: state.epoch + 1n, secret, leaves, briefing })
  const welcome = welcomes.encode({
    nonce: content.nonce,
    boxes: packages.map((one, at) => ({ keyPackage: nameOf(adds[at]!), box: box(one!.lock, content.nonce, key) })),
    sealed: gcm(key, content.nonce.subarray(0, 12)).encrypt(invitation)
  })
  return Result.succeed({
    commit: commits.encode({ content, boxes, tag, confirm: hash("confirm", secret) }),
    welcome: adds.length === 0 ? Bytes.empty : welcome,
    staged: states.encode(advanced(state, leaves, secret)),
    ...changesOf(content)
  })
}

const joined = (name: Uint8Array, keyPackage: Uint8Array, key: Uint8Array, bytes: Uint8Array) => {
  const welcome = welcomes.decode(bytes)
  const own = readKeyPackage(keyPackage)
  const entry = welcome?.boxes.find((one) => one.keyPackage === nameOf(keyPackage))
  if (welcome === undefined || own === undefined || entry === undefined) return Option.none()
  try {
    const opened = box(lockOf(key), welcome.nonce, entry.box)
    const invitation = invitations.decode(gcm(opened, welcome.nonce.subarray(0, 12)).decrypt(welcome.sealed))
    if (invitation === undefined || !Bytes.equals(invitation.group, name)) return Option.none()
    const { briefing, epoch, group, leaves, secret } = invitation
    const state: State = { group, self: own.member, key, epoch, secret, leaves, sent: 0, seen: [], past: [] }
    return Option.some({ ...rosterOf(state), state: states.encode(state), briefing })
  } catch {
    return Option.none()
  }
}

const cipherOf = (secret: Uint8Array, sender: Address, number: number) =>
  gcm(hash("message", secret), hash("nonce", sender, number.toString()).subarray(0, 12))

const opened = (state: State, bytes: Uint8Array) => {
  const message = messages.decode(bytes)
  if (message === undefined || !Bytes.equals(message.group, state.group))
    return Result.fail(new Unreadable({ why: "Foreign" }))
  const { body, epoch, number, sender } = message
  if (epoch > state.epoch) return Result.fail(new Unreadable({ why: "Future" }))
  const secret = epoch === state.epoch ? state.secret : state.past.find((past) => past.epoch === epoch)?.secret
  const name = `${epoch}/${sender}/${number}`
  // What one sends oneself is read by the others alone, as in MLS.
  if (secret === undefined || sender === state.self || state.seen.includes(name))
    return Result.fail(new Unreadable({ why: "Past" }))
  try {
    const plain = cipherOf(secret, sender, number).decrypt(body)
    const seen = [name, ...state.seen].slice(0, SEEN)
    return Result.succeed({ state: states.encode({ ...state, seen }), sender, plain })
  } catch {
    return Result.fail(new Unreadable({ why: "Foreign" }))
  }
}

const load = (operation: string, bytes: Uint8Array): Effect.Effect<State, MlsFailure> => {
  const state = states.decode(bytes)
  return state === undefined ? Effect.fail(failure(operation, "the state is damaged")) : Effect.succeed(state)
}

/** Equal seeds give equal secrets, in the order in which they are asked for. */
export const layer = (seed: Uint8Array): Layer.Layer<MlsGroup> => {
  let drawn = 0
  const random = (): Uint8Array => hash("random", seed, (drawn++).toString())
  return Layer.succeed(MlsGroup, {
    create: (group, self) =>
      Effect.sync(() => {
        const key = random()
        const leaves = [{ member: self, lock: lockOf(key) }]
        return states.encode({ group, self, key, epoch: 0n, secret: random(), leaves, sent: 0, seen: [], past: [] })
      }),
    keyPackage: (member) =>
      Effect.sync(() => {
        const secret = random()
        const lock = lockOf(secret)
        const check = hash("check", member, lock)
        return { keyPackage: keyPackages.encode({ kind: "key package", member, lock, check }), secret }
      }),
    identify: (keyPackage) =>
      Effect.sync(() => Option.map(Option.fromUndefinedOr(readKeyPackage(keyPackage)), ({ member }) => member)),
    admit: (bytes, keyPackage) =>
      Effect.map(load("admit", bytes), ({ leaves }) => {
        const read = readKeyPackage(keyPackage)
        return read === undefined || leaves.some(({ lock }) => Bytes.equals(lock, read.lock))
          ? Option.none()
          : Option.some([Bytes.toHex(read.lock)])
      }),
    build: (bytes, changes, briefing, authenticated) =>
      Effect.flatMap(load("build", bytes), (state) =>
        Effect.fromResult(built(state, changes, briefing, authenticated, random))
      ),
    inspect: (bytes, commit) =>
      Effect.flatMap(load("inspect", bytes), (state) =>
        Effect.fromResult(
          Result.flatMap(verified("inspect", state, commit), ({ commit: { content } }) =>
            Result.map(follow("inspect", state, commit), () => ({
              creator: content.creator,
              epoch: content.epoch,
              authenticated: content.authenticated,
              ...changesOf(content)
            }))
          )
        )
      ),
    apply: (bytes, commit, staged) =>
      Effect.gen(function* () {
        const state = yield* load("apply", bytes)
        const next =
          staged.length > 0 ? yield* load("apply", staged) : yield* Effect.fromResult(follow("apply", state, commit))
        if (next.epoch !== state.epoch + 1n) return yield* failure("apply", "it is of another epoch")
        return { ...rosterOf(next), state: states.encode({ ...next, seen: state.seen }) }
      }),
    join: (group, keyPackage, secret, welcome) => Effect.sync(() => joined(group, keyPackage, secret, welcome)),
    protect: (bytes, plain) =>
      Effect.map(load("protect", bytes), (state) => {
        const { epoch, group, secret, self: sender, sent: number } = state
        const body = cipherOf(secret, sender, number).encrypt(plain)
        return {
          state: states.encode({ ...state, sent: number + 1 }),
          cipher: messages.encode({ group, epoch, sender, number, body })
        }
      }),
    unprotect: (bytes, cipher) =>
      Effect.flatMap(load("unprotect", bytes), (state) => Effect.fromResult(opened(state, cipher))),
    roster: (bytes) => Effect.map(load("read the roster", bytes), rosterOf),
    exporter: (bytes, label, context, length) =>
      Effect.map(load("export", bytes), ({ secret }) => {
        const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, n) =>
          hash("export", secret, label, context, n.toString())
        )
        return Bytes.concat(blocks).slice(0, length)
      })
  })
}
