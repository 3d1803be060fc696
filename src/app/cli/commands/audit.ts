/** `audit`: are the archives still where members look for them? */
import * as Effect from "effect/Effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import type * as Audit from "../../Audit.ts"
import { ControlNode } from "../../ControlNode.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import * as Output from "../Output.ts"
import { home, json } from "../Shared.ts"
import * as Shared from "../Shared.ts"
import * as Units from "../Units.ts"

const deep = Flag.Boolean("deep").pipe(
  Flag.withDescription(
    "Read every archive whole, on Codex and in the folder: a node may know a dataset and have lost it"
  ),
  Flag.withDefault(false)
)

const WORDS: Readonly<Record<Exclude<Audit.Outcome["_tag"], "Kept" | "Lost" | "Refused">, string>> = {
  Stored: "stored again on Codex",
  Fetched: "fetched back from Codex into the folder"
}

const line = ({ cid, outcome, where }: Audit.Finding): string =>
  outcome._tag === "Lost"
    ? `${where} is lost: ${Units.printable(outcome.why)} (${cid})`
    : outcome._tag === "Refused"
      ? `${where} is not in the folder: ${Units.printable(outcome.why)} (${cid})`
      : `${where}: ${outcome._tag === "Kept" ? "kept" : WORDS[outcome._tag]}`

export const audit = Command.make(
  "audit",
  { home, deep, json },
  Effect.fn(function* (flags) {
    const network = yield* Shared.network
    const opened = yield* Home.openControl(flags.home)
    const report = yield* Effect.flatMap(ControlNode, (node) => node.audit({ deep: flags.deep })).pipe(
      Effect.provide(Composition.control(opened, network))
    )
    const lost = report.findings.filter(({ outcome }) => outcome._tag === "Lost")
    yield* flags.json
      ? Output.json(report)
      : Output.print(
          [
            ...report.findings.filter(({ outcome }) => outcome._tag !== "Stored").map(line),
            `checked ${Units.count(report.checked)} datasets, stored ${Units.count(
              report.findings.filter(({ outcome }) => outcome._tag === "Stored").length
            )} again`
          ].join("\n")
        )
    if (lost.length > 0) {
      return yield* new Home.HomeFailure({
        home: opened.folder,
        detail: `${lost.length === 1 ? "1 archive is" : `${lost.length} archives are`} lost; put what is missing back from a backup and run audit again`
      })
    }
  })
).pipe(Command.withDescription("Find archives that Codex lost or will soon forget, and store them again"))
