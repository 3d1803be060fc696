/** The made-up community: an export that the import accepts, the same every time, and lively enough for a demo. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import * as fc from "fast-check"
import * as SampleCommunity from "../../src/app/cli/SampleCommunity.ts"
import * as Units from "../../src/app/cli/Units.ts"
import * as DiscordExport from "../../src/domain/community/DiscordExport.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { heavyRuns } from "../../src/testing/runs.ts"

const DAY = 86_400_000
const END = new Date("2026-05-20T15:04:05.678Z")
const sample = SampleCommunity.generate({ seed: 61, years: 2, end: END })
const all = sample.flatMap(({ messages }) => messages)

const count = (wanted: (at: Date) => boolean) => all.filter(({ timestamp }) => wanted(new Date(timestamp))).length

const options = fc.record({
  seed: fc.integer(),
  years: fc.constantFrom(0, 0.02, 0.1, 0.3, 1),
  end: fc.date({ min: new Date("2016-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
})

describe("every sample", () => {
  it("is accepted by the import as it is after JSON", () =>
    fc.assert(
      fc.property(options, (options) => {
        for (const one of SampleCommunity.generate(options)) {
          const read = Result.getOrThrow(DiscordExport.fromJson(JSON.parse(JSON.stringify(one))))
          const posts = Result.getOrThrow(DiscordExport.posts(read, "chat"))
          assert.lengthOf(posts.posts, one.messageCount)
          assert.strictEqual(posts.repaired, 0)
        }
      }),
      { numRuns: heavyRuns }
    ))

  it("lies in its span, ascends, has unique ids, and replies to what was said before", () =>
    fc.assert(
      fc.property(options, (options) => {
        const ids = new Set<string>()
        for (const { channel, messageCount, messages } of SampleCommunity.generate(options)) {
          assert.lengthOf(messages, messageCount)
          const said = new Set<string>()
          let previous = options.end.getTime() - options.years * 365 * DAY - DAY
          for (const { id, reference, timestamp, timestampEdited } of messages) {
            const at = Date.parse(timestamp)
            assert.isAtLeast(at, previous)
            assert.isBelow(at, options.end.getTime())
            if (timestampEdited)
              assert.isTrue(Date.parse(timestampEdited) > at && Date.parse(timestampEdited) < options.end.getTime())
            if (reference?.messageId) {
              assert.isTrue(said.has(reference.messageId))
              assert.strictEqual(reference.channelId, channel.id)
            }
            assert.isFalse(ids.has(id))
            ids.add(id)
            said.add(id)
            previous = at
          }
        }
      }),
      { numRuns: heavyRuns }
    ))

  it("is the same for the same options, and another for another seed", () =>
    fc.assert(
      fc.property(options, (options) => {
        const once = SampleCommunity.generate(options)
        assert.deepStrictEqual(SampleCommunity.generate(options), once)
        const other = SampleCommunity.generate({ ...options, seed: options.seed ^ 1 })
        if (once.some(({ messageCount }) => messageCount > 1)) assert.notDeepEqual(other, once)
      }),
      { numRuns: heavyRuns }
    ))

  it("of no time has its channels and no messages", () => {
    assert.deepStrictEqual(
      SampleCommunity.generate({ seed: 1, years: 0, end: END }).map(({ channel, messages }) => [
        channel.name,
        messages.length
      ]),
      [
        ["general", 0],
        ["support", 0],
        ["development", 0],
        ["off-topic", 0]
      ]
    )
  })
})

describe("two years", () => {
  it("have 6,000 to 10,000 messages of many people, whatever the seed and the season", () => {
    for (const [index, month] of [0, 3, 6, 9, 11].entries()) {
      const end = new Date(Date.UTC(2026, month, 28))
      const total = SampleCommunity.generate({ seed: index, years: 2, end }).reduce(
        (sum, { messageCount }) => sum + messageCount,
        0
      )
      assert.isTrue(total >= 6_000 && total <= 10_000, Units.count(total))
    }
    assert.isAtLeast(new Set(all.map(({ author }) => author.id)).size, 12)
    assert.isTrue(sample.every(({ messages }) => messages.length > 300))
  })

  it("hold a window without a message on every grid of seven days", () => {
    const instants = all.map(({ timestamp }) => Time.fromIso(timestamp)!)
    const first = instants.reduce(Time.min)
    for (let shift = 0; shift < 7; shift++) {
      const grid = { anchor: Time.add(first, Time.days(shift)), length: Window.WEEK }
      const busy = new Set(instants.map((at) => Window.indexOf(grid, at)))
      const empty = Array.from({ length: 102 }, (_, index) => index).filter((index) => !busy.has(index))
      assert.isTrue(empty.length >= 2 && empty.length <= 4, `${empty.length} empty windows`)
    }
  })

  it("grow, rest at night and at weekends", () => {
    const middle = END.getTime() - 365 * DAY
    assert.isAbove(
      count((at) => at.getTime() >= middle),
      1.3 * count((at) => at.getTime() < middle)
    )
    assert.isAbove(
      count((at) => at.getUTCHours() >= 12 && at.getUTCHours() < 18),
      4 * count((at) => at.getUTCHours() < 6)
    )
    assert.isAbove(
      count((at) => at.getUTCDay() === 2),
      1.5 * count((at) => at.getUTCDay() === 0)
    )
  })

  it("hold every kind of text: several scripts, lines, links, replies, edits, nothing but a file", () => {
    const kinds = [
      /\p{Script=Han}/u,
      /\p{Script=Hiragana}/u,
      /\p{Script=Hangul}/u,
      /\p{Emoji_Presentation}/u,
      /\n/,
      /https:\/\//
    ]
    for (const kind of kinds)
      assert.isTrue(
        all.some(({ content }) => kind.test(content)),
        String(kind)
      )
    for (const { attachments, content } of all) {
      assert.strictEqual(attachments?.length, content === "" ? 1 : 0)
      assert.notMatch(content, /[{}]|undefined/)
    }
    assert.isTrue(all.some(({ content }) => content === ""))
    assert.isTrue(all.some(({ timestampEdited }) => timestampEdited !== null))
    assert.isTrue(all.some(({ reference, type }) => type === "Reply" && reference !== undefined))
    assert.isTrue(all.some(({ author }) => author.nickname === null))
  })

  it("hold a few equal texts at equal instants, of one author and of two", () => {
    const twins = sample.flatMap(({ messages }) =>
      messages.flatMap((one, index) => {
        const next = messages[index + 1]
        return next?.timestamp === one.timestamp && next.content === one.content
          ? [one.author.id === next.author.id]
          : []
      })
    )
    assert.isTrue(twins.length >= 5 && twins.length <= 100, `${twins.length} twins`)
    assert.isTrue(twins.includes(true) && twins.includes(false))
  })

  it("carry the name that they are given", () => {
    const [general] = SampleCommunity.generate({ seed: 1, years: 0.1, end: END, name: "Lichen" })
    assert.strictEqual(general!.guild.name, "Lichen")
    assert.include(general!.messages[0]!.content, "Lichen")
  })
})
