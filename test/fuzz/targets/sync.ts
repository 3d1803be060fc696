/** What participants of a channel say, hand on and remember. */
import * as Result from "effect/Result"
import * as fc from "fast-check"
import * as Channel from "../../../src/domain/sync/Channel.ts"
import * as Policy from "../../../src/domain/sync/Policy.ts"
import * as Snapshot from "../../../src/domain/sync/Snapshot.ts"
import * as Time from "../../../src/domain/Time.ts"
import * as SyncMessage from "../../../src/domain/wire/SyncMessage.ts"
import { syncMessage } from "../../../src/testing/generators/sync.ts"
import { messages } from "../generators/protobuf.ts"
import { restores, roundTrip, type Target } from "../Target.ts"

const LATE = Time.days(30_000)

const machine = Channel.make({ channel: "0", participant: "me", policy: Policy.standard })

const content = fc
  .nat(9)
  .chain((n) =>
    syncMessage
      .filter((one) => one._tag === "Content")
      .map((one) => ({ ...one, channelId: "0", lamport: Time.millis(BigInt(n)) }))
  )

const log = fc
  .uniqueArray(content, { maxLength: 3, selector: ({ lamport }) => lamport })
  .map((list) => list.toSorted((left, right) => Number(left.lamport - right.lamport)))
  .map((list) => Snapshot.encode({ channel: "0", frontier: list.at(-1)?.lamport ?? Time.millis(0n), messages: list }))

/** What a participant wrote after it heard some messages, said something and let time pass. */
const rows = fc.array(syncMessage, { maxLength: 4 }).map((heard) => {
  let state = Result.getOrThrow(machine.restore([]))
  const written: Array<{ readonly key: string; readonly value: Uint8Array }> = []
  const inputs: ReadonlyArray<Channel.Input> = [
    ...heard.map((message) => ({ _tag: "Heard" as const, message, hash: new Uint8Array(32) })),
    { _tag: "Say", content: new Uint8Array([1]) }
  ]
  for (const input of inputs) {
    const [next, outputs] = machine.step(state, input, LATE)
    state = next
    for (const output of outputs) if (output._tag === "Save") written.push(output)
  }
  return written
})

const KEYS = ["c", "d/~61", "o/~61", "r/~61", "s/~61"]

export const targets: ReadonlyArray<Target> = [
  {
    name: "sync-message",
    law: "a message is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(syncMessage.map(SyncMessage.encode)),
    check: roundTrip(SyncMessage.decode, SyncMessage.encode, "WireError")
  },
  {
    name: "sync-snapshot",
    law: "a log is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(log),
    check: roundTrip(Snapshot.decode, Snapshot.encode, "WireError")
  },
  {
    name: "sync-rows",
    law: "what is remembered is refused as damaged, or is a state that can go on",
    kind: "bytes",
    inputs: messages(rows.map((rows) => rows.at(-1)!.value)),
    check: (input) => {
      const taken = KEYS.filter((key) => restores(machine, [{ key, value: input }], LATE))
      return taken.length > 0
    }
  }
]
