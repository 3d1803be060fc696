/** Announcements once more: from the bytes of the message to what it says, and which of several is followed. */
import * as Encryption from "./encryption.ts"
import * as Codex from "./codex.ts"
import * as Messages from "./messages.ts"

interface Announced {
  readonly clock: string
  readonly timestamp: string
  readonly cid: string
}

type Message = Parameters<typeof Encryption.unwrap>[0]["message"]

/** What an announcement says whose author is the community; nothing else is asked here. */
export const hear = (input: { community: string; pubsub_topic: string; message: Message }): Announced | undefined => {
  const key = Encryption.keyOf(`${input.community}-archives`)
  const { author, payload, timestamp } = Encryption.unwrap({ ...input, key })
  const { fields } = Messages.decode({ message: "CommunityMessageArchive", bytes: payload })!
  return author === input.community ? { ...(fields as { clock: string; cid: string }), timestamp } : undefined
}

interface Spoken {
  readonly secret_key: string
  readonly clock: string
  readonly cid: string
  readonly entropy: string
}

const blockOf = (entropy: string, n: number) => Codex.sha256(Buffer.from(entropy, "hex"), Buffer.of(n, 0))

/** The parts of an announcement of the community of private key 1. */
export const announce = ({ cid, clock, entropy, secret_key }: Spoken, community: string) => {
  const { bytes: payload } = Messages.encode({ message: "CommunityMessageArchive", fields: { clock, cid } })
  const { signature } = Encryption.sign({ payload, secret_key })
  const fields = { signature, payload, type: 43 }
  const { bytes: envelope } = Messages.encode({ message: "ApplicationMetadataMessage", fields })
  const length = envelope.length / 2
  const padding = 256 - ((2 + length) % 256)
  const random = Buffer.concat([0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => blockOf(entropy, n))).toString("hex")
  const { sealed } = Encryption.encrypt({
    key: Encryption.keyOf(`${community}-archives`),
    nonce: random.slice(0, 24),
    flags: 1,
    length: length.toString(16),
    payload: envelope,
    padding: random.slice(24, 24 + 2 * padding),
    signature: ""
  })
  const message = {
    payload: sealed,
    content_topic: Encryption.topicOf(`${community}-archives`),
    version: 1,
    timestamp: `${BigInt(clock) * 1_000_000n}`,
    meta: "",
    rate_limit_proof: "",
    ephemeral: false
  }
  const { bytes } = Messages.encode({ message: "WakuMessage", fields: message })
  return { payload, envelope, message, bytes, hash: Messages.hashOf("/waku/2/rs/16/256", message) }
}

/** By clock, by timestamp, by the bytes of the CID. */
export const newest = ({ announcements }: { announcements: ReadonlyArray<Announced> }) =>
  announcements.toSorted(
    (left, right) =>
      Number(BigInt(right.clock) - BigInt(left.clock) || BigInt(right.timestamp) - BigInt(left.timestamp)) ||
      Buffer.compare(Codex.fromBase58(right.cid), Codex.fromBase58(left.cid))
  )[0]
