/** `messages.json`: every message of `proto/`, field by field and byte by byte, and the hash of 14/WAKU2-MESSAGE. */
import type { Message } from "./codecs.ts"
import { hex, type VectorFile } from "./vector.ts"
import { canonical, decode, encode, hash } from "./wire.ts"
import { damage } from "./damage.ts"
import { chat, encoded, plain, target } from "./encoded.ts"
import { CID, COMMUNITY } from "./fixed.ts"

const reads = (message: string, title: string, requirements: ReadonlyArray<string>, bytes: string) =>
  decode.gives(`${message}: ${title}`, requirements, { message, bytes })

const topicField = "12082f612f622f632f64"
const announced = canonical("CommunityMessageArchive", { clock: "5", cid: CID })
const edited = canonical("EditMessage", { ...target, text: CID })

const w14 = {
  ...plain,
  payload: "010203045445535405060708",
  content_topic: "/waku/2/default-content/proto",
  timestamp: "1681964442000000000"
}
const SUPER_SECRET = "73757065722d736563726574"
const hashed = (title: string, fields: Partial<Message>, published: boolean) =>
  hash.gives(
    title,
    ["CHA-77", "A-28"],
    { pubsub_topic: "/waku/2/default-waku/proto", message: { ...w14, ...fields } },
    published ? "test vector of 14/WAKU2-MESSAGE" : undefined
  )

const damaged = damage(encoded)

const refused = [
  ["WakuMessage", "cut in a field", [], "malformed", `${topicField}0a05aa`],
  ["WakuMessage", "cut in a varint", [], "malformed", `${topicField}5080`],
  ["WakuMessage", "a varint of eleven bytes", [], "malformed", `${topicField}50${"ff".repeat(10)}01`],
  ["WakuMessage", "a field numbered 0", [], "malformed", `${topicField}0000`],
  ["WakuMessage", "no content topic", ["CHA-75"], "form", "0a0101"],
  ["WakuMessage", "a content topic of three parts", ["CHA-50", "CHA-75"], "form", "12062f612f622f63"],
  ["WakuMessage", "a content topic that is no UTF-8", ["CHA-75"], "malformed", "1202ff2f"],
  ["WakuMessage", "65 bytes of meta", ["CHA-75"], "length", `${topicField}5a41${"00".repeat(65)}`],
  ["WakuMessage", "a timestamp before 1970", ["A-05", "CHA-76"], "range", `${topicField}5001`],
  ["WakuMessage", "a version past 32 bits", ["CHA-75"], "range", `${topicField}188080808010`],
  ["WakuMessageArchiveMetadata", "cut", [], "malformed", "080110"],
  ["ApplicationMetadataMessage", "a length past the end", [], "malformed", "0a7f00"],
  ["ProtocolMessage", "no public message", ["A-25"], "missing", "12026964"],
  ["CommunityMessageArchive", "cut", [], "malformed", announced.slice(0, -2)],
  ["CommunityMessageArchive", "a field that it does not have", ["A-13"], "foreign-field", `${announced}1801`],
  ["CommunityMessageArchive", "an edit whose text is a CID", ["A-13"], "foreign-field", edited],
  ["CommunityMessageArchive", "a CID of another wire type", ["A-13"], "foreign-field", "08051005"],
  ["CommunityMessageArchive", "a CID that is no UTF-8", ["A-10"], "malformed", "08011202ff2f"],
  ["DeleteMessage", "an announcement", ["A-13", "A-48"], "form", announced],
  [
    "DeleteMessage",
    "a reaction",
    ["A-13", "A-48"],
    "foreign-field",
    canonical("EmojiReaction", { ...target, type: 5, retracted: true })
  ],
  ["ChatMessage", "a group chat", ["A-48"], "form", canonical("ChatMessage", { ...chat, message_type: 3 })],
  ["ChatMessage", "no chat", ["A-48"], "form", canonical("ChatMessage", { ...chat, chat_id: "general" })],
  [
    "EditMessage",
    "no message",
    ["A-48"],
    "form",
    canonical("EditMessage", { ...target, text: "x", message_id: "0x00" })
  ],
  ["CommunityDescription", "an announcement: it names no community", ["A-13", "A-58"], "missing", announced],
  ["CommunityDescription", "no name", ["A-58"], "missing", "0801"],
  [
    "CommunityDescription",
    "a channel of another community",
    ["A-58"],
    "form",
    canonical("CommunityDescription", {
      clock: "1",
      access: 1,
      display_name: "x",
      chats: [{ id: `0x03${COMMUNITY.slice(4)}`, name: "x" }],
      archive_clock: "0"
    })
  ]
] as const

export const messages: VectorFile = {
  name: "messages",
  about:
    "Wire messages: the canonical bytes of fields, what readers make of bytes that are not canonical, message hashes.",
  operations: { ...encode.run, ...decode.run, ...hash.run },
  cases: [
    ...encoded,
    ...damaged.ignored.map(({ bytes, message, requirements, title }) => reads(message, title, requirements, bytes)),
    reads("WakuMessage", "an unknown field is ignored", ["CHA-75"], `${topicField}ba3e02aabb`),
    reads(
      "WakuMessage",
      "unknown fixed-width fields are ignored",
      ["CHA-75"],
      `0d01020304${topicField}390102030405060708`
    ),
    reads("WakuMessage", "defaults that are written", ["CHA-75"], `0a00${topicField}180050005a00f80100`),
    reads("WakuMessage", "fields in another order", ["CHA-75"], `50021801${topicField}0a01ff`),
    reads("WakuMessage", "the last of a repeated field counts", ["CHA-75"], `12082f612f622f632f65${topicField}`),
    reads("WakuMessage", "a varint with needless bytes", ["CHA-75"], `${topicField}18818000`),
    reads("WakuMessage", "a field of another wire type is an unknown field", ["CHA-75"], `${topicField}08011a0105`),
    reads(
      "CommunityMessageArchive",
      "fields in another order",
      ["A-10"],
      `1234${hex(new TextEncoder().encode(CID))}0805`
    ),
    reads("ApplicationMetadataMessage", "a type that nobody knows", ["A-12"], "18e707"),
    reads("ProtocolMessage", "unknown fields around the public message", ["A-25"], "12026964b20602aabb"),
    hashed("payload, meta of 12 bytes, timestamp", { meta: SUPER_SECRET }, true),
    hashed(
      "meta of 64 bytes",
      { meta: Array.from({ length: 64 }, (_, n) => n.toString(16).padStart(2, "0")).join("") },
      true
    ),
    hashed("no meta", {}, true),
    hashed("empty payload", { payload: "", meta: SUPER_SECRET }, true),
    hashed("empty payload, no timestamp", { payload: "", meta: SUPER_SECRET, timestamp: "0" }, false),
    hashed(
      "what the hash leaves out: version, proof, ephemeral",
      { version: 7, rate_limit_proof: "00", ephemeral: true },
      false
    ),
    hash.gives("on the content shard of Status", ["CHA-77", "CHA-89"], {
      pubsub_topic: "/waku/2/rs/16/256",
      message: plain
    })
  ],
  invalid: [
    ...damaged.foreign.map(({ bytes, message, requirements, title }) =>
      decode.refuses(`${message}: ${title}`, requirements, "foreign-field", { message, bytes })
    ),
    ...damaged.malformed.map(({ bytes, message, title }) =>
      decode.refuses(`${message}: ${title}`, [], message === "ProtocolMessage" ? "missing" : "malformed", {
        message,
        bytes
      })
    ),
    ...refused.map(([message, title, requirements, reason, bytes]) =>
      decode.refuses(`${message}: ${title}`, requirements, reason, { message, bytes })
    )
  ]
}
