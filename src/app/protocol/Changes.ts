/** What several steps of a machine ask for, together: of each row the last word, everything else in order. */
import type { Row, Machine, CommonInput, Send } from "../../domain/Step.ts"
import type { Nanos } from "../../domain/Time.ts"

export interface Folded<State, Event, Request, Lane extends string> {
  readonly state: State
  readonly told: ReadonlyArray<Event>
  readonly asked: ReadonlyArray<Request>
  readonly changes: {
    readonly save: ReadonlyArray<Row>
    readonly erase: ReadonlyArray<string>
    readonly send: ReadonlyArray<Send<Lane>>
  }
}

export const fold = <State, Input, Event, Request, Lane extends string>(
  machine: Machine<State, Input, Event, Request, Lane>,
  before: State,
  inputs: ReadonlyArray<Input | CommonInput>,
  now: Nanos
): Folded<State, Event, Request, Lane> => {
  const rows = new Map<string, Uint8Array | undefined>()
  const told: Array<Event> = []
  const asked: Array<Request> = []
  const send: Array<Send<Lane>> = []
  let state = before
  for (const input of inputs) {
    const [after, outputs] = machine.step(state, input, now)
    state = after
    for (const output of outputs) {
      switch (output._tag) {
        case "Save":
          rows.set(output.key, output.value)
          break
        case "Erase":
          rows.set(output.key, undefined)
          break
        case "Send":
          send.push(output)
          break
        case "Ask":
          asked.push(output.request)
          break
        case "Tell":
          told.push(output.event)
      }
    }
  }
  const save: Array<Row> = []
  const erase: Array<string> = []
  for (const [key, value] of rows) {
    if (value === undefined) erase.push(key)
    else save.push({ key, value })
  }
  return { state, told, asked, changes: { save, erase, send } }
}
