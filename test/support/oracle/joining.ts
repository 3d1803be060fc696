/** Payloads for one recipient, joining and parts once more: Node's ECDH, AES-CTR and HMAC, reflection over `proto/`. */
import { createDecipheriv, createECDH, createHash, createHmac } from "node:crypto"
import { keccak256 } from "./keccak.ts"
import { typeOf } from "./messages.ts"

const bytes = (text: string) => Buffer.from(text, "hex")
const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest()

export const decryptFor = ({ sealed, secret_key }: { secret_key: string; sealed: string }) => {
  const content = bytes(sealed)
  const ecdh = createECDH("secp256k1")
  ecdh.setPrivateKey(bytes(secret_key))
  const derived = sha256(Buffer.concat([Buffer.of(0, 0, 0, 1), ecdh.computeSecret(content.subarray(0, 65))]))
  const body = content.subarray(65, -32)
  const mac = createHmac("sha256", sha256(derived.subarray(16)))
    .update(body)
    .digest()
  if (!mac.equals(content.subarray(-32))) throw new Error("another key")
  const decipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), body.subarray(0, 16))
  const plain = Buffer.concat([decipher.update(body.subarray(16)), decipher.final()])
  const size = plain[0]! & 3
  const length = size === 0 ? 0 : plain.readUIntLE(1, size)
  return { payload: plain.subarray(1 + size, 1 + size + length).toString("hex") }
}

export const request = ({ clock, community, display_name }: Record<string, string>) => {
  const type = typeOf("CommunityRequestToJoin")
  const value = { clock, community_id: bytes(community!.slice(2)), display_name }
  return { bytes: Buffer.from(type.encode(type.fromObject(present(value))).finish()).toString("hex") }
}

interface Response {
  readonly community: string
  readonly clock: string
  readonly accepted: boolean
  readonly cid: string | null
  readonly description: { readonly clock: string; readonly name: string; readonly archive_clock: string } | null
}

/** Without what a default says as well. */
const present = (value: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== "" && field !== false && field !== "0" && field !== undefined)
  )

export const response = ({ accepted, cid, clock, community, description }: Response) => {
  const type = typeOf("CommunityRequestToJoinResponse")
  const described =
    description === null
      ? undefined
      : present({
          clock: description.clock,
          permissions: { access: 1 },
          identity: { clock: description.clock, display_name: description.name },
          archive_clock: description.archive_clock
        })
  const value = { clock, community: described, accepted, community_id: bytes(community.slice(2)), cid: cid ?? "" }
  return { bytes: Buffer.from(type.encode(type.fromObject(present(value))).finish()).toString("hex") }
}

export const cut = (content: Uint8Array, size: number) => {
  if (content.length <= size) return { parts: [Buffer.from(content).toString("hex")] }
  const type = typeOf("SegmentMessage")
  const count = Math.ceil(content.length / size)
  return {
    parts: Array.from({ length: count }, (_, index) => {
      const part = content.subarray(index * size, (index + 1) * size)
      const value = {
        entire_message_hash: keccak256(Buffer.from(content)),
        segments_count: count,
        payload: part,
        ...(index === 0 ? {} : { index })
      }
      return Buffer.from(type.encode(type.fromObject(value)).finish()).toString("hex")
    })
  }
}

export const join = ({ parts }: { parts: ReadonlyArray<string> }) => {
  const type = typeOf("SegmentMessage")
  const read = parts.map((part) => type.toObject(type.decode(bytes(part)), { defaults: true }))
  for (const { entire_message_hash: hash, segments_count: count } of read) {
    const places = Array.from({ length: count as number }, (_, place) =>
      read.filter((one) => Buffer.from(one["entire_message_hash"]).equals(hash) && one["index"] === place)
    )
    // Few enough to try every choice.
    const choices = places.reduce<ReadonlyArray<ReadonlyArray<Uint8Array>>>(
      (found, rivals) => found.flatMap((choice) => rivals.map((one) => [...choice, one["payload"] as Uint8Array])),
      [[]]
    )
    for (const choice of choices) {
      const content = Buffer.concat(choice)
      if (keccak256(content).equals(hash)) return { content: content.toString("hex") }
    }
  }
  throw new Error("there is no whole")
}
