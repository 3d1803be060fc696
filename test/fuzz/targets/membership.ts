/** What members of a group send, put to the vote, and remember. */
import * as fc from "fast-check"
import * as Bytes from "../../../src/domain/Bytes.ts"
import * as Address from "../../../src/domain/community/Address.ts"
import * as Group from "../../../src/domain/membership/Group.ts"
import * as Lanes from "../../../src/domain/membership/Lanes.ts"
import * as Policy from "../../../src/domain/membership/Policy.ts"
import type { Input } from "../../../src/domain/membership/Signals.ts"
import * as States from "../../../src/domain/membership/State.ts"
import * as Update from "../../../src/domain/membership/Update.ts"
import * as Time from "../../../src/domain/Time.ts"
import { open, update } from "../../../src/testing/generators/membership.ts"
import { messages } from "../generators/protobuf.ts"
import { restores, roundTrip, type Target } from "../Target.ts"

const LATE = Time.days(30_000)
const self = Address.fromBytes(new Uint8Array(Address.LENGTH))!
const other = Address.fromBytes(new Uint8Array(Address.LENGTH).fill(1))!
const machine = Group.machine({ self, group: Bytes.utf8("group"), admits: true })

const inner = fc
  .record({ _tag: fc.constantFrom("Chat" as const, "Governance" as const), payload: fc.uint8Array() })
  .map(Lanes.encodeInner)

const briefing = fc
  .constantFrom(Policy.standard, Policy.single, Policy.twoConsensuses)
  .map((policy) =>
    Lanes.encodeBriefing({ policy, list: { epoch: 1n, retry: 0, stewards: [self] }, unsettled: [other] })
  )

/** The rows of a founder that wants something and put it to the vote. */
const rows = ((): ReadonlyMap<string, Uint8Array> => {
  const written = new Map<string, Uint8Array>()
  let state = States.initial
  const give = (input: Input) => {
    const [next, outputs] = machine.step(state, input, LATE)
    state = next
    for (const output of outputs) {
      if (output._tag === "Save") written.set(output.key, output.value)
      if (output._tag === "Erase") written.delete(output.key)
    }
  }
  give({ _tag: "Create", policy: Policy.standard })
  const job = state.jobs.keys().next().value!
  give({ _tag: "Answered", job, answer: { _tag: "Created", state: new Uint8Array(3) } })
  give({ _tag: "Say", payload: new Uint8Array(3) })
  give({ _tag: "Wish", wish: "Remove", member: self })
  return written
})()

export const targets: ReadonlyArray<Target> = [
  {
    name: "membership-update",
    law: "a payload is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(update.map(Update.encode)),
    check: roundTrip(Update.decode, Update.encode, "InvalidUpdate")
  },
  {
    name: "membership-open",
    law: "a message in the open is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(open.map(Lanes.encodeOpen)),
    check: roundTrip(Lanes.decodeOpen, Lanes.encodeOpen, "InvalidMessage")
  },
  {
    name: "membership-inner",
    law: "what a member sent is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(inner),
    check: roundTrip(Lanes.decodeInner, Lanes.encodeInner, "InvalidMessage")
  },
  {
    name: "membership-briefing",
    law: "what a welcome tells is refused, or written and read again as the same",
    kind: "bytes",
    inputs: messages(briefing),
    check: roundTrip(Lanes.decodeBriefing, Lanes.encodeBriefing, "Damaged")
  },
  {
    name: "membership-rows",
    law: "what is remembered is refused as damaged, or is a state that can go on",
    kind: "bytes",
    inputs: messages(fc.constantFrom(...rows.values())),
    check: (input) => {
      const changed = (at: string) => [...rows].map(([key, value]) => ({ key, value: key === at ? input : value }))
      const taken = [...rows.keys()].filter((key) => restores(machine, changed(key), LATE))
      return taken.length > 0
    }
  }
]
