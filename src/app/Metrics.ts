/** What a running node counts. Counting costs next to nothing where nobody reads it. */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"

const counter = (name: string, description: string) =>
  Metric.counter(`community_history_${name}`, { description, incremental: true })

const ingested = counter("messages_ingested_total", "Messages that the network delivered, by what became of them")
const turnedAway = counter("messages_surplus_total", "Messages that there was no room for")
const sealed = counter("archives_sealed_total", "Archives made")
const announced = counter("announcements_total", "Announcements of the index published")
const restored = counter("archives_restored_total", "Archives downloaded, proved and applied, or failed, by result")
const spared = counter("archive_bytes_saved_total", "Bytes of archives made of kept messages instead of downloaded")
const audited = counter("audit_findings_total", "Datasets that an audit had to act upon, by what it did")
const accused = counter(
  "control_key_evidence_total",
  "What the holder of the control key said against his own word, by kind"
)
const stepped = counter("steps_total", "Whole steps of the daemon, by result")
const failed = counter("failures_total", "Failures, by kind and reason")

const add = (metric: typeof sealed, attributes: Readonly<Record<string, string>>, by: number) =>
  by === 0 ? Effect.void : Metric.update(Metric.withAttributes(metric, attributes), by)

export const ingest = (outcomes: Readonly<Record<"added" | "known" | "late" | "ignored", number>>) =>
  Effect.forEach(
    ["added", "known", "late", "ignored"] as const,
    (outcome) => add(ingested, { outcome }, outcomes[outcome]),
    { discard: true }
  )

/** A message that comes again is counted again. */
export const surplus = (messages: number) => add(turnedAway, {}, messages)

export const seal = add(sealed, {}, 1)

export const announce = add(announced, {}, 1)

export const restore = (result: "restored" | "failed") => add(restored, { result }, 1)

export const save = (bytes: number) => add(spared, {}, bytes)

export const audit = (outcome: string) => add(audited, { outcome }, 1)

export const accusation = (kind: string) => add(accused, { kind }, 1)

export const step = (result: "done" | "failed") => add(stepped, { result }, 1)

/** Tagged failures of this project have a reason, most of them. */
export const failure = (error: { readonly _tag: string }) =>
  add(failed, { kind: error._tag, reason: "reason" in error ? String(error.reason) : "" }, 1)
