/** `messages.json`: every message of `proto/`, field by field and byte by byte, and the hash of 14/WAKU2-MESSAGE. */
import * as Result from "effect/Result"
import { Topic, WakuMessage } from "../../src/index.ts"
import { type Message, messages as codecs, readMessage } from "./codecs.ts"
import { bytes, hex, no, ok, operation, type VectorFile } from "./vector.ts"
import { CHAT, CID, COMMUNITY, MESSAGE, OTHER_CHAT } from "./fixed.ts"

type Fields = object

/** The canonical bytes of a message; reading them gives the fields again. */
const encode = operation("encode", ({ fields, message }: { readonly message: string; readonly fields: Fields }) => {
  const written = codecs[message]!.encode(fields as never)
  const read = codecs[message]!.decode(written)
  return Result.isFailure(read) ? no(read.failure) : ok({ bytes: hex(written) })
})

const decode = operation("decode", (input: { readonly message: string; readonly bytes: string }) =>
  Result.map(codecs[input.message]!.decode(bytes(input.bytes)), (fields) => ({ fields }))
)

const hash = operation(
  "message-hash",
  ({ message, pubsub_topic }: { readonly pubsub_topic: string; readonly message: Message }) =>
    ok({ hash: WakuMessage.hash(Topic.PubsubTopic(pubsub_topic), readMessage(message)) })
)

const TOPIC = "/waku/1/0x8ddd3f34/rfc26"
const plain = {
  payload: "0102",
  content_topic: TOPIC,
  version: 1,
  timestamp: "1756684800000000001",
  meta: "",
  rate_limit_proof: "",
  ephemeral: false
}
const metadata = {
  version: 1,
  from: "1756684800000000000",
  to: "1757289600000000000",
  contentTopic: [TOPIC]
}
const chat = {
  clock: "1756684800000",
  timestamp: "1756684800000",
  text: "hello, wörld 🌍",
  response_to: "",
  chat_id: CHAT,
  message_type: 5,
  content_type: 1,
  display_name: "alice"
}
const target = { clock: "1756684800001", chat_id: CHAT, message_id: MESSAGE, message_type: 5 }
const U64 = `${2n ** 64n - 1n}`

const writes = (message: string, title: string, requirements: ReadonlyArray<string>, fields: Fields) =>
  encode.gives(`${message}: ${title}`, requirements, { message, fields })
const reads = (message: string, title: string, requirements: ReadonlyArray<string>, bytes: string) =>
  decode.gives(`${message}: ${title}`, requirements, { message, bytes })

const topicField = "12082f612f622f632f64"
const canonical = (message: string, fields: Fields) => hex(codecs[message]!.encode(fields as never))
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

export const messages: VectorFile = {
  name: "messages",
  about:
    "Wire messages: the canonical bytes of fields, what readers make of bytes that are not canonical, message hashes.",
  operations: { ...encode.run, ...decode.run, ...hash.run },
  cases: [
    writes("WakuMessage", "as Status nodes send it", ["CHA-75", "CHA-76"], plain),
    writes("WakuMessage", "every field", ["CHA-75", "CHA-76"], {
      ...plain,
      meta: "aa",
      rate_limit_proof: "bbcc",
      ephemeral: true
    }),
    writes("WakuMessage", "all defaults: only the topic is written", ["CHA-75"], {
      ...plain,
      payload: "",
      version: 0,
      timestamp: "0"
    }),
    writes("WakuMessage", "the greatest values", ["CHA-75", "CHA-76"], {
      ...plain,
      version: 4_294_967_295,
      timestamp: `${2n ** 63n - 1n}`,
      meta: "ff".repeat(64)
    }),
    writes("WakuMessageArchiveMetadata", "a week", ["CHA-30", "CHA-31", "CHA-32"], metadata),
    writes("WakuMessageArchiveMetadata", "two topics, ascending", ["CHA-32", "A-22"], {
      ...metadata,
      contentTopic: ["/waku/1/0x00000001/rfc26", TOPIC]
    }),
    writes("WakuMessageArchive", "no message", ["CHA-35"], { version: 1, metadata, messages: [] }),
    writes("WakuMessageArchive", "two messages", ["CHA-33", "CHA-35"], {
      version: 1,
      metadata,
      messages: [plain, { ...plain, timestamp: "1756684800000000002" }]
    }),
    writes("WakuMessageArchiveIndexMetadata", "version, metadata, CID", ["CHA-38", "A-23"], {
      version: 1,
      metadata,
      cid: CID
    }),
    writes("WakuMessageArchiveIndex", "no archive: no bytes", ["CHA-37"], { archives: {} }),
    writes("WakuMessageArchiveIndex", "one archive under its key", ["CHA-37", "A-22"], {
      archives: {
        "0x83e676add8e9f384541f1178980d80c119065deef93414a11576b40ad9a91787": {
          version: 1,
          metadata,
          cid: "zDvZRwzmAkhzDRPH5EW242gJBNZ2T7aoH2v1fVH66FxXL4kSbvyM"
        }
      }
    }),
    writes("CommunityMessageArchive", "an announcement", ["A-10"], { clock: "1700000000000", cid: CID }),
    writes("CommunityMessageArchive", "the greatest clock", ["A-10"], { clock: U64, cid: CID }),
    writes("ApplicationMetadataMessage", "signature, payload, type 43", ["CHA-51", "A-11", "A-12"], {
      signature: "09".repeat(65),
      payload: announced,
      type: 43
    }),
    writes("ProtocolMessage", "a public message, field 102", ["A-25"], { public_message: "0a0b" }),
    writes("ChatMessage", "text", ["A-48"], chat),
    writes("ChatMessage", "an answer", ["A-48"], { ...chat, response_to: MESSAGE }),
    writes("ChatMessage", "imported: a DiscordMessage with everything", ["A-48"], {
      ...chat,
      content_type: 12,
      discord_message: {
        id: "1",
        type: "Default",
        timestamp: "1756684800",
        timestampEdited: "1756684860",
        content: "hi",
        author: { id: "2", name: "bob", discriminator: "0001", nickname: "B", avatarUrl: "https://example.org/b.png" },
        reference: { messageId: "3", channelId: "4", guildId: "5" },
        attachments: [
          {
            id: "6",
            messageId: "1",
            url: "https://example.org/f",
            fileName: "f.txt",
            fileSizeBytes: "9007199254740993"
          }
        ]
      }
    }),
    writes("EditMessage", "another text", ["A-48"], { ...target, text: "better" }),
    writes("DeleteMessage", "a message", ["A-48"], target),
    writes("EmojiReaction", "thumbs up", ["A-48"], { ...target, type: 2, retracted: false }),
    writes("EmojiReaction", "thumbs up taken back", ["A-48"], { ...target, type: 2, retracted: true }),
    writes("PinMessage", "pinned", ["A-48"], { ...target, pinned: true }),
    writes("PinMessage", "not pinned any more", ["A-48"], { ...target, pinned: false }),
    writes("CommunityDescription", "two channels, ascending", ["A-58", "CHA-95"], {
      clock: "1756684800000",
      access: 1,
      display_name: "Sample",
      chats: [
        { id: CHAT, name: "general" },
        { id: OTHER_CHAT, name: "support" }
      ].sort((left, right) => (left.id < right.id ? -1 : 1)),
      archive_clock: "1756684800000"
    }),
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
  invalid: (
    [
      ["WakuMessage", "cut in a field", ["CHA-75"], "malformed", `${topicField}0a05aa`],
      ["WakuMessage", "cut in a varint", ["CHA-75"], "malformed", `${topicField}5080`],
      ["WakuMessage", "a varint of eleven bytes", ["CHA-75"], "malformed", `${topicField}50${"ff".repeat(10)}01`],
      ["WakuMessage", "a field numbered 0", ["CHA-75"], "malformed", `${topicField}0000`],
      ["WakuMessage", "no content topic", ["CHA-75"], "form", "0a0101"],
      ["WakuMessage", "a content topic of three parts", ["CHA-50", "CHA-75"], "form", "12062f612f622f63"],
      ["WakuMessage", "a content topic that is no UTF-8", ["CHA-75"], "malformed", "1202ff2f"],
      ["WakuMessage", "65 bytes of meta", ["CHA-75"], "length", `${topicField}5a41${"00".repeat(65)}`],
      ["WakuMessage", "a timestamp before 1970", ["A-05", "CHA-76"], "range", `${topicField}5001`],
      ["WakuMessage", "a version past 32 bits", ["CHA-75"], "range", `${topicField}188080808010`],
      ["WakuMessageArchiveMetadata", "cut", ["CHA-30"], "malformed", "080110"],
      ["ApplicationMetadataMessage", "a length past the end", ["CHA-51"], "malformed", "0a7f00"],
      ["ProtocolMessage", "no public message", ["A-25"], "missing", "12026964"],
      ["CommunityMessageArchive", "cut", ["A-10"], "malformed", announced.slice(0, -2)],
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
  ).map(([message, title, requirements, reason, bytes]) =>
    decode.refuses(`${message}: ${title}`, requirements, reason, { message, bytes })
  )
}
