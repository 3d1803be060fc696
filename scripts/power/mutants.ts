/**
 * Faults that somebody could make in this code, one flag each. They are replacements of source text that `hooks.ts`
 * makes as a module loads, so that nothing of them is in the package. `from` stands exactly once in its file.
 */
export interface Mutant {
  readonly name: string
  readonly means: string
  readonly file: string
  readonly from: string
  readonly to: string
}

const publication = "src/domain/history/Publication.ts"
const control = "src/app/ControlNode.ts"
const catchUp = "src/app/control/CatchUp.ts"
const commands = "src/app/control/Commands.ts"
const member = "src/app/MemberNode.ts"

export const mutants: ReadonlyArray<Mutant> = [
  {
    name: "skip-settle-delay",
    means: "windows are sealed at their end, without waiting for stragglers",
    file: "src/domain/history/Window.ts",
    from: "indexOf(grid, Time.subtract(now, settle))",
    to: "indexOf(grid, now)"
  },
  {
    name: "to-inclusive",
    means: "a window holds its end",
    file: "src/domain/history/Window.ts",
    from: "window.from <= at && at < window.to",
    to: "window.from <= at && at <= window.to"
  },
  {
    name: "from-exclusive",
    means: "a window does not hold its beginning",
    file: "src/domain/history/Window.ts",
    from: "window.from <= at && at < window.to",
    to: "window.from < at && at < window.to"
  },
  {
    name: "arrival-order-tie-break",
    means: "of two announcements under one clock the later arrival wins",
    file: "src/domain/history/Announcement.ts",
    from: `  Order.mapInput(Time.order, ({ timestamp }: Announcement) => timestamp),
  Order.mapInput(Cids.order, ({ cid }: Announcement) => cid)`,
    to: ""
  },
  {
    name: "index-merge-replaces",
    means: "merging two indexes keeps the newer one alone",
    file: "src/domain/history/ArchiveIndex.ts",
    from: "export const merge = (left: ArchiveIndex, right: ArchiveIndex): ArchiveIndex => {",
    to: "export const merge = (left: ArchiveIndex, right: ArchiveIndex): ArchiveIndex => {\n  if (HashMap.size(right) > 0) return right"
  },
  {
    name: "smallest-window-governs",
    means: "where archives overlap the smallest window wins",
    file: "src/domain/history/Canonical.ts",
    from: "Windows.order(window, greatest) > 0) greatest = window",
    to: "Windows.order(window, greatest) < 0) greatest = window"
  },
  {
    name: "local-extras-stay",
    means: "records that no archive holds stay in the archived range",
    file: "src/domain/history/Canonical.ts",
    from: "if (inside && !confirmed && !sibling) {",
    to: 'if (inside && !confirmed && !sibling && row.origin === "archive") {'
  },
  {
    name: "archives-delete-outside",
    means: "applying an archive also hides what lies outside of its window",
    file: "src/domain/history/Canonical.ts",
    from: "    const inside = within(scope, row)\n",
    to: "    const inside = within(scope, row) || row.timestamp >= window.to\n"
  },
  {
    name: "no-floor",
    means: "an announcement older than the one followed is followed",
    file: "src/domain/history/Collection.ts",
    from: `  announcement.clock >= state.floor &&
  !isProcessed(state, announcement) &&
  !Option.exists(state.processed, (done) => Order.isLessThan(Announcements.order)(announcement, done))`,
    to: "  !isProcessed(state, announcement)"
  },
  {
    name: "wait-not-restarted",
    means: "a second announcement does not start the wait anew",
    file: "src/domain/history/Collection.ts",
    from: "    ...(state.querying ? {} : waiting(wait, state, now)),\n    best: newer",
    to: "    ...(state.querying || Option.isSome(state.deadline) ? {} : waiting(wait, state, now)),\n    best: newer"
  },
  {
    name: "failed-archives-given-up",
    means: "an archive that failed is never tried again",
    file: "src/domain/history/Hydration.ts",
    from: "onSome: ({ notBefore }) => notBefore <= now })",
    to: "onSome: () => false })"
  },
  {
    name: "settle-before-announcing",
    means: "messages count as distributed before their archive is announced",
    file: publication,
    from: "if (unsettled !== undefined && Option.isSome(grid) && isAnnounced(state)) {",
    to: "if (unsettled !== undefined && Option.isSome(grid)) {"
  },
  {
    name: "old-index-deleted-first",
    means: "the index in force is removed before the next one is announced",
    file: publication,
    from: "  if (Option.isSome(announcing)) {\n    const { value } = announcing",
    to: `  if (Option.isSome(announcing)) {
    const { value } = announcing
    const old = Option.getOrUndefined(state.published)
    if (value._tag === "Stored" && old !== undefined && old.cid !== value.cid && !state.retired.some(({ cid }) => cid === old.cid)) {
      return [{ _tag: "RemoveIndex", cid: old.cid }]
    }`
  },
  {
    name: "replaced-index-kept",
    means: "replaced indexes are never removed",
    file: publication,
    from: "return state.retired.filter(({ after }) => after <= now)",
    to: "return state.retired.filter(({ after }) => after < 0n)"
  },
  {
    name: "gap-archived",
    means: "windows of which messages are missing are archived as if whole",
    file: publication,
    from: "  gap.from < gap.to ? { ...state, gaps: [...state.gaps, gap] } : state",
    to: "  gap.from < gap.to ? state : state"
  },
  {
    name: "clock-not-raised",
    means: "an announcement is dated by the wall clock alone",
    file: publication,
    from: "const clock = present > state.clock ? present : Time.millis(state.clock + 1n)",
    to: "const clock = present"
  },
  {
    name: "never-announced-again",
    means: "an index is announced once, and forgotten by the stores after a month",
    file: publication,
    from: "!isAnnounced(state) || Time.add(at, policy.reannounce) <= now",
    to: "!isAnnounced(state)"
  },
  {
    name: "late-into-sealed-window",
    means: "a message for the window that is being exported is taken in",
    file: publication,
    from: "return Windows.indexOf(grid, timestamp) < Math.max(state.next, exporting + 1)",
    to: "return Windows.indexOf(grid, timestamp) < state.next && exporting < Infinity"
  },
  {
    name: "due-window-early",
    means: "the open window is sealed",
    file: publication,
    from: "      (index) => index < due && !state",
    to: "      (index) => index <= due && !state"
  },
  {
    name: "archive-file-not-kept",
    means: "the file of an archive is dropped once Codex has it",
    file: "src/app/control/KeepFile.ts",
    from: "return yield* folder.keep(name, file)\n",
    to: "return yield* folder.dropDraft(name)\n"
  },
  {
    name: "foreign-index-replaces",
    means: "the index of another control node replaces one's own",
    file: publication,
    from: "const union = Index.merge(state.index, index)",
    to: "const union = index"
  },
  {
    name: "commit-split-in-two",
    means: "a commit of the publication leaves out which indexes are to be removed",
    file: "src/adapters/stores-memory/Ledger.ts",
    from: "        last = Option.some(state)\n",
    to: "        last = Option.some(Option.match(last, { onNone: () => state, onSome: (before) => ({ ...state, retired: before.retired }) }))\n"
  },
  {
    name: "torn-draft-trusted",
    means: "a draft that is there already is taken for whole",
    file: commands,
    from: `    const written = yield* ArchiveFiles.write(window, topics, ArchiveFiles.pending(window, topics, held), quota)
`,
    to: `    const written = (yield* folder.hasDraft(ArchiveFiles.draftName(window)))
      ? Option.some({ messages: 1, bytes: 1 })
      : yield* ArchiveFiles.write(window, topics, ArchiveFiles.pending(window, topics, held), quota)
`
  },
  {
    name: "open-window-not-asked",
    means: "the stores are asked for what is newer than the last question alone",
    file: catchUp,
    from: "const from = Time.max(horizon, Time.min(open, Time.subtract(state.syncedTo, settings.overlap)))",
    to: "const from = Time.max(horizon, Time.max(open, state.syncedTo))"
  },
  {
    name: "other-control-node-ignored",
    means: "indexes of another control node are not merged",
    file: catchUp,
    from: "yield* transient(OtherHolders.merge(machine, present, horizon))",
    to: "if (settings.archiving === undefined) yield* transient(OtherHolders.merge(machine, present, horizon))"
  },
  {
    name: "late-not-kept",
    means: "a late message is dropped without being counted",
    file: "src/app/control/Ingest.ts",
    from: `      late.length === 0
        ? { added: 0, known: 0 }
        : yield*`,
    to: `      late.length > 0
        ? { added: late.length, known: 0 }
        : yield*`
  },
  {
    name: "pruned-at-once",
    means: "every settled message is dropped, however young",
    file: control,
    from: "messages.prune(Retention.horizon(present, settings.retention))",
    to: "messages.prune(present)"
  },
  {
    name: "any-signature-announces",
    means: "an announcement need not be signed by the control key",
    file: "src/app/Announcements.ts",
    from: "    if (!(yield* speaks(author, announcement.clock))) continue\n",
    to: "    yield* speaks(author, announcement.clock)\n"
  },
  {
    name: "member-index-replaced",
    means: "a member forgets the archives that a newer index does not list",
    file: member,
    from: "{ ...state, index: union.success }",
    to: "{ ...state, index: fetched.index }"
  },
  {
    name: "member-query-without-overlap",
    means: "a member asks for what is newer than its last question alone",
    file: member,
    from: "const from = Time.max(horizon, Time.subtract(syncedTo, settings.overlap))",
    to: "const from = Time.max(horizon, syncedTo)"
  },
  {
    name: "member-synced-before-asked",
    means: "a member counts a span as complete before the stores answered",
    file: member,
    from: `    yield* collect({ _tag: "QueryStarted" })
`,
    to: `    yield* update((state) => [undefined, { ...state, syncedTo: Time.max(state.syncedTo, present) }])
    yield* collect({ _tag: "QueryStarted" })
`
  },
  {
    name: "applied-before-proved",
    means: "an archive whose bytes broke off is applied as far as it came",
    file: "src/app/ArchiveFiles.ts",
    from: 'const bytes = Transfer.shown("downloading", datasetSize, codex.get(entry.cid))',
    to: "const bytes = Stream.catch(codex.get(entry.cid), () => Stream.empty)"
  },
  {
    name: "apply-split-in-two",
    means: "an archive counts as applied before its records are there",
    file: "src/app/Hydrate.ts",
    from: "  const left = Inbox.incomplete(parts)\n",
    to: "  yield* history.discard(key)\n  const left = Inbox.incomplete(parts)\n"
  },
  {
    name: "rebuilt-by-size-alone",
    means: "bytes made of kept messages count as the archive if there are as many of them",
    file: "src/app/Rebuild.ts",
    from: "Dataset.describes(manifest, tree)",
    to: "tree.datasetSize === manifest.datasetSize"
  },
  {
    name: "kept-without-shares",
    means: "one window may take all of the room that a member has for raw messages",
    file: "src/app/Kept.ts",
    from: "Math.floor(limit / (Number((age + length - 1n) / length) + 1))",
    to: "age > 0n ? limit : Number(length)"
  },
  {
    name: "kept-for-ever",
    means: "a member keeps raw messages that an archive holds",
    file: "src/app/Kept.ts",
    from: "      if (applied.has(key) && !missing",
    to: "      if (!applied.has(key) && !missing"
  },
  {
    name: "never-stored-again",
    means: "an audit does not renew what Codex will forget",
    file: "src/domain/history/Renewal.ts",
    from: "    onSome: (at) => at > now || Time.add(at, age(cid, renewal)) <= now",
    to: "    onSome: (at) => at > now && age(cid, renewal) < 0n"
  },
  {
    name: "loss-not-noticed",
    means: "an audit does not store again what Codex lost",
    file: "src/app/Audit.ts",
    from: '  if (held && !due) return { _tag: "Kept" } satisfies Outcome\n',
    to: '  if (held || !due) return { _tag: "Kept" } satisfies Outcome\n'
  },
  {
    name: "buffered-counts-as-met",
    means: "a message of sync is delivered although what it depends on only waits",
    file: "src/domain/sync/Delivery.ts",
    from: "      return known.entry.message.lamport < lamport\n",
    to: "      return known.entry.message.lamport > lamport\n"
  },
  {
    name: "id-of-content-alone",
    means: "two messages of sync with one text have one id",
    file: "src/domain/sync/MessageId.ts",
    from: "  const lengths = head(sender.length, channel.length, clock, content.length)\n",
    to: "  const lengths = head(sender.length, channel.length, clock - clock, content.length)\n"
  },
  {
    name: "lost-at-once",
    means: "what neither archives nor stores have is given up without waiting for others",
    file: "src/domain/sync/Loss.ts",
    from: "  if (turn.now < end) {\n",
    to: "  if (turn.now < known.since) {\n"
  },
  {
    name: "silence-decides-early",
    means: "silent members count before the deadline, as in the reference implementation",
    file: "src/domain/consensus/Decision.ts",
    from: '  rule === "text" ? early(tally) : anchor(tally, counting, false)',
    to: "  rule === rule ? anchor(tally, counting, false) : early(tally)"
  },
  {
    name: "half-is-a-quorum",
    means: "half of the members decide, and certify",
    file: "src/domain/consensus/Electorate.ts",
    from: "Math.ceil((2 * n) / 3)",
    to: "Math.ceil(n / 2)"
  },
  {
    name: "strangers-vote",
    means: "a vote counts whoever gave it",
    file: "src/domain/consensus/Session.ts",
    from: "  if (!Electorate.has(session.electorate, vote.owner)) ",
    to: "  if (vote.owner.length === 0) "
  },
  {
    name: "yes-to-every-successor",
    means: "a member says YES to any number of successors in one epoch",
    file: "src/app/authority/Successions.ts",
    from: "    if (before !== undefined) return Bytes.equals(before.value, terms.subject)\n",
    to: "    if (before !== undefined) return true\n"
  },
  {
    name: "anybody-hands-over",
    means: "a charter need not be signed by the holder of the role",
    file: "src/domain/authority/Succession.ts",
    from: '  if (!holds(succession, signer)) return refuse("its charter is not signed by the holder of the role")\n',
    to: ""
  },
  {
    name: "forgotten-before-it-is-sent",
    means: "a message leaves the outbox before the network has it",
    file: "src/app/protocol/Outbox.ts",
    from: "    if (published.failure.retryable) return yield* published.failure\n",
    to: ""
  },
  {
    name: "anybody-commits",
    means: "a member who is no steward may commit",
    file: "src/domain/membership/Candidate.ts",
    from: '  if (!mayCommit) return "NotASteward"\n',
    to: ""
  },
  {
    name: "commit-without-votes",
    means: "a commit may change what nobody voted on",
    file: "src/domain/membership/Candidate.ts",
    from: "  return Approved.fault(round.approved, candidate, candidate.heard, round.policy.delta, round.policy.batch)\n",
    to: "  return Approved.fault(round.approved, candidate, candidate.heard, round.policy.delta, 0) && undefined\n"
  },
  {
    name: "winner-by-arrival",
    means: "of two candidates the first that came wins",
    file: "src/domain/membership/Candidate.ts",
    from: "    if (fewer !== more) return fewer > more ? -1 : 1\n",
    to: "    if (fewer !== more) return 0\n"
  },
  {
    name: "stranger-snapshots",
    means: "anybody may announce the log of a channel",
    file: "src/app/snapshot/Snapshots.ts",
    from: "      if (yield* speaks(author, frontier)) notices.push(notice.success)\n",
    to: "      notices.push(notice.success)\n"
  }
]
