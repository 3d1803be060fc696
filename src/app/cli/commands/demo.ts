/** `demo`: a control node and a member node in one go, with a virtual clock, and a proof at the end. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { createHash } from "node:crypto"
import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import * as DiscordExport from "../../../domain/community/DiscordExport.ts"
import * as Window from "../../../domain/history/Window.ts"
import * as Time from "../../../domain/Time.ts"
import * as ChannelBook from "../../ChannelBook.ts"
import { ControlNode } from "../../ControlNode.ts"
import * as History from "../../History.ts"
import * as Import from "../../Import.ts"
import { MemberNode } from "../../MemberNode.ts"
import * as Send from "../../Send.ts"
import * as Status from "../../Status.ts"
import * as Composition from "../Composition.ts"
import * as Coverage from "../Coverage.ts"
import * as Home from "../Home.ts"
import * as JumpClock from "../JumpClock.ts"
import * as Output from "../Output.ts"
import * as SampleCommunity from "../SampleCommunity.ts"
import { json, localNetwork } from "../Shared.ts"
import * as Units from "../Units.ts"
import { readSource } from "./import.ts"
import { create } from "./init.ts"
import { village } from "./village.ts"

/** The two histories differ: the product is broken. */
class DemoFailed extends Schema.TaggedError<DemoFailed>()("DemoFailed", { why: Schema.String }) {
  override get message(): string {
    return `the proof failed: ${this.why}`
  }
}

/** Weeks that the made-up community lives through after its import. */
const LIVE_WEEKS = 4

const SPEAKERS = ["hello from this week", "the archive of last week is out", "see you on Friday"]

interface Proof {
  readonly messages: number
  readonly sha256: string
}

/** One digest over every line of a history: channel, author, instant, text, id. */
const proveHistory = Effect.gen(function* () {
  const digest = createHash("sha256")
  let messages = 0
  yield* Stream.runForEach(History.lines({}), (batch) =>
    Effect.sync(() => {
      for (const { author, channel, id, text, timestamp } of batch) {
        digest.update(`${JSON.stringify([channel, author, Time.toIso(timestamp), text, id])}\n`)
        messages++
      }
    })
  )
  return { messages, sha256: digest.digest("hex") } satisfies Proof
})

/** How many messages of the sources are missing from the history, and how many are too many. */
const compare = Effect.fn("demo.compare")(function* (sources: ReadonlyArray<Import.Source>) {
  const expected = new Map<string, number>()
  const count = (key: string, by: number) => expected.set(key, (expected.get(key) ?? 0) + by)
  for (const { content } of sources) {
    for (const { author, content: text, timestamp } of content.messages) {
      const at = Time.fromIso(timestamp)
      count(JSON.stringify([content.channel.name, DiscordExport.authorName(author), text, String(at)]), 1)
    }
  }
  yield* Stream.runForEach(History.lines({}), (batch) =>
    Effect.sync(() => {
      for (const { author, channel, text, timestamp } of batch) {
        count(JSON.stringify([channel, author, text, String(timestamp)]), -1)
      }
    })
  )
  const differences = [...expected.values()]
  return {
    missing: differences.filter((n) => n > 0).reduce((sum, n) => sum + n, 0),
    unexpected: differences.filter((n) => n < 0).reduce((sum, n) => sum - n, 0)
  }
})

const say = (asJson: boolean, text: string) => (asJson ? Effect.void : Output.print(text))

const liveWeeks = (name: string, clock: JumpClock.JumpClock, asJson: boolean) =>
  Effect.gen(function* () {
    const control = yield* ControlNode
    let sent = 0
    for (let week = 0; week < LIVE_WEEKS; week++) {
      for (const text of SPEAKERS) {
        yield* Send.send(name, "general", `${text} (week ${week + 1})`)
        yield* clock.advance("55 hours")
        sent++
      }
      yield* control.archive
    }
    yield* Send.send(name, "general", "this one is younger than the last archive")
    yield* say(asJson, `  ${LIVE_WEEKS} weeks pass: ${sent + 1} live messages, a new archive every week`)
  })

const controlSide = (
  home: Home.Home,
  network: string,
  sources: ReadonlyArray<Import.Source>,
  clock: JumpClock.JumpClock,
  live: boolean,
  asJson: boolean
) =>
  Effect.gen(function* () {
    const control = yield* ControlNode
    yield* ChannelBook.addChannels(home.name, [])
    const imported = yield* Import.run(sources)
    yield* say(asJson, `  imported ${Units.count(imported.added)} messages of ${imported.channels.length} channels`)
    const report = yield* control.archive
    yield* say(
      asJson,
      `  sealed ${Units.count(report.sealed.length)} archives, ${Units.bytes(report.sealed.reduce((sum, { bytes }) => sum + bytes, 0))}, announced the index`
    )
    if (live) yield* liveWeeks(home.name, clock, asJson)
    const proof = yield* proveHistory
    return { proof, status: yield* Status.control(control.policy, yield* control.state) }
  }).pipe(Effect.provide(Composition.control(home, localNetwork(network))))

const memberSide = (home: Home.Home, network: string, asJson: boolean) =>
  Effect.gen(function* () {
    const member = yield* MemberNode
    const report = yield* member.sync({ _tag: "All" })
    if (report.waiting.length > 0) {
      return yield* new DemoFailed({ why: `${report.waiting.length} archives could not be restored` })
    }
    yield* say(asJson, `  followed the announcement, restored ${Units.count(report.hydrated.length)} archives`)
    return yield* proveHistory
  }).pipe(Effect.provide(Composition.member(home, localNetwork(network))))

export const demo = Command.make(
  "demo",
  {
    import: Flag.Boolean("import").pipe(
      Flag.withDescription("Use the exports named after it instead of a made-up community of two years"),
      Flag.withDefault(false)
    ),
    json,
    files: Argument.String("FILE").pipe(
      Argument.withDescription("Exports of DiscordChatExporter in JSON, one channel a file"),
      Argument.variadic()
    )
  },
  Effect.fn(function* (flags) {
    const own = flags.files.length > 0
    const started = Date.now()
    const folder = yield* Effect.promise(() => fs.mkdtemp(path.join(os.tmpdir(), "community-history-demo-")))
    const network = path.join(folder, "network")
    const lived = LIVE_WEEKS * 7 * 24 * 3_600_000
    const start = own ? started : started - lived
    const clock = JumpClock.make(start)
    const sources: ReadonlyArray<Import.Source> = own
      ? yield* Effect.forEach(flags.files, readSource)
      : SampleCommunity.generate({ seed: 61, years: 2, end: new Date(start) }).map((content) => ({
          name: content.channel.name,
          content
        }))
    yield* Effect.gen(function* () {
      yield* say(flags.json, "control node")
      const home = yield* create(path.join(folder, "control"), "Demo community", Window.WEEK, undefined, "spec")
      yield* say(flags.json, `  created community ${home.community}`)
      const left = yield* controlSide(home, network, sources, clock, !own, flags.json)
      yield* say(flags.json, "member node, which has seen nothing yet")
      const memberHome = yield* Home.openMember(
        path.join(folder, "member"),
        home.community,
        Option.none(),
        Composition.createStores
      )
      const right = yield* memberSide(memberHome, network, flags.json)
      const differences = yield* compare(sources).pipe(Effect.provide(Composition.local(memberHome)))
      const equal = left.proof.sha256 === right.sha256 && left.proof.messages === right.messages
      const complete = differences.missing === 0 && (!own || differences.unexpected === 0)
      if (flags.json) {
        yield* Output.json({
          folder,
          community: home.community,
          archives: left.status.archives.length,
          index: Option.getOrNull(left.status.index),
          messages: right.messages,
          control: left.proof.sha256,
          member: right.sha256,
          equal,
          ...differences
        })
      } else {
        const terminal = yield* Output.terminal
        yield* Output.print(`\n${Coverage.picture(left.status, terminal)}\n`)
        yield* Output.print(
          [
            "proof",
            `  control  ${Units.count(left.proof.messages).padStart(9)} messages  sha256 ${left.proof.sha256}`,
            `  member   ${Units.count(right.messages).padStart(9)} messages  sha256 ${right.sha256}`,
            `  ${equal ? "the histories are equal" : "THE HISTORIES DIFFER"}; of the imported messages ${Units.count(differences.missing)} are missing`,
            "",
            `look around:  ${Output.program} messages --home ${memberHome.folder}`,
            `              ${Output.program} status --home ${home.folder}`,
            `finished in ${Units.duration(Date.now() - started)}; remove ${folder} when you have seen enough`
          ].join("\n")
        )
      }
      if (!equal) return yield* new DemoFailed({ why: "control node and member hold different histories" })
      if (!complete) {
        return yield* new DemoFailed({
          why: `${differences.missing} imported messages are missing, ${differences.unexpected} are too many`
        })
      }
    }).pipe(Effect.provide(clock.layer))
  }, Effect.scoped)
).pipe(
  Command.withDescription(
    "See all of it at once: archive a community, restore it elsewhere, prove that nothing was lost"
  ),
  Command.withSubcommands([village])
)
