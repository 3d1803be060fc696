/** `joining.json`: payloads for one recipient, requests to join and their answers, content in parts. */
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { Bytes, Cid, type Description, Ecies, Joining, Payload, PublicKey, Segments, Time } from "../../src/index.ts"
import { CID, COMMUNITY, COMMUNITY_SECRET, MEMBER_SECRET, publicKeyOf } from "./fixed.ts"
import { bytes, hex, no, ok, operation, produce, type Recipe, type VectorFile } from "./vector.ts"

const direct = operation(
  "decrypt-for",
  ({ sealed, secret_key }: { readonly secret_key: string; readonly sealed: string }) => {
    const ephemeral = Ecies.ephemeralOf(bytes(sealed))
    if (ephemeral === undefined) return no("its length field is wrong")
    return Result.match(Payload.openShared(bytes(sealed), Ecies.agree(bytes(secret_key), ephemeral)), {
      onFailure: ({ why }) => no(why.replace("it is not for this key", "it is not for the key")),
      onSuccess: ({ payload }) => ok({ payload: hex(payload) })
    })
  }
)

interface Request {
  readonly community: string
  readonly clock: string
  readonly display_name: string
}

const communityOf = (text: string) => PublicKey.parseCommunityId(text)!

const request = operation("join-request", ({ clock, community, display_name }: Request) =>
  ok({
    bytes: hex(
      Joining.encodeRequest(communityOf(community), { clock: Time.millis(BigInt(clock)), displayName: display_name })
    )
  })
)

interface Response {
  readonly community: string
  readonly clock: string
  readonly accepted: boolean
  readonly cid: string | null
  readonly description: { readonly clock: string; readonly name: string; readonly archive_clock: string } | null
}

const descriptionOf = ({
  archive_clock,
  clock,
  name
}: NonNullable<Response["description"]>): Description.Description => ({
  clock: Time.millis(BigInt(clock)),
  name,
  channels: [],
  archiveClock: Time.millis(BigInt(archive_clock))
})

const response = operation("join-response", ({ accepted, cid, clock, community, description }: Response) =>
  ok({
    bytes: hex(
      Joining.encodeResponse(communityOf(community), {
        clock: Time.millis(BigInt(clock)),
        accepted,
        cid: cid === null ? Option.none() : Option.some(Result.getOrThrow(Cid.parse(cid))),
        description: description === null ? Option.none() : Option.some(descriptionOf(description))
      })
    )
  })
)

const cut = operation("cut", ({ content, size }: { readonly content: Recipe; readonly size: number }) =>
  ok({ parts: Segments.cut(produce(content), size).map(hex) })
)

const join = operation("join", ({ parts }: { readonly parts: ReadonlyArray<string> }) => {
  const joiner = Segments.joiner<number>()
  for (const [index, part] of parts.entries()) {
    const segment = Segments.read(bytes(part))
    const joined = segment === undefined ? undefined : joiner.take(segment, index)
    if (joined !== undefined) return ok({ content: hex(joined.content) })
  }
  return no("it carries no whole")
})

const sealed = (payload: Uint8Array, secret = MEMBER_SECRET) =>
  hex(Payload.sealFor(payload, publicKeyOf(secret), new Uint8Array(32).fill(7)))
const hello = Bytes.utf8("hello world")
const long: Recipe = { kind: "xorshift32", seed: 9, length: 100 }
const parts = Segments.cut(produce(long), 40).map(hex)
const others = Segments.cut(produce({ ...long, seed: 10 }), 40).map(hex)
/** The first part with another content under the same hash. */
const forged = hex(Bytes.concat([bytes(parts[0]!).slice(0, -1), Uint8Array.of(bytes(parts[0]!).at(-1)! ^ 1)]))
const description = { clock: "1756684800000", name: "Community", archive_clock: "1756684799000" }

export const joining: VectorFile = {
  name: "joining",
  about: "Payloads of 26/WAKU2-PAYLOAD for one recipient, requests to join and their answers, content cut into parts.",
  operations: { ...direct.run, ...request.run, ...response.run, ...cut.run, ...join.run },
  cases: [
    direct.gives("for a member", ["CHA-96"], { secret_key: MEMBER_SECRET, sealed: sealed(hello) }),
    direct.gives("for the community", ["CHA-96"], {
      secret_key: COMMUNITY_SECRET,
      sealed: sealed(hello, COMMUNITY_SECRET)
    }),
    direct.gives("nothing inside", ["CHA-96"], { secret_key: MEMBER_SECRET, sealed: sealed(Bytes.empty) }),
    direct.gives("more than one block", ["CHA-96"], {
      secret_key: MEMBER_SECRET,
      sealed: sealed(produce({ kind: "fill", byte: 5, length: 300 }))
    }),
    request.gives("with a name", ["CHA-94"], { community: COMMUNITY, clock: "1756684800000", display_name: "Ada" }),
    request.gives("without a name", ["CHA-94"], { community: COMMUNITY, clock: "1", display_name: "" }),
    response.gives("accepted, with the newest index and its clock", ["CHA-94", "CHA-95", "A-46"], {
      community: COMMUNITY,
      clock: "1756684800001",
      accepted: true,
      cid: CID,
      description
    }),
    response.gives("accepted, before there is an index", ["CHA-94"], {
      community: COMMUNITY,
      clock: "1756684800001",
      accepted: true,
      cid: null,
      description: { ...description, archive_clock: "0" }
    }),
    response.gives("rejected", ["CHA-94"], {
      community: COMMUNITY,
      clock: "1756684800001",
      accepted: false,
      cid: null,
      description: null
    }),
    cut.gives("small enough", ["CHA-79"], { content: long, size: 100 }),
    cut.gives("three parts, the last one shorter", ["CHA-79"], { content: long, size: 40 }),
    cut.gives("two parts of the same size", ["CHA-79"], { content: long, size: 50 }),
    join.gives("in order", ["CHA-79"], { parts }),
    join.gives("backwards", ["CHA-79"], { parts: parts.toReversed() }),
    join.gives("each twice", ["CHA-79"], { parts: [parts[1]!, parts[1]!, parts[0]!, parts[0]!, parts[2]!] }),
    join.gives("mixed with those of other content", ["CHA-79"], {
      parts: [others[0]!, parts[2]!, others[1]!, parts[0]!, parts[1]!]
    }),
    join.gives("behind a forged part", ["CHA-79", "A-25"], { parts: [forged, ...parts] })
  ],
  invalid: [
    direct.refuses("for somebody else", ["CHA-96"], "key", { secret_key: COMMUNITY_SECRET, sealed: sealed(hello) }),
    direct.refuses("a changed byte of the ciphertext", ["CHA-96"], "key", {
      secret_key: MEMBER_SECRET,
      sealed: sealed(hello).slice(0, 200) + (sealed(hello)[200] === "0" ? "1" : "0") + sealed(hello).slice(201)
    }),
    direct.refuses("too short", ["CHA-96"], "length", {
      secret_key: MEMBER_SECRET,
      sealed: sealed(hello).slice(0, 200)
    }),
    direct.refuses("a point that is not on the curve", ["CHA-96"], "length", {
      secret_key: MEMBER_SECRET,
      sealed: `04${"11".repeat(64)}${sealed(hello).slice(130)}`
    }),
    join.refuses("one part is missing", ["CHA-79"], "missing", { parts: parts.slice(1) }),
    join.refuses("a forged part in place of the true one", ["CHA-79", "A-25"], "missing", {
      parts: [forged, parts[1]!, parts[2]!]
    })
  ]
}
