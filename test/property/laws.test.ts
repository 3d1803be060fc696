/** The laws as they are exported for other implementations: this one keeps them, wrong ones do not. */
import { assert, describe, it } from "@effect/vitest"
import { LAWS } from "../../src/testing/laws/index.ts"
import { type Implementation, laws, reference } from "../../src/testing/index.ts"

laws("community-history", reference)

const { archive, datasetCid, dueWindows, index, mergeIndexes, messageHash, messagesOf, select, visible, windowOf } =
  reference as Required<Implementation>

/** Mistakes that implementations make. */
const WRONG: Readonly<Record<string, Implementation>> = {
  "windows that include their end": { windowOf: (anchor, length, at) => windowOf(anchor, length, at - 1n) },
  "windows of calendar days": { windowOf: (_, length, at) => windowOf(0n, length, at) },
  "a fifth archive for the rest of thirty days": {
    dueWindows: async (anchor, length, now, settle) => (await dueWindows(anchor, length, now, settle)) + 1
  },
  "no settle delay": { dueWindows: (anchor, length, now) => dueWindows(anchor, length, now, 0n) },
  "archives in order of arrival": {
    messagesOf,
    archive: async (window, topics, pubsub, messages) => {
      let file = new Uint8Array(0)
      for (const one of messages) file = Buffer.concat([file, await archive(window, topics, pubsub, [one])])
      return file
    }
  },
  "archives that include the end of their window": {
    messagesOf,
    archive: (window, topics, pubsub, messages) => archive({ ...window, to: window.to + 1n }, topics, pubsub, messages)
  },
  "a hash without the pubsub topic": { messageHash: (_, message) => messageHash("", message) },
  "a CID that forgets the size": {
    datasetCid: (bytes) => {
      let end = bytes.length
      while (end > 1 && bytes[end - 1] === 0) end--
      return datasetCid(bytes.subarray(0, end))
    }
  },
  "an index in order of creation": {
    select,
    index: async (list) => {
      let file = new Uint8Array(0)
      for (const one of list) file = Buffer.concat([file, await index([one])])
      return file
    }
  },
  "a merge that takes the larger index": {
    index,
    mergeIndexes: (left, right) => (left.length >= right.length ? left : right)
  },
  "the newest announcement to arrive": { newest: (list) => list.length - 1 },
  "the newest by clock alone": {
    newest: (list) => list.reduce((best, { clock }, place) => (clock > list[best]!.clock ? place : best), 0)
  },
  "oldest archives first": { index, select: async (choice, bytes) => (await select(choice, bytes)).toReversed() },
  "a range that includes its end": {
    index,
    select: (choice, bytes) =>
      select(typeof choice === "string" ? choice : { from: choice.from, to: choice.to + 1n }, bytes)
  },
  "archives that only add": {
    visible: async (own, archives) => [...own, ...(await visible([], archives))]
  },
  "the last archive applied wins": {
    visible: (own, archives) => (archives.length < 2 ? visible(own, archives) : visible(own, archives.slice(-1)))
  },
  "siblings that replace each other": {
    visible: (own, archives) =>
      visible(
        own,
        archives.filter(
          ({ window }, place) =>
            !archives.slice(0, place).some((one) => one.window.from === window.from && one.window.to === window.to)
        )
      )
  },
  "unread messages that take their records along": {
    visible: (own, archives) =>
      visible(
        own,
        archives.map((one) => ({ ...one, unreadable: [] }))
      )
  },
  "a merge that forgets": {
    index,
    mergeIndexes: async (left, right) => (right.length > 0 ? right : mergeIndexes(left, right))
  }
}

/** Fewer than a law gets when it is to be kept: each of these mistakes shows early. */
const RUNS = 300

describe("the laws", () => {
  it.each(Object.entries(WRONG))("are broken by %s", async (_, implementation) => {
    const broken: Array<string> = []
    for (const { check, needs, title } of LAWS) {
      if (needs.some((need) => implementation[need] === undefined)) continue
      await check(implementation, RUNS).catch(() => broken.push(title))
    }
    assert.isNotEmpty(broken)
  })
})
