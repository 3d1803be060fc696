/** What a run found, for people and for programs. */
import * as Coverage from "./Coverage.ts"
import type { Outcome } from "./pool.ts"

export interface Failure {
  readonly why: string
  /** Relative to the repository. */
  readonly file: string
}

export interface Row {
  readonly name: string
  readonly law: string
  readonly inputs: number
  readonly accepted: number
  readonly blocks: number
  readonly corpus: number
  readonly seconds: number
  readonly slowestMillis: number
  readonly failures: ReadonlyArray<Failure>
}

/** What `reports/fuzz.json` holds and `--json` prints. */
export interface Report {
  readonly seed: number
  readonly minutes: number
  readonly jobs: number
  readonly node: string
  readonly date: string
  readonly inputs: number
  readonly blocks: number
  readonly failures: number
  readonly targets: ReadonlyArray<Row>
}

export const rowOf = ({ progress, functions, seconds, target }: Outcome, failures: ReadonlyArray<Failure>): Row => ({
  name: target.name,
  law: target.law,
  inputs: progress.inputs,
  accepted: progress.accepted,
  blocks: Coverage.blocks(functions),
  corpus: progress.corpus,
  seconds: Math.round(seconds * 10) / 10,
  slowestMillis: Math.round(progress.slowestMillis * 10) / 10,
  failures
})

const count = (value: number): string => value.toLocaleString("en-US")
const share = ({ accepted, inputs }: Row): string => (inputs === 0 ? "-" : `${Math.round((accepted / inputs) * 100)} %`)

const COLUMNS: ReadonlyArray<readonly [string, (row: Row) => string]> = [
  ["inputs", ({ inputs }) => count(inputs)],
  ["taken", share],
  ["blocks", ({ blocks }) => count(blocks)],
  ["kept", ({ corpus }) => count(corpus)],
  ["slowest", ({ slowestMillis }) => `${slowestMillis} ms`],
  ["failures", ({ failures }) => count(failures.length)]
]

/** One line: the target and its figures. */
export const line = (row: Row): string =>
  [row.name.padEnd(27), ...COLUMNS.map(([title, cell]) => cell(row).padStart(Math.max(10, title.length)))].join(" ")

export const HEADING: string = ["target".padEnd(27), ...COLUMNS.map(([title]) => title.padStart(10))].join(" ")

export const summary = ({ blocks, failures, inputs, targets }: Report): string =>
  `${count(inputs)} inputs to ${targets.length} decoders; ${count(blocks)} blocks of src/ ran; ${
    failures === 0 ? "every law holds" : `${failures} failures`
  }`
