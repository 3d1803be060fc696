/** `encryption.json`: 26/WAKU2-PAYLOAD, signatures, and the way from a WakuMessage to its author. */
import { gcm } from "@noble/ciphers/aes.js"
import { secp256k1 } from "@noble/curves/secp256k1.js"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { Bytes, Envelope, Payload, PublicKey, Topic, Unwrap, WakuMessage } from "../../src/index.ts"
import { type Message, readMessage } from "./codecs.ts"
import { COMMUNITY, COMMUNITY_SECRET, MEMBER_SECRET } from "./fixed.ts"
import { keyOf } from "./topics.ts"
import { bytes, hex, no, ok, operation, produce, type Recipe, type VectorFile } from "./vector.ts"

interface Plain {
  readonly key: string
  readonly nonce: string
  readonly flags: number
  readonly length: string
  readonly payload: string
  readonly padding: string
  readonly signature: string
}

/** Encrypts exactly these parts, well-formed or not. */
const assemble = ({ flags, key, length, nonce, padding, payload, signature }: Plain): string => {
  const plain = Bytes.concat([Uint8Array.of(flags), ...[length, payload, padding, signature].map(bytes)])
  return hex(Bytes.concat([gcm(bytes(key), bytes(nonce)).encrypt(plain), bytes(nonce)]))
}

const encrypt = operation("encrypt", (parts: Plain) => ok({ sealed: assemble(parts) }))
const open = operation("decrypt", (input: { readonly key: string; readonly sealed: string }) =>
  Result.match(Payload.open(bytes(input.sealed), bytes(input.key)), {
    onFailure: ({ why }) => no(why),
    onSuccess: ({ payload, signature }) =>
      ok({ payload: hex(payload), signature: signature === undefined ? null : hex(signature) })
  })
)
const sealedLength = operation("sealed-length", ({ payload }: { readonly payload: Recipe }) => {
  const key = new Uint8Array(32)
  const sealed = Payload.seal(produce(payload), key, key)
  const plain = gcm(key, sealed.subarray(-12)).decrypt(sealed.subarray(0, -12))
  return ok({ flags: plain[0], plain: plain.length, sealed: sealed.length })
})

const authorOf = (digest: Uint8Array, signature: Uint8Array) =>
  Option.match(Envelope.recover(digest, signature), {
    onNone: () => no("its signature is not valid"),
    onSome: (author) => Result.succeed(author)
  })

const sign = operation("sign", ({ payload, secret_key }: { readonly secret_key: string; readonly payload: string }) => {
  const digest = Envelope.digest(bytes(payload))
  return ok({ digest: hex(digest), signature: hex(Envelope.sign(digest, bytes(secret_key))) })
})
const recover = operation("recover", (input: { readonly digest: string; readonly signature: string }) =>
  Result.map(authorOf(bytes(input.digest), bytes(input.signature)), (author) => ({
    public_key: hex(author),
    author: PublicKey.toText(author)
  }))
)

interface Arrived {
  readonly key: string
  readonly pubsub_topic: string
  readonly message: Message
}

const unwrap = operation("unwrap", ({ key, message, pubsub_topic }: Arrived) => {
  const received = WakuMessage.receive(Topic.PubsubTopic(pubsub_topic), readMessage(message))
  return Result.flatMap(
    Result.mapError(Unwrap.open(received.message, bytes(key)), ({ why }) => why),
    (opened) =>
      Result.map(authorOf(opened.digest, opened.signature), (author) => {
        const { envelope, ...record } = Unwrap.toRecord(received, opened, author)
        return {
          ...record,
          timestamp: `${record.timestamp}`,
          payload: hex(opened.payload),
          envelope: hex(envelope)
        }
      })
  )
})

const KEY = hex(keyOf(`${COMMUNITY}-memberUpdate`))
const signature = hex(Envelope.sign(Envelope.digest(bytes("0b68656c6c6f20776f726c64")), bytes(MEMBER_SECRET)))
const parts: Plain = {
  key: KEY,
  nonce: "000102030405060708090a0b",
  flags: 1,
  length: "0b",
  payload: hex(Bytes.utf8("hello world")),
  padding: "ee".repeat(243),
  signature: ""
}
const variants: ReadonlyArray<readonly [string, Partial<Plain>]> = [
  ["unsigned, padded to 256 bytes", {}],
  ["signed: bit 2 of the flags, 65 bytes behind the padding", { flags: 5, padding: "ee".repeat(178), signature }],
  ["a length field of two bytes, little-endian", { flags: 2, length: "0b00", padding: "ee".repeat(242) }],
  ["a length field of three bytes", { flags: 3, length: "0b0000", padding: "" }],
  ["no padding", { padding: "" }],
  ["no payload", { length: "00", payload: "" }],
  ["no length field is an empty payload", { flags: 0, length: "", payload: "", padding: "ee" }]
]
const malformed: ReadonlyArray<readonly [string, Partial<Plain>]> = [
  ["a length past the end", { length: "ff", padding: "" }],
  ["a length into the signature", { flags: 5, length: "0c", padding: "", signature }],
  ["signed, without room for a signature", { flags: 5, padding: "" }]
]

const PUBSUB = Topic.specNetwork.content
const envelope = (secret: string, type = 31): Uint8Array => {
  const payload = bytes(`0801120567656e6572`)
  return Envelope.assemble(type, payload, Envelope.sign(Envelope.digest(payload), bytes(secret)))
}
const sealed = (content: Uint8Array, key = KEY) => hex(Payload.seal(content, bytes(key), new Uint8Array(32).fill(9)))
const publicMessage = (content: Uint8Array): Uint8Array =>
  Bytes.concat([bytes("12026964b206"), Bytes.uvarint(content.length), content])
const arrived = (payload: string, version = 1, key = KEY): Arrived => ({
  key,
  pubsub_topic: PUBSUB,
  message: {
    payload,
    content_topic: "/waku/1/0x8ddd3f34/rfc26",
    version,
    timestamp: "1756684800000000001",
    meta: "",
    rate_limit_proof: "",
    ephemeral: false
  }
})

const digest = hex(Envelope.digest(bytes("0801")))
const signed = hex(Envelope.sign(bytes(digest), bytes(COMMUNITY_SECRET)))
const ORDER = secp256k1.Point.Fn.ORDER
const scalar = (value: bigint): string => value.toString(16).padStart(64, "0")
const v = (value: number): string => signed.slice(0, 128) + value.toString(16).padStart(2, "0")
const lowS = BigInt(`0x${signed.slice(64, 128)}`)
const flipped = signed.slice(128) === "00" ? "01" : "00"

export const encryption: VectorFile = {
  name: "encryption",
  about: "Symmetric payloads of 26/WAKU2-PAYLOAD (AES-256-GCM), recoverable signatures, what a message unwraps to.",
  operations: { ...encrypt.run, ...open.run, ...sealedLength.run, ...sign.run, ...recover.run, ...unwrap.run },
  cases: [
    ...variants.map(([title, change]) => encrypt.gives(title, ["CHA-96"], { ...parts, ...change })),
    ...variants.map(([title, change]) =>
      open.gives(title, ["CHA-96", "A-25"], { key: KEY, sealed: assemble({ ...parts, ...change }) })
    ),
    ...[0, 254, 255, 256, 509, 510, 65_535, 65_536].map((length) =>
      sealedLength.gives(`a payload of ${length} bytes`, ["CHA-96"], { payload: { kind: "fill", byte: 7, length } })
    ),
    ...(
      [
        ["by the community", COMMUNITY_SECRET, "0801"],
        ["by a member", MEMBER_SECRET, "0801"],
        ["no payload", MEMBER_SECRET, ""],
        ["by the last private key", scalar(ORDER - 1n), "0802"]
      ] as const
    ).map(([title, secret_key, payload]) => sign.gives(title, ["A-13", "CHA-87"], { secret_key, payload })),
    recover.gives("as it was signed", ["A-13", "CHA-87"], { digest, signature: signed }),
    recover.gives("v counted from 27", ["A-13", "CHA-96"], { digest, signature: v(27 + Number(signed.slice(128))) }),
    recover.gives("the other v recovers another author", ["A-13"], { digest, signature: v(Number(flipped)) }),
    recover.gives("another payload recovers another author", ["A-13"], {
      digest: hex(Envelope.digest(bytes("0802"))),
      signature: signed
    }),
    unwrap.gives(
      "encrypted, by the community",
      ["A-25", "A-27", "CHA-67", "CHA-78"],
      arrived(sealed(envelope(COMMUNITY_SECRET)))
    ),
    unwrap.gives(
      "encrypted, by a member, in a public message",
      ["A-25", "A-27", "CHA-67"],
      arrived(sealed(publicMessage(envelope(MEMBER_SECRET))))
    ),
    unwrap.gives(
      "version 0: the payload is the envelope",
      ["A-25", "CHA-78"],
      arrived(hex(envelope(MEMBER_SECRET)), 0)
    ),
    unwrap.gives(
      "a reserved version is read as not encrypted",
      ["A-25", "CHA-78"],
      arrived(hex(envelope(MEMBER_SECRET)), 3)
    ),
    unwrap.gives("a type that nobody knows", ["A-12"], arrived(sealed(envelope(MEMBER_SECRET, 999))))
  ],
  invalid: [
    ...malformed.map(([title, change]) =>
      open.refuses(title, ["CHA-96"], "length", { key: KEY, sealed: assemble({ ...parts, ...change }) })
    ),
    open.refuses("another key", ["CHA-96"], "key", { key: "00".repeat(32), sealed: assemble(parts) }),
    open.refuses("a key of 31 bytes", ["CHA-96"], "key", { key: "00".repeat(31), sealed: assemble(parts) }),
    open.refuses("a changed byte of the ciphertext", ["CHA-96"], "key", {
      key: KEY,
      sealed: assemble(parts).replace(/^../, (byte) => (byte === "00" ? "01" : "00"))
    }),
    open.refuses("a changed nonce", ["CHA-96"], "key", { key: KEY, sealed: assemble(parts).replace(/0b$/, "0c") }),
    open.refuses("28 bytes: tag and nonce alone", ["CHA-96"], "form", { key: KEY, sealed: assemble(parts).slice(-56) }),
    ...(
      [
        ["s in the upper half of the order", signed.slice(0, 64) + scalar(ORDER - lowS) + flipped],
        ["v is 2", v(2)],
        ["v is 29", v(29)],
        ["r is 0", scalar(0n) + signed.slice(64)],
        ["s is 0", signed.slice(0, 64) + scalar(0n) + signed.slice(128)],
        ["r is the order", scalar(ORDER) + signed.slice(64)],
        ["r is the x of no point", scalar(5n) + signed.slice(64)],
        ["64 bytes", signed.slice(0, 128)],
        ["66 bytes", `${signed}00`],
        ["nothing", ""]
      ] as const
    ).map(([title, signature]) => recover.refuses(title, ["A-13", "CHA-87"], "signature", { digest, signature })),
    recover.refuses("a digest of 31 bytes", ["A-13"], "signature", { digest: digest.slice(2), signature: signed }),
    unwrap.refuses("another key", ["A-25"], "key", arrived(sealed(envelope(MEMBER_SECRET), "22".repeat(32)))),
    unwrap.refuses("version 1, not encrypted", ["A-25", "CHA-78"], "key", arrived(hex(envelope(MEMBER_SECRET)))),
    unwrap.refuses(
      "no signature",
      ["A-25", "CHA-87"],
      "signature",
      arrived(sealed(Envelope.assemble(1, bytes("0801"), Bytes.empty)))
    ),
    unwrap.refuses(
      "a signature of 64 bytes",
      ["A-25", "CHA-87"],
      "signature",
      arrived(sealed(Envelope.assemble(1, bytes("0801"), new Uint8Array(64))))
    ),
    unwrap.refuses(
      "a signature of zeros",
      ["A-25", "CHA-87"],
      "signature",
      arrived(sealed(Envelope.assemble(1, bytes("0801"), new Uint8Array(65))))
    ),
    unwrap.refuses("bytes that are no envelope", ["A-25"], "malformed", arrived(sealed(bytes("0a7f"))))
  ]
}
