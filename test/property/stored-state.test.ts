/** What a node reads back is checked: a state that no node writes is refused, and none that is taken stops the node later. */
import { assert, describe, it } from "@effect/vitest"
import { Option, Result } from "effect"
import * as ArchiveIndex from "../../src/domain/history/ArchiveIndex.ts"
import * as MemberState from "../../src/domain/history/MemberState.ts"
import * as Publication from "../../src/domain/history/Publication.ts"
import * as Window from "../../src/domain/history/Window.ts"
import * as Time from "../../src/domain/Time.ts"
import { wronged } from "../../src/testing/generators/archive.ts"

const { facts: _facts, index: _index, ...progress } = Publication.initial(Time.days(1_000))
const gridded = (length: bigint): Publication.Progress => ({
  ...progress,
  grid: Option.some({ anchor: Time.days(1_000), length: Time.nanos(length) })
})

/** The JSON of a value, one text in it exchanged for another. */
const altered = (json: string, from: string, to: string): string => {
  assert.include(json, from)
  return json.replace(from, to)
}

describe("a stored state", () => {
  it("has windows of a length under which every instant has an index", () => {
    const json = Publication.toJson(gridded(Window.SHORTEST))
    assert.isTrue(Result.isSuccess(Publication.fromJson(json)))
    for (const length of ["999999", "1", "0"])
      assert.isTrue(Result.isFailure(Publication.fromJson(altered(json, '"length":"1000000"', `"length":"${length}"`))))
  })

  it("has no window that is empty, or ends before it begins", () => {
    const json = ArchiveIndex.entryToJson(wronged)
    const { from, to } = wronged.window
    assert.deepStrictEqual(ArchiveIndex.entryFromJson(json), Result.succeed(wronged))
    for (const end of [from, from - 1n, 0n])
      assert.isTrue(Result.isFailure(ArchiveIndex.entryFromJson(altered(json, `"to":"${to}"`, `"to":"${end}"`))))
  })

  it("counts from nothing upwards: pauses are computed from how often something was tried", () => {
    const json = MemberState.toJson(MemberState.initial)
    assert.isTrue(Result.isSuccess(MemberState.fromJson(json)))
    for (const attempts of ["-1", "-0", "0.5", "1e400"])
      assert.isTrue(Result.isFailure(MemberState.fromJson(json.replaceAll('"attempts":0', `"attempts":${attempts}`))))
  })

  it("has one form: no number of it is minus nothing", () => {
    const json = Publication.toJson(progress)
    assert.isTrue(Result.isFailure(Publication.fromJson(altered(json, '"next":0', '"next":-0'))))
    assert.isTrue(Result.isSuccess(Publication.fromJson(altered(json, '"next":0', '"next":-4'))), "before the anchor")
  })
})
