/** Whole communities over real sockets: processes, kills, and servers that go away in the middle of things. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Layer, Scope } from "effect"
import * as path from "node:path"
import * as ControlNode from "../../src/app/ControlNode.ts"
import type { Values } from "../../src/app/Settings.ts"
import * as Limits from "../../src/app/Limits.ts"
import * as MemberNode from "../../src/app/MemberNode.ts"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import type * as Publication from "../../src/domain/history/Publication.ts"
import * as Time from "../../src/domain/Time.ts"
import { Ledger } from "../../src/ports/Ledger.ts"
import { Waku } from "../../src/ports/Waku.ts"
import { daemon, eventually, succeed } from "../support/cli.ts"
import * as CodexServer from "../support/codex-server.ts"
import * as Exports from "../support/exports.ts"
import * as Service from "../support/service.ts"
import { temporaryFolder } from "../support/temporary.ts"
import * as World from "../simulation/world.ts"

const local = { local: true }
const DAY = 86_400_000
const settings: Partial<Values> = {
  settle: Time.nanos(0n),
  announcementWait: Time.nanos(1n),
  horizon: Time.days(30)
}

/** Both servers, on ports that stay the same when they are started again on the same folder. */
const servers = (folder: string, observe: () => void = () => {}) =>
  Effect.gen(function* () {
    const key = yield* Service.newKey
    let ports = { codex: 0, waku: 0 }
    const start = Effect.gen(function* () {
      const scope = yield* Scope.make()
      const codex = yield* Scope.provide(
        CodexServer.serve(path.join(folder, "codex"), { port: ports.codex, observe }),
        scope
      )
      const waku = yield* Scope.provide(Service.serve(path.join(folder, "waku"), { port: ports.waku, key }), scope)
      ports = { codex: Number(new URL(codex.url).port), waku: Number(waku.address.split("/")[4]) }
      return { codex, waku, kill: Scope.close(scope, Exit.void) }
    })
    const current = yield* Effect.acquireRelease(
      Effect.map(start, (first) => ({ running: first })),
      ({ running }) => running.kill
    )
    return {
      restart: Effect.gen(function* () {
        yield* current.running.kill
        current.running = yield* start
      }),
      network: {
        codex: { layer: CodexServer.client([current.running.codex.url], { answerDeadline: "2 seconds" }) },
        waku: { layer: Service.client([current.running.waku.address]) }
      } satisfies World.World
    }
  })

const begun = Time.fromMillis(Time.millis(BigInt(Date.now() - 29 * DAY)))

const fill = (network: World.World) =>
  Effect.gen(function* () {
    const drafts = Array.from({ length: 60 }, (_, n) =>
      World.chat(Time.add(begun, Time.nanos(BigInt(n) * 36_000_000_000_000n)), `message ${n}`)
    )
    const waku = yield* Waku
    for (const { received } of yield* World.messages(drafts)) {
      yield* waku.publish(World.channelPubsub, received.message)
    }
  }).pipe(Effect.provide(Layer.merge(World.base(network, World.home(), settings), World.memberKey), local))

const archive = (network: World.World, home: World.Home, wrap?: Layer.Layer<Ledger, never, Ledger>) =>
  Effect.flatMap(ControlNode.ControlNode, (node) => node.archive).pipe(
    Effect.provide(
      World.control(network, home, { createdAt: begun, settings, ...(wrap === undefined ? {} : { wrap }) }),
      local
    )
  )

const stateOf = (network: World.World, home: World.Home) =>
  Effect.flatMap(ControlNode.ControlNode, (node) => node.state).pipe(
    Effect.provide(World.control(network, home, { createdAt: begun, settings }), local)
  )

/** By a member that keeps nothing of what it hears: every archive comes from Codex. */
const restored = (network: World.World) =>
  Effect.gen(function* () {
    const home = World.home()
    const layer = World.member(network, home, { ...settings, limits: { ...Limits.defaults, keptMessages: 0 } })
    yield* Effect.flatMap(MemberNode.MemberNode, (node) => node.sync({ _tag: "All" })).pipe(
      Effect.provide(layer, local)
    )
    return yield* World.lines.pipe(Effect.provide(layer, local))
  })

const entries = (state: Publication.State) =>
  ArchiveIndex.ascending(state.index).map(([key, { cid }]) => `${key} ${cid}`)

/** What an undisturbed run ends in. */
const undisturbed = (folder: string) =>
  Effect.gen(function* () {
    const { network } = yield* servers(folder)
    yield* fill(network)
    const home = World.home()
    yield* archive(network, home)
    return { index: entries(yield* stateOf(network, home)), lines: yield* restored(network) }
  }).pipe(Effect.scoped)

/** Every part of a shared sequence is tried while the machine that runs the tests stays patient. */
const live = (name: string, test: () => Effect.Effect<unknown, unknown, Scope.Scope>) =>
  it.live(name, () => Effect.scoped(Effect.orDie(test())))

describe("over sockets", () => {
  live("A-43, law 7: a control node that dies between any two steps of a publication ends as one that did not", () =>
    Effect.gen(function* () {
      const expected = yield* undisturbed(yield* temporaryFolder)
      assert.strictEqual(expected.lines.length, 60)
      let cuts = 0
      for (let step = 0; ; step++) {
        const { network } = yield* servers(yield* temporaryFolder)
        yield* fill(network)
        const home = World.home()
        const breaking = Layer.effect(
          Ledger,
          Effect.map(Ledger, (ledger) => {
            let left = step
            return {
              ...ledger,
              commit: (state: Publication.State) =>
                Effect.suspend(() => (left-- > 0 ? ledger.commit(state) : Effect.die("power cut")))
            }
          })
        )
        const outcome = yield* Effect.exit(archive(network, home, breaking))
        if (outcome._tag === "Failure") {
          cuts++
          yield* archive(network, home)
        }
        assert.deepStrictEqual(entries(yield* stateOf(network, home)), expected.index)
        assert.deepStrictEqual(yield* restored(network), expected.lines)
        if (outcome._tag === "Success") break
      }
      assert.isAbove(cuts, 12)
    })
  )

  live("A-52: servers that are killed and started again at any request change nothing of the end", () =>
    Effect.gen(function* () {
      const expected = yield* undisturbed(yield* temporaryFolder)
      let struck = 0
      for (let at = 1; at <= 25; at += 3) {
        let requests = 0
        const hit = yield* Deferred.make<void>()
        const run = Effect.runForkWith(yield* Effect.context())
        const { network, restart } = yield* servers(yield* temporaryFolder, () => {
          if (++requests === at) run(Deferred.succeed(hit, undefined))
        })
        yield* fill(network)
        yield* Effect.forkScoped(Effect.andThen(Deferred.await(hit), restart))
        const home = World.home()
        yield* Effect.retry(archive(network, home), { times: 3 })
        assert.deepStrictEqual(entries(yield* stateOf(network, home)), expected.index)
        const lines = yield* Effect.retry(
          Effect.filterOrFail(restored(network), ({ length }) => length === expected.lines.length),
          { times: 3 }
        )
        assert.deepStrictEqual(lines, expected.lines)
        if (yield* Deferred.isDone(hit)) struck++
      }
      assert.isAbove(struck, 6)
    })
  )

  live(
    "CHA-09 CHA-14 CHA-58 CHA-94 A-52: three processes; devnet and member are killed in the middle; equal histories",
    () =>
      Effect.gen(function* () {
        const folder = yield* temporaryFolder
        yield* Effect.promise(async () => {
          const [network, nowhere] = [path.join(folder, "network"), path.join(folder, "nowhere")]
          const [control, member] = [path.join(folder, "control"), path.join(folder, "member")]
          const free = { codex: 0, waku: 0 }
          const devnet = async ({ codex, waku }: typeof free) => {
            const child = daemon(network, ["devnet", "--codex-port", `${codex}`, "--waku-port", `${waku}`, "--json"])
            const line = await new Promise<string>((resolve) => {
              let out = ""
              child.process.stdout!.setEncoding("utf8").on("data", (text: string) => {
                out += text
                if (out.includes("\n")) resolve(out)
              })
            })
            return { ...child, ...(JSON.parse(line) as { readonly codex: string; readonly waku: string }) }
          }
          let server = await devnet(free)
          const { codex, waku } = server
          const flags = ["--codex", codex, "--waku", waku]
          const ports = { codex: Number(new URL(codex).port), waku: Number(waku.split("/")[4]) }
          const restart = async () => {
            await server.stop("SIGKILL")
            server = await devnet(ports)
            assert.deepStrictEqual([server.codex, server.waku], [codex, waku])
          }

          const id = (await succeed(nowhere, ["init", "--home", control, "--name", "Sockets", ...flags])).trim()
          const file = await Exports.write(folder, Exports.channel("general", "2024-01-01", 30, 40))
          await succeed(nowhere, ["import", "--home", control, ...flags, file])
          const sealing = daemon(nowhere, ["archive", "--home", control, ...flags])
          await sealing.says("sealing")
          await restart()
          await sealing.ended
          const listener = daemon(nowhere, ["control", "--home", control], {
            COMMUNITY_HISTORY_CODEX: codex,
            COMMUNITY_HISTORY_WAKU: waku
          })
          await listener.says("is up")

          const restoring = daemon(nowhere, ["sync", "--home", member, "--community", id, ...flags])
          await Promise.race([restoring.says("restoring"), restoring.ended])
          await restoring.stop("SIGKILL")
          const follower = daemon(nowhere, ["member", "--home", member, "--community", id, ...flags])
          await follower.says("is up")
          await restart()
          await succeed(nowhere, ["send", "--home", control, "--channel", "general", "after the kill", ...flags])

          const messages = (home: string) => succeed(nowhere, ["messages", "--home", home, "--json"])
          const theirs = await eventually(
            () => messages(member),
            (out) => Exports.parse(out).length === 1_201
          )
          assert.strictEqual(theirs, await messages(control))
          await eventually(
            () => succeed(nowhere, ["status", "--home", member, "--json"]),
            (out) => (JSON.parse(out) as { joining: { answer: string | null } }).joining.answer === "accepted"
          )
          assert.strictEqual(Exports.parse(theirs).at(-1)!.text, "after the kill")
          assert.deepStrictEqual(
            await Promise.all([listener.stop("SIGTERM"), follower.stop("SIGINT"), server.stop("SIGTERM")]),
            [0, 0, 0]
          )
        })
      })
  )
})
