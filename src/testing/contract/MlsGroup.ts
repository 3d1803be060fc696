/** The contract of the `MlsGroup` port. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Option } from "effect"
import * as Bytes from "../../domain/Bytes.ts"
import type { Address } from "../../domain/community/Address.ts"
import * as Addresses from "../../domain/community/Address.ts"
import type { Change } from "../../domain/membership/Approved.ts"
import * as Updates from "../../domain/membership/Update.ts"
import { MlsGroup } from "../../ports/MlsGroup.ts"

const GROUP = Bytes.utf8("a group")
const BRIEFING = Bytes.utf8("what the others know")
const NOTE = Bytes.utf8("what everybody may read")
const TEXT = Bytes.utf8("hello")

const member = (n: number): Address => Addresses.fromBytes(new Uint8Array(Addresses.LENGTH).fill(n))!

/** Joiners with their key packages, by number. */
const joiner = (n: number) =>
  Effect.map(
    Effect.flatMap(MlsGroup, (mls) => mls.keyPackage(member(n))),
    (made) => ({ ...made, add: { _tag: "Add", member: member(n), keyPackage: made.keyPackage } satisfies Change })
  )

/** The founder, number 1, and members 2 … n: their states by number. */
const group = (size: number) =>
  Effect.gen(function* () {
    const mls = yield* MlsGroup
    const founder = yield* mls.create(GROUP, member(1))
    if (size === 1) return new Map([[1, founder]])
    const joiners = yield* Effect.forEach(
      Array.from({ length: size - 1 }, (_, at) => at + 2),
      (n) => Effect.map(joiner(n), (joiner) => [n, joiner] as const)
    )
    const built = yield* mls.build(
      founder,
      joiners.map(([, { add }]) => add),
      BRIEFING,
      NOTE
    )
    const states = new Map([[1, (yield* mls.apply(founder, built.commit, built.staged)).state]])
    for (const [n, { keyPackage, secret }] of joiners) {
      states.set(n, Option.getOrThrow(yield* mls.join(GROUP, keyPackage, secret, built.welcome)).state)
    }
    return states
  })

const remove = (n: number): Change => ({ _tag: "Remove", member: member(n) })

/** Each build of `layer` is independent. */
export const mlsGroupContract = <E>(name: string, layer: Layer.Layer<MlsGroup, E>): void => {
  const run = <A, F>(work: Effect.Effect<A, F, MlsGroup>) =>
    work.pipe(Effect.provide(layer, { local: true }), Effect.orDie, Effect.runPromise)

  describe(`${name} satisfies MlsGroup`, () => {
    it("MLS-05 MLS-10: a joiner reads from its epoch on and learns what its welcome tells; the others read it", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const founder = yield* mls.create(GROUP, member(1))
          assert.deepStrictEqual(yield* mls.roster(founder), { epoch: 0n, members: [member(1)] })
          const [second, third] = [yield* joiner(2), yield* joiner(3)]
          const before = yield* mls.protect(founder, TEXT)
          const built = yield* mls.build(before.state, [second.add, third.add], BRIEFING, NOTE)
          assert.deepStrictEqual(built.removes, [])
          assert.sameDeepMembers(
            [...built.adds],
            [second, third].map(({ add, keyPackage }) => ({
              member: add.member,
              keyPackage: Updates.hashOf(keyPackage)
            }))
          )
          const applied = yield* mls.apply(before.state, built.commit, built.staged)
          assert.deepStrictEqual([applied.epoch, applied.members], [1n, [member(1), member(2), member(3)]])
          const joined = Option.getOrThrow(yield* mls.join(GROUP, second.keyPackage, second.secret, built.welcome))
          assert.deepStrictEqual([joined.epoch, joined.members], [1n, applied.members])
          assert.deepStrictEqual(joined.briefing, BRIEFING)
          const said = yield* mls.protect(applied.state, TEXT)
          const read = yield* mls.unprotect(joined.state, said.cipher)
          assert.deepStrictEqual([read.sender, read.plain], [member(1), TEXT])
          const past = yield* Effect.flip(mls.unprotect(joined.state, before.cipher))
          assert.deepInclude(past, { _tag: "Unreadable", why: "Past" })
          const reply = yield* mls.protect(read.state, Bytes.utf8("hi"))
          const heard = yield* mls.unprotect(said.state, reply.cipher)
          assert.deepStrictEqual([heard.sender, heard.plain], [member(2), Bytes.utf8("hi")])
        })
      ))

    it("MLS-10: a welcome for others is a normal outcome", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const founder = yield* mls.create(GROUP, member(1))
          const [second, third] = [yield* joiner(2), yield* joiner(3)]
          const { welcome } = yield* mls.build(founder, [second.add], BRIEFING, NOTE)
          assert.isTrue(Option.isNone(yield* mls.join(GROUP, third.keyPackage, third.secret, welcome)))
        })
      ))

    it("MLS-10: a welcome of another group is not for this one", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const elsewhere = yield* mls.create(Bytes.utf8("another group"), member(1))
          const second = yield* joiner(2)
          const { welcome } = yield* mls.build(elsewhere, [second.add], BRIEFING, NOTE)
          assert.isTrue(Option.isNone(yield* mls.join(GROUP, second.keyPackage, second.secret, welcome)))
          const founder = yield* mls.create(GROUP, member(1))
          const ours = yield* mls.build(founder, [second.add], BRIEFING, NOTE)
          assert.isTrue(Option.isSome(yield* mls.join(GROUP, second.keyPackage, second.secret, ours.welcome)))
        })
      ))

    it("MLS-16: says which keys a key package would bring, and takes none twice", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const founder = yield* mls.create(GROUP, member(1))
          const [second, third] = [yield* joiner(2), yield* joiner(3)]
          const keys = Option.getOrThrow(yield* mls.admit(founder, second.keyPackage))
          const others = Option.getOrThrow(yield* mls.admit(founder, third.keyPackage))
          assert.isNotEmpty(keys)
          assert.isTrue(keys.every((key) => !others.includes(key)))
          const built = yield* mls.build(founder, [second.add], BRIEFING, NOTE)
          const { state } = yield* mls.apply(founder, built.commit, built.staged)
          assert.isTrue(Option.isNone(yield* mls.admit(state, second.keyPackage)))
          assert.deepStrictEqual(yield* mls.admit(state, third.keyPackage), Option.some(others))
        })
      ))

    it("MLS-06 MLS-21: what was read after a commit was built is not read again once it is applied", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const states = yield* group(2)
          const [one, two] = [states.get(1)!, states.get(2)!]
          const third = yield* joiner(3)
          const { commit, staged } = yield* mls.build(one, [third.add], BRIEFING, NOTE)
          const said = yield* mls.protect(two, TEXT)
          const late = yield* mls.protect(said.state, Bytes.utf8("late"))
          const read = yield* mls.unprotect(one, said.cipher)
          const { state } = yield* mls.apply(read.state, commit, staged)
          assert.strictEqual((yield* Effect.flip(mls.unprotect(state, said.cipher)))._tag, "Unreadable")
          assert.deepStrictEqual((yield* mls.unprotect(state, late.cipher)).plain, Bytes.utf8("late"))
        })
      ))

    it("MLS-21: of two rival commits from one state either can be taken, and what was only looked at changes nothing", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const states = yield* group(3)
          const [one, two, three] = [states.get(1)!, states.get(2)!, states.get(3)!]
          const fourth = yield* joiner(4)
          const first = yield* mls.build(one, [fourth.add], BRIEFING, NOTE)
          const second = yield* mls.build(two, [remove(3), fourth.add], BRIEFING, NOTE)
          const seen = yield* mls.inspect(three, first.commit)
          assert.deepStrictEqual(seen.authenticated, NOTE)
          assert.deepStrictEqual([seen.creator, seen.epoch, seen.adds, seen.removes], [member(1), 1n, first.adds, []])
          const rival = yield* mls.inspect(one, second.commit)
          assert.deepStrictEqual([rival.creator, rival.removes], [member(2), [member(3)]])
          assert.strictEqual((yield* mls.roster(three)).epoch, 1n)
          const chosen = yield* Effect.forEach(
            [
              [one, first.staged],
              [two, Bytes.empty],
              [three, Bytes.empty]
            ] as const,
            ([state, staged]) => mls.apply(state, first.commit, staged)
          )
          for (const { epoch, members } of chosen) {
            assert.deepStrictEqual([epoch, members], [2n, [1, 2, 3, 4].map(member)])
          }
          const said = yield* mls.protect(chosen[1]!.state, TEXT)
          for (const at of [0, 2]) {
            assert.deepStrictEqual((yield* mls.unprotect(chosen[at]!.state, said.cipher)).plain, TEXT)
          }
          assert.strictEqual(
            (yield* Effect.flip(mls.apply(chosen[0].state, second.commit, Bytes.empty)))._tag,
            "MlsFailure"
          )
          assert.strictEqual(
            (yield* Effect.flip(mls.apply(chosen[0].state, first.commit, first.staged)))._tag,
            "MlsFailure"
          )
        })
      ))

    it("MLS-05: who is removed learns that it is, and reads nothing of the epochs after", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const states = yield* group(3)
          const [one, two, three] = [states.get(1)!, states.get(2)!, states.get(3)!]
          const { commit, staged, welcome } = yield* mls.build(one, [remove(3)], BRIEFING, NOTE)
          assert.strictEqual(welcome.length, 0)
          const gone = yield* mls.apply(three, commit, Bytes.empty)
          assert.deepStrictEqual([gone.epoch, gone.members], [2n, [member(1), member(2)]])
          const after = (yield* mls.apply(one, commit, staged)).state
          const said = yield* mls.protect(after, TEXT)
          for (const state of [three, gone.state]) {
            assert.strictEqual((yield* Effect.flip(mls.unprotect(state, said.cipher)))._tag, "Unreadable")
          }
          const there = (yield* mls.apply(two, commit, Bytes.empty)).state
          assert.deepStrictEqual((yield* mls.unprotect(there, said.cipher)).plain, TEXT)
        })
      ))

    it("MLS-06: messages of the epoch before are read late, once, and those of an epoch to come are known as such", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const states = yield* group(3)
          const [one, two] = [states.get(1)!, states.get(2)!]
          const said = yield* mls.protect(one, TEXT)
          const { commit, staged } = yield* mls.build(said.state, [remove(3)], BRIEFING, NOTE)
          const after = (yield* mls.apply(said.state, commit, staged)).state
          const later = yield* mls.protect(after, Bytes.utf8("later"))
          const future = yield* Effect.flip(mls.unprotect(two, later.cipher))
          assert.deepInclude(future, { _tag: "Unreadable", why: "Future" })
          const there = (yield* mls.apply(two, commit, Bytes.empty)).state
          const read = yield* mls.unprotect(there, said.cipher)
          assert.deepStrictEqual([read.sender, read.plain], [member(1), TEXT])
          assert.strictEqual((yield* Effect.flip(mls.unprotect(read.state, said.cipher)))._tag, "Unreadable")
          assert.deepStrictEqual((yield* mls.unprotect(read.state, later.cipher)).plain, Bytes.utf8("later"))
          assert.strictEqual((yield* Effect.flip(mls.unprotect(later.state, later.cipher)))._tag, "Unreadable")
        })
      ))

    it("MLS-16: a key package is its owner's or nobody's, bit for bit", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const { keyPackage } = yield* joiner(7)
          assert.deepStrictEqual(yield* mls.identify(keyPackage), Option.some(member(7)))
          for (let at = 0; at < keyPackage.length; at += 7) {
            const damaged = keyPackage.with(at, keyPackage[at]! ^ 1)
            const owner = yield* mls.identify(damaged)
            assert.isTrue(Option.isNone(owner), `byte ${at}`)
          }
          assert.isTrue(Option.isNone(yield* mls.identify(Bytes.concat([keyPackage, Bytes.utf8(" ")]))))
          assert.isTrue(Option.isNone(yield* mls.identify(Bytes.empty)))
        })
      ))

    it("MLS-21: refuses what does not fit: noise, its own member added, a stranger removed, nothing at all, a damaged commit", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const states = yield* group(2)
          const [one, two] = [states.get(1)!, states.get(2)!]
          const again = yield* joiner(2)
          for (const changes of [[remove(9)], [again.add], []]) {
            assert.strictEqual((yield* Effect.flip(mls.build(one, changes, BRIEFING, NOTE)))._tag, "MlsFailure")
          }
          const noise = Bytes.utf8("noise")
          const third = yield* joiner(3)
          const { commit } = yield* mls.build(one, [third.add], BRIEFING, NOTE)
          for (const bytes of [
            noise,
            Bytes.empty,
            commit.slice(0, -1),
            commit.with(commit.length >> 1, commit[commit.length >> 1]! ^ 1)
          ]) {
            assert.strictEqual((yield* Effect.flip(mls.inspect(two, bytes)))._tag, "MlsFailure")
            assert.strictEqual((yield* Effect.flip(mls.apply(two, bytes, Bytes.empty)))._tag, "MlsFailure")
            assert.strictEqual((yield* Effect.flip(mls.unprotect(two, bytes)))._tag, "Unreadable")
          }
          assert.strictEqual((yield* Effect.flip(mls.roster(noise)))._tag, "MlsFailure")
          assert.strictEqual((yield* Effect.flip(mls.protect(noise, TEXT)))._tag, "MlsFailure")
          assert.strictEqual((yield* Effect.flip(mls.build(noise, [remove(2)], BRIEFING, NOTE)))._tag, "MlsFailure")
          assert.strictEqual((yield* mls.roster(two)).epoch, 1n)
        })
      ))

    it("MLS-03: members share a secret for each purpose, which changes with the epoch", () =>
      run(
        Effect.gen(function* () {
          const mls = yield* MlsGroup
          const states = yield* group(3)
          const [one, two] = [states.get(1)!, states.get(2)!]
          const secret = (state: Uint8Array, label: string) => mls.exporter(state, label, GROUP, 32)
          const first = yield* secret(one, "archive")
          assert.strictEqual(first.length, 32)
          assert.deepStrictEqual(yield* secret(two, "archive"), first)
          assert.notDeepEqual(yield* secret(one, "other"), first)
          const { commit, staged } = yield* mls.build(one, [remove(3)], BRIEFING, NOTE)
          const after = (yield* mls.apply(one, commit, staged)).state
          assert.notDeepEqual(yield* secret(after, "archive"), first)
        })
      ))
  })
}
