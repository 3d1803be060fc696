/** `explain`: why a message is here, or not. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import type * as ArchiveIndex from "../../../domain/history/ArchiveIndex.ts"
import type { Window } from "../../../domain/history/Window.ts"
import * as Explain from "../../Explain.ts"
import * as Composition from "../Composition.ts"
import * as Home from "../Home.ts"
import * as Instant from "../Instant.ts"
import * as Output from "../Output.ts"
import { home, json } from "../Shared.ts"
import * as Units from "../Units.ts"

const ID = /^(?:0x)?[0-9a-f]{64}$/u

const span = ({ from, to }: Window): string => `${Instant.local(from)} to ${Instant.local(to)}`

const place = (window: Option.Option<Window>): string =>
  Option.match(window, { onNone: () => "its window", onSome: (found) => `the window ${span(found)}` })

const listed = (archives: ReadonlyArray<ArchiveIndex.Keyed>): ReadonlyArray<string> =>
  archives.slice(0, 5).map(([, { cid, window }]) => `archive    ${span(window)}  ${cid}`)

const ORIGINS = {
  live: "it came live",
  store: "it was imported, or asked of a store node",
  archive: "an archive brought it"
}

/** The sentence that answers the question. */
const sentence = (verdict: Explain.Verdict): string => {
  switch (verdict._tag) {
    case "Shown":
      return Option.isSome(verdict.pending)
        ? `it is here (${ORIGINS[verdict.origin]}), and waits for the end of ${place(verdict.pending)} to be archived`
        : verdict.archives.length > 0
          ? `it is here (${ORIGINS[verdict.origin]}), and its week is archived`
          : `it is here (${ORIGINS[verdict.origin]}); no archive covers its time yet`
    case "Replaced":
      return `it was here, and the canonical history replaced it: the archives of ${place(verdict.window)} do not hold it`
    case "Pending":
      return Option.isSome(verdict.window)
        ? `it was received and will be archived with ${place(verdict.window)}, but it cannot be read here`
        : "it was received and cannot be read here; no archive covers its time yet"
    case "Unreadable":
      return `an archive holds it, but it cannot be read: ${verdict.why}`
    case "Late":
      return `it came after ${place(verdict.window)} was sealed; it is kept in the late area and enters no archive`
    case "Refused":
      return `it was received and not taken in: ${verdict.why}`
    case "NotRestored":
      return `nobody here has seen it; it may be in one of ${Units.count(verdict.missing.length)} archives that are not restored yet; run sync`
    case "NeverSeen":
      return verdict.gaps.length === 0
        ? "nobody here has ever seen it"
        : "nobody here has ever seen it; it may have been said while this node was away for longer than store nodes remember"
  }
}

const facts = (verdict: Explain.Verdict): ReadonlyArray<string> => {
  if (verdict._tag === "NotRestored") return listed(verdict.missing)
  if (verdict._tag === "NeverSeen") return verdict.gaps.map((gap) => `gap        ${span(gap)}`)
  const { hash, id, timestamp, topic } = verdict.subject
  return [
    ...Option.toArray(Option.map(id, (value) => `id         ${value}`)),
    ...Option.toArray(Option.map(hash, (value) => `raw hash   ${value}`)),
    `time       ${Instant.exact(timestamp)}`,
    `topic      ${Units.printable(topic)}`,
    ...("archives" in verdict ? listed(verdict.archives) : [])
  ]
}

const archivesJson = (archives: ReadonlyArray<ArchiveIndex.Keyed>) =>
  archives.map(([key, { cid, window }]) => ({ key, cid, ...window }))

/** Stable for programs: `verdict` is the tag, times are nanoseconds as strings. */
const toJson = (verdict: Explain.Verdict) => {
  const base = { verdict: verdict._tag, says: sentence(verdict) }
  if (verdict._tag === "NotRestored") return { ...base, missing: archivesJson(verdict.missing) }
  if (verdict._tag === "NeverSeen") return { ...base, gaps: verdict.gaps }
  const { hash, id, timestamp, topic } = verdict.subject
  return {
    ...base,
    id: Option.getOrNull(id),
    hash: Option.getOrNull(hash),
    nanoseconds: timestamp,
    topic,
    ...("archives" in verdict ? { archives: archivesJson(verdict.archives) } : {}),
    ...("window" in verdict ? { window: Option.getOrNull(verdict.window) } : {}),
    ...("why" in verdict ? { why: verdict.why } : {})
  }
}

export const explain = Command.make(
  "explain",
  {
    home,
    json,
    id: Argument.String("ID").pipe(
      Argument.withDescription(
        "A message id (0x and 64 digits, as `messages --exact` prints it), or the hash of a Waku message"
      ),
      Argument.map((text) => text.toLowerCase()),
      Argument.filter(
        (text) => ID.test(text),
        (text) => `"${text}" is no message id: that is 0x and 64 hexadecimal digits`
      )
    )
  },
  Effect.fn(function* (flags) {
    const opened = yield* Home.open(flags.home)
    const verdict = yield* Explain.explain(flags.id).pipe(Effect.provide(Composition.local(opened)))
    yield* flags.json ? Output.json(toJson(verdict)) : Output.print([sentence(verdict), ...facts(verdict)].join("\n"))
    if (verdict._tag === "NeverSeen" || verdict._tag === "NotRestored") process.exitCode = 1
  })
).pipe(Command.withDescription("Say why a message is in the history, or why it is not"))
