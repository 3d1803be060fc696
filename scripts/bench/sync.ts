/**
 * What a message of Scalable Data Sync costs whoever receives it, with 10,000 messages in the log and with 100: from its bytes
 * to the rows that are to be written. Both sides take turns in one process.
 */
import { createHash } from "node:crypto"
import * as Result from "effect/Result"
import * as Channel from "../../src/domain/sync/Channel.ts"
import * as Policy from "../../src/domain/sync/Policy.ts"
import type { State } from "../../src/domain/sync/State.ts"
import * as Time from "../../src/domain/Time.ts"
import * as SyncMessage from "../../src/domain/wire/SyncMessage.ts"
import { alone, argumentsOfChild, child, median, rounds, say, type Measure } from "./measure.ts"
import { count } from "./throughput.ts"

const FEW = 100
const MANY = 10_000
/** Messages of a turn, after which the reader says something itself. */
const TURN = 250
const TURNS = 40
const WRITERS = ["0a", "0b", "0c"] as const
const START = Time.days(20_000)
const HASH = new Uint8Array(32).fill(7)
const TEXT = new TextEncoder().encode(
  "what people write to each other in a line, or in two of them, now and then. ".repeat(2)
)

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest())
const machineOf = (name: string) =>
  Channel.make({ channel: "talk", participant: name.repeat(20), policy: Policy.standard, sha256 })

const at = (n: number): Time.Nanos => Time.add(START, Time.seconds(n))

const step = (machine: ReturnType<typeof machineOf>, state: State, input: Channel.Input, n: number) =>
  machine.step(state, input, at(n))

const heard = (payload: Uint8Array): Channel.Input => ({
  _tag: "Heard",
  message: Result.getOrThrow(SyncMessage.decode(payload)),
  hash: HASH
})

/** A conversation of three, message by message. */
const conversation = (length: number): ReadonlyArray<Uint8Array> => {
  const writers = WRITERS.map((name) => {
    const machine = machineOf(name)
    return { machine, state: Result.getOrThrow(machine.restore([])) }
  })
  return Array.from({ length }, (_, n) => {
    const writer = writers[n % writers.length]!
    const content = Uint8Array.from([...TEXT, n & 255, n >>> 8])
    const [pending, outputs] = step(writer.machine, writer.state, { _tag: "Say", content }, n)
    const sent = outputs.find((output) => output._tag === "Send")!
    writer.state = writer.machine.step(pending, { _tag: "Sent", mark: sent.mark, hash: HASH }, at(n))[0]
    for (const other of writers) {
      if (other !== writer) other.state = step(other.machine, other.state, heard(sent.payload), n)[0]
    }
    return sent.payload
  })
}

interface Measured {
  /** Messages a second with so many in the log. */
  readonly few: number
  readonly many: number
  /** Bytes of rows for each message. */
  readonly rows: number
}

const measured = (): Measured => {
  const messages = conversation(MANY + TURN)
  const reader = machineOf("0d")
  const after = (from: State, first: number, end: number) => {
    let state = from
    let rows = 0
    for (let n = first; n < end; n++) {
      const [next, outputs] = step(reader, state, heard(messages[n]!), n)
      state = next
      for (const output of outputs) if (output._tag === "Save") rows += output.value.length
    }
    const [said] = step(reader, state, { _tag: "Say", content: TEXT }, end)
    return { state: said, rows }
  }
  const few = after(Result.getOrThrow(reader.restore([])), 0, FEW).state
  const many = after(few, FEW, MANY).state
  const timed = (from: State, first: number) => {
    const begin = performance.now()
    after(from, first, first + TURN)
    return performance.now() - begin
  }
  const speeds = rounds(TURNS, () => [timed(few, FEW), timed(many, MANY)] as const).slice(TURNS / 4)
  const speed = (times: ReadonlyArray<number>) => (TURN / median(times)) * 1000
  return {
    few: speed(speeds.map(([time]) => time)),
    many: speed(speeds.map(([, time]) => time)),
    rows: after(many, MANY, MANY + TURN).rows / TURN
  }
}

if (argumentsOfChild() !== undefined) process.stdout.write(JSON.stringify(measured()))

export const measure: Measure = {
  title: `receive a sync message with ${count(MANY)} in the log, against ${FEW}`,
  goal: "≤ 1.5×",
  limit: 1.5,
  run: (times) => {
    const all = rounds(times, (round) => {
      const one = child(import.meta.filename) as Measured
      say(`round ${round + 1} of ${times}: ${count(one.many)} messages a second with ${count(MANY)} in the log`)
      return one
    })
    const of = (name: keyof Measured) => median(all.map((one) => one[name]))
    return Promise.resolve({
      value: of("few") / of("many"),
      unit: "×",
      detail: [
        `${count(of("many"))} messages a second with ${count(MANY)} in the log, ${count(of("few"))} with ${FEW}`,
        `${count(of("rows"))} bytes of rows a message`
      ]
    })
  }
}

if (import.meta.main && argumentsOfChild() === undefined) await alone(measure)
