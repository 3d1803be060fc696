/** The role of the control node as a member follows it: what the special channel says about it is checked, kept, and said on. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Charter from "../../domain/authority/Charter.ts"
import * as Handover from "../../domain/authority/Handover.ts"
import * as Succession from "../../domain/authority/Succession.ts"
import * as Application from "../../domain/community/Application.ts"
import * as Envelope from "../../domain/community/Envelope.ts"
import * as PublicKey from "../../domain/community/PublicKey.ts"
import * as Certificate from "../../domain/consensus/Certificate.ts"
import type { Electorate } from "../../domain/consensus/Electorate.ts"
import type * as Proposal from "../../domain/consensus/Proposal.ts"
import * as Time from "../../domain/Time.ts"
import type { Received } from "../../domain/waku/WakuMessage.ts"
import * as Bytes from "../../domain/Bytes.ts"
import type { Key } from "../../ports/ControlKey.ts"
import { Digest } from "../../ports/Digest.ts"
import { ProtocolStore } from "../../ports/ProtocolStore.ts"
import { Signatures } from "../../ports/Signatures.ts"
import { StoreFailure } from "../../ports/StoreFailure.ts"
import { Waku, type WakuFailure } from "../../ports/Waku.ts"
import { Community } from "../Community.ts"
import { composeBy } from "../Compose.ts"
import * as Inbox from "../Inbox.ts"
import * as Dates from "../Dates.ts"
import { now } from "../Now.ts"
import { Progress } from "../Progress.ts"
import { transient } from "../Retry.ts"
import { isTakenOver } from "../protocol/Progression.ts"
import { Settings } from "../Settings.ts"
import * as Proofs from "./Proofs.ts"

/** What was asked of the role cannot be done. */
export class RoleRefused extends Schema.TaggedError<RoleRefused>()("RoleRefused", { why: Schema.String }) {
  override get message(): string {
    return `the role of the control node stays as it is: ${this.why}`
  }
}

interface Known {
  readonly succession: Succession.Succession
  readonly charter: Option.Option<Proofs.Chartered>
  readonly revision: number
}

export class Successions extends Context.Service<
  Successions,
  {
    readonly succession: Effect.Effect<Succession.Succession>
    readonly charter: Effect.Effect<Option.Option<Proofs.Chartered>>
    readonly learn: (batch: ReadonlyArray<Received>) => Effect.Effect<void, StoreFailure>
    /** Asks the network's stores what was said about the role, as far back as they remember. */
    readonly catchUp: Effect.Effect<void, StoreFailure | WakuFailure>
    /** Signs who may vote on the role from now on, and publishes it; only its holder can. */
    readonly issue: (key: Key, electorate: Electorate) => Effect.Effect<void, RoleRefused | StoreFailure | WakuFailure>
    /** What a vote must be about to hand the role to this key, and who votes. */
    readonly subject: (
      successor: PublicKey.PublicKey
    ) => Effect.Effect<{ readonly subject: Uint8Array; readonly electorate: Electorate }, RoleRefused>
    /**
     * Whether a member that keeps its word may say YES: the vote is about this epoch's role, and it said YES to no other
     * hand-over of the epoch. Remembered before it answers.
     */
    readonly approve: (proposal: Proposal.Proposal) => Effect.Effect<boolean, StoreFailure>
    /** Says again how the holder came to the role; nothing where he has the community key. */
    readonly proclaim: (key: Key) => Effect.Effect<void, StoreFailure | WakuFailure>
    /** Hands the role on by the certificate of a vote, and says so to everybody. */
    readonly apply: (
      key: Key,
      certificate: Certificate.Certificate
    ) => Effect.Effect<void, RoleRefused | StoreFailure | WakuFailure>
  }
>()("community-history/app/Successions") {
  static readonly layer: Layer.Layer<
    Successions,
    StoreFailure,
    Community | Digest | ProtocolStore | Settings | Signatures | Waku
  > = Layer.effect(
    Successions,
    Effect.suspend(() => make())
  )
}

/** Another process of the home may write at the same time: what it wrote is read, and looked at again. */
const again = { times: 8, while: isTakenOver } as const

const SCOPE = "authority"
const SUCCESSION = "succession"
const CHARTER = "charter"
const approved = (epoch: bigint) => `approved/${epoch}`

const make = Effect.fnUntraced(function* () {
  const context = yield* Effect.context<Community | Digest | Settings | Signatures>()
  const community = yield* Community
  const { sha256 } = yield* Digest
  const { chartered, proved } = yield* Proofs.make
  const store = yield* ProtocolStore
  const settings = yield* Settings
  const waku = yield* Waku
  const progress = yield* Progress
  // A long succession comes in parts, each in a batch of its own.
  const parts = yield* Inbox.liveParts

  const load = Effect.gen(function* () {
    const { revision, rows } = yield* store.load(SCOPE)
    const value = (key: string) => rows.find((row) => row.key === key)?.value
    const kept = value(SUCCESSION)
    const first = Succession.initial(community.id)
    const succession = kept === undefined ? Result.succeed(first) : yield* proved(kept, first)
    if (Result.isFailure(succession)) {
      const detail = `what is remembered of the role is damaged: ${succession.failure.why}`
      return yield* new StoreFailure({ store: "ProtocolStore", operation: "load", reason: "Corrupt", detail })
    }
    const envelope = value(CHARTER)
    const charter =
      envelope === undefined ? Option.none<Proofs.Chartered>() : yield* chartered(envelope, succession.success)
    return { succession: succession.success, charter, revision } satisfies Known
  })
  const ref = yield* Ref.make<Known>(yield* load)

  const save = Effect.fnUntraced(function* (key: string, value: Uint8Array) {
    const { revision } = yield* Ref.get(ref)
    const changes = { save: [{ key, value }], erase: [], send: [], sent: [] }
    const after = yield* store
      .commit(SCOPE, revision, changes)
      .pipe(
        Effect.tapError(({ reason }) =>
          reason === "TakenOver" ? Effect.flatMap(load, (known) => Ref.set(ref, known)) : Effect.void
        )
      )
    yield* Ref.update(ref, (known) => ({ ...known, revision: after }))
  })

  const follow = Effect.fn("Successions.follow")(function* (offered: Succession.Succession) {
    const held = (yield* Ref.get(ref)).succession
    const { parted, succession } = Succession.follow(held, offered)
    if (parted) {
      yield* progress.note(
        `somebody shows another chain of control nodes, up to ${PublicKey.toText(offered.holder)}; this node stays with ${PublicKey.toText(held.holder)}`
      )
    }
    if (succession === held) return
    yield* save(SUCCESSION, Succession.encode(succession))
    yield* Ref.update(ref, (known) => ({ ...known, succession, charter: Option.none() }))
    yield* progress.note(`the role of the control node was handed to ${PublicKey.toText(succession.holder)}`)
  }, Effect.retry(again))

  const charter = Effect.fnUntraced(function* (envelope: Uint8Array) {
    const known = yield* Ref.get(ref)
    const found = yield* chartered(envelope, known.succession)
    if (Option.isNone(found)) return
    const { clock } = found.value.charter
    const latest = Time.toMillis(Time.add(yield* now, settings.futureSkew))
    // One that is dated far ahead would silence all that follow.
    if (clock > latest || Option.exists(known.charter, (held) => held.charter.clock >= clock)) return
    yield* save(CHARTER, envelope)
    yield* Ref.update(ref, (now) => ({ ...now, charter: found }))
  }, Effect.retry(again))

  const learn = Effect.fn("Successions.learn")(function* (batch: ReadonlyArray<Received>) {
    const { topic } = community.archives
    const mine = batch.filter(({ message }) => message.contentTopic === topic)
    const { read } = yield* Inbox.open(community.archives, mine, parts)
    for (const { payload, record, type } of read) {
      if (type === Application.Type.COMMUNITY_CHARTER) yield* charter(record.envelope)
      if (type !== Application.Type.COMMUNITY_SUCCESSION) continue
      const offered = yield* proved(payload, (yield* Ref.get(ref)).succession)
      if (Result.isSuccess(offered)) yield* follow(offered.success)
    }
  })

  const catchUp = Effect.gen(function* () {
    const { pubsubTopic, topic } = community.archives
    const { earliest, latest } = yield* Dates.believed
    const query = { pubsubTopic, contentTopics: [topic], window: { from: earliest, to: latest } }
    yield* transient(Stream.runForEach(waku.query(query), learn))
  }).pipe(Effect.withSpan("Successions.catchUp"))

  const publish = Effect.fnUntraced(function* (key: Key, type: number, payload: Uint8Array) {
    const timestamp = yield* now
    const composed = yield* composeBy(key, community.archives, [{ type, payload, timestamp }])
    for (const { message, pubsubTopic } of composed.flatMap(({ parts }) => parts)) {
      yield* transient(waku.publish(pubsubTopic, message))
    }
  })

  const issue = Effect.fn("Successions.issue")(function* (key: Key, electorate: Electorate) {
    const { succession } = yield* Ref.get(ref)
    if (!Bytes.equals(key.publicKey, succession.holder)) {
      return yield* new RoleRefused({ why: "only its holder says who may vote on it" })
    }
    const epoch = Succession.epochOf(succession)
    const clock = Time.toMillis(yield* now)
    const payload = Charter.encode({ community: community.id, epoch, clock, electorate })
    const type = Application.Type.COMMUNITY_CHARTER
    const [signature] = yield* key.sign([Envelope.digest(payload)])
    yield* charter(Envelope.assemble(type, payload, signature!))
    yield* publish(key, type, payload)
  })

  const subject = Effect.fnUntraced(function* (successor: PublicKey.PublicKey) {
    const { charter, succession } = yield* Ref.get(ref)
    if (Option.isNone(charter)) return yield* new RoleRefused({ why: "its holder never said who may vote on it" })
    const { charter: found, envelope } = charter.value
    const epoch = Succession.epochOf(succession)
    const handover = { community: community.id, epoch, successor, charter: sha256(envelope) }
    return { subject: Handover.encode(handover), electorate: found.electorate }
  })

  const approve = Effect.fnUntraced(function* ({ terms }: Proposal.Proposal) {
    const { charter, succession } = yield* Ref.get(ref)
    const handover = Handover.decode(terms.subject, community.id)
    const epoch = Succession.epochOf(succession)
    const isOurs = Option.exists(charter, ({ envelope }) =>
      Bytes.equals(sha256(envelope), handover?.charter ?? Bytes.empty)
    )
    if (handover?.epoch !== epoch || !isOurs) return false
    const { rows } = yield* store.load(SCOPE)
    const before = rows.find(({ key }) => key === approved(epoch))
    if (before !== undefined) return Bytes.equals(before.value, terms.subject)
    yield* save(approved(epoch), terms.subject)
    return true
  }, Effect.retry(again))

  const proclaim = Effect.fnUntraced(function* (key: Key, succession: Succession.Succession) {
    if (succession.links.length === 0) return
    yield* publish(key, Application.Type.COMMUNITY_SUCCESSION, Succession.encode(succession))
  })

  const apply = Effect.fn("Successions.apply")(function* (key: Key, certificate: Certificate.Certificate) {
    const { charter, succession } = yield* Ref.get(ref)
    // Done before, and perhaps not said to everybody.
    const { subject } = certificate.proposal.terms
    if (succession.links.some(({ handover }) => Bytes.equals(Handover.encode(handover), subject))) {
      return yield* proclaim(key, succession)
    }
    if (Option.isNone(charter)) return yield* new RoleRefused({ why: "its holder never said who may vote on it" })
    const link = { charter: charter.value.envelope, certificate: Certificate.encode(certificate) }
    const wires = [...succession.links.map(({ wire }) => wire), link]
    const longer = yield* proved(Succession.encodeLinks(wires), succession)
    if (Result.isFailure(longer)) return yield* new RoleRefused({ why: longer.failure.why })
    // Said first: who knows it and cannot say it would be the only one.
    yield* proclaim(key, longer.success)
    yield* follow(longer.success)
  })

  return Successions.of({
    succession: Effect.map(Ref.get(ref), ({ succession }) => succession),
    charter: Effect.map(Ref.get(ref), ({ charter }) => charter),
    catchUp: Effect.provideContext(catchUp, context),
    learn: (batch) => Effect.provideContext(learn(batch), context),
    issue: (key, electorate) => Effect.provideContext(issue(key, electorate), context),
    subject,
    approve,
    proclaim: (key) =>
      Effect.provideContext(
        Effect.flatMap(Ref.get(ref), ({ succession }) => proclaim(key, succession)),
        context
      ),
    apply: (key, certificate) => Effect.provideContext(apply(key, certificate), context)
  })
})
