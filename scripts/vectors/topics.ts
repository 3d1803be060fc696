/** `topics.json`: topics, the chats of a community and their keys. */
import { pbkdf2 } from "@noble/hashes/pbkdf2.js"
import { sha256 } from "@noble/hashes/sha2.js"
import * as Result from "effect/Result"
import { Bytes, Cid, Description, PublicKey, Topic, Topics } from "../../src/index.ts"
import { COMMUNITY, MEMBER_SECRET, publicKeyOf } from "./fixed.ts"
import { hex, no, ok, operation, type VectorFile } from "./vector.ts"

const derive = (password: string, c: number, dkLen: number): Uint8Array =>
  pbkdf2(sha256, Bytes.utf8(password), Bytes.empty, { c, dkLen })

const keys = new Map<string, Uint8Array>()
/** The symmetric key of a chat; deriving one takes a moment, so each is derived once. */
export const keyOf = (chatId: string): Uint8Array => {
  const key = keys.get(chatId) ?? Topics.symmetricKey(chatId, derive)
  keys.set(chatId, key)
  return key
}

const contentTopic = operation("content-topic", ({ chat_id }: { readonly chat_id: string }) =>
  ok({ topic: Topic.ofChat(chat_id) })
)
const valid = operation("valid-content-topic", ({ topic }: { readonly topic: string }) =>
  Topic.isContentTopic(topic) ? ok({ valid: true }) : no("it is not a content topic")
)
const pubsub = operation("pubsub-topic", ({ cluster, shard }: { readonly cluster: number; readonly shard: number }) =>
  ok({ topic: Topic.pubsub(cluster, shard) })
)
const network = operation("network", ({ name }: { readonly name: "spec" | "status" }) => {
  const { content, control } = name === "spec" ? Topic.specNetwork : Topic.statusNetwork
  return ok({ content, control })
})

const parsed = (text: string) => {
  const id = PublicKey.parseCommunityId(text)
  return id === undefined ? no("it is not a community id") : Result.succeed(id)
}

const communityId = operation("community-id", ({ text }: { readonly text: string }) =>
  Result.map(parsed(text), (id) => ({ id, public_key: hex(PublicKey.ofCommunity(id)) }))
)

interface Named {
  readonly community: string
  readonly suffix: "-archives" | "-magnetlinks"
}

const chats = operation("community-chats", ({ community, suffix }: Named) =>
  Result.map(parsed(community), (id) =>
    Object.fromEntries(
      Object.entries(Topics.of(id, suffix)).map(([name, { chatId, topic }]) => [name, { chat_id: chatId, topic }])
    )
  )
)
const key = operation("symmetric-key", ({ chat_id }: { readonly chat_id: string }) => ok({ key: hex(keyOf(chat_id)) }))
const channel = operation("channel-id", ({ community, seed }: { readonly community: string; readonly seed: string }) =>
  Result.map(parsed(community), (id) => ({ chat_id: Description.chatId(id, seed) }))
)

const OTHER = PublicKey.toCommunityId(publicKeyOf(MEMBER_SECRET))
const longest = `/a/b/c/${"d".repeat(249)}`

export const topics: VectorFile = {
  name: "topics",
  about: "Content topics, pubsub topics, community ids, the chats of a community, their symmetric keys.",
  operations: {
    ...contentTopic.run,
    ...valid.run,
    ...pubsub.run,
    ...network.run,
    ...communityId.run,
    ...chats.run,
    ...key.run,
    ...channel.run
  },
  cases: [
    ...["", "general", COMMUNITY, `${COMMUNITY}-memberUpdate`, "chat with ünicode 🌍", "x".repeat(300)].map((chat_id) =>
      contentTopic.gives(`of ${chat_id === "" ? "the empty chat id" : chat_id.slice(0, 90)}`, ["A-16", "CHA-50"], {
        chat_id
      })
    ),
    valid.gives("of a chat", ["CHA-50"], { topic: "/waku/1/0x8ddd3f34/rfc26" }),
    valid.gives("256 characters", ["CHA-50"], { topic: longest }),
    pubsub.gives("the content shard", ["CHA-89"], { cluster: 16, shard: 256 }),
    pubsub.gives("the control shard", ["CHA-89"], { cluster: 16, shard: 128 }),
    network.gives("of the specification", ["CHA-89"], { name: "spec" }),
    network.gives("of status-go", ["CHA-89"], { name: "status" }),
    communityId.gives("of private key 1", ["A-16"], { text: COMMUNITY }),
    communityId.gives("an odd y", ["A-16"], { text: OTHER }),
    communityId.gives("upper-case digits", ["A-16"], { text: `0x${COMMUNITY.slice(2).toUpperCase()}` }),
    ...([COMMUNITY, OTHER] as const).flatMap((community) =>
      (["-archives", "-magnetlinks"] as const).map((suffix) =>
        chats.gives(
          `of ${community.slice(0, 10)}, special channel ${suffix}`,
          ["CHA-90", "CHA-91", "CHA-92", "A-15", "A-16"],
          {
            community,
            suffix
          }
        )
      )
    ),
    key.gives("of the channels of a community", ["CHA-93"], { chat_id: `${COMMUNITY}-memberUpdate` }),
    key.gives("of its special channel", ["CHA-93", "A-15"], { chat_id: `${COMMUNITY}-archives` }),
    key.gives("of its description", ["CHA-93"], { chat_id: hex(PublicKey.ofCommunity(COMMUNITY)) }),
    ...["general", "761662834839814174", "ünicode"].map((seed) =>
      channel.gives(`from ${seed}`, ["A-58"], { community: COMMUNITY, seed })
    )
  ],
  invalid: [
    ...(
      [
        ["257 characters", `${longest}d`],
        ["three parts", "/a/b/c"],
        ["five parts", "/a/b/c/d/e"],
        ["an empty part", "/a//c/d"],
        ["no slash in front", "a/b/c/d"],
        ["a space", "/a/b/c c/d"],
        ["a line end", "/a/b/c/d\n"],
        ["a letter beyond ASCII", "/a/b/ü/d"],
        ["nothing", ""]
      ] as const
    ).map(([title, topic]) => valid.refuses(title, ["CHA-50"], "form", { topic })),
    ...(
      [
        ["without 0x", COMMUNITY.slice(2)],
        ["a digit too few", COMMUNITY.slice(0, -1)],
        ["an uncompressed key", `0x${hex(PublicKey.ofCommunity(COMMUNITY))}`],
        ["a prefix that is neither 02 nor 03", `0x04${COMMUNITY.slice(4)}`],
        ["an x without a point", `0x02${"00".repeat(31)}05`],
        ["an x past the field", `0x02${"ff".repeat(32)}`],
        ["a CID", Cid.fromManifestDigest(new Uint8Array(32))]
      ] as const
    ).map(([title, text]) => communityId.refuses(title, ["A-16"], "form", { text }))
  ]
}
