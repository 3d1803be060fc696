/** Fields of every message of `proto/`, with their canonical bytes. */
import { CHAT, CID, MESSAGE, OTHER_CHAT } from "./fixed.ts"
import type { Case } from "./vector.ts"
import { canonical, encode, type Fields } from "./wire.ts"

const TOPIC = "/waku/1/0x8ddd3f34/rfc26"
export const plain = {
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
export const chat = {
  clock: "1756684800000",
  timestamp: "1756684800000",
  text: "hello, wörld 🌍",
  response_to: "",
  chat_id: CHAT,
  message_type: 5,
  content_type: 1,
  display_name: "alice"
}
export const target = { clock: "1756684800001", chat_id: CHAT, message_id: MESSAGE, message_type: 5 }
const U64 = `${2n ** 64n - 1n}`

const writes = (message: string, title: string, requirements: ReadonlyArray<string>, fields: Fields) =>
  encode.gives(`${message}: ${title}`, requirements, { message, fields })
const announced = canonical("CommunityMessageArchive", { clock: "5", cid: CID })

export const encoded: ReadonlyArray<Case> = [
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
  })
]
