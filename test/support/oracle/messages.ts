/** The wire once more: reflection over `proto/*.proto`, and the rule that defaults are left out and fields ascend. */
import * as path from "node:path"
import protobuf from "protobufjs"
import { sha256 } from "./codex.ts"

const root = new protobuf.Root()
const folder = path.resolve(import.meta.dirname, "../../../proto")
root.resolvePath = (_, target) => path.join(folder, path.basename(target))
root.loadSync(["waku.proto", "history.proto", "status.proto"], { keepCase: true })

export const typeOf = (name: string): protobuf.Type => {
  const space = ["waku", "history", "status"].find((space) => root.lookup(`${space}.${name}`) !== null)
  return root.lookupType(`${space}.${name}`)
}

type Json = unknown
const isRecord = (value: Json): value is Record<string, Json> => typeof value === "object" && value !== null

const isDefault = (value: Json): boolean =>
  value === "" || value === 0 || value === "0" || value === false || (Array.isArray(value) && value.length === 0)

/** Fields as protobufjs takes them: bytes as bytes, defaults left out. */
const plain = (type: protobuf.Type, fields: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(
    type.fieldsArray
      .toSorted((left, right) => left.id - right.id)
      .flatMap((field): ReadonlyArray<readonly [string, Json]> => {
        const value = fields[field.name]
        if (value === undefined || value === null || isDefault(value)) return []
        const inner = field.resolve().resolvedType
        const one = (value: Json): Json =>
          field.type === "bytes"
            ? Buffer.from(value as string, "hex")
            : inner instanceof protobuf.Type && isRecord(value)
              ? plain(inner, value)
              : value
        if (field.repeated && Array.isArray(value)) return [[field.name, value.map(one)]]
        if (field.map && isRecord(value)) {
          const pairs = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
          return [[field.name, Object.fromEntries(pairs.map(([key, value]) => [key, one(value)]))]]
        }
        return [[field.name, one(value)]]
      })
  )

/** What a description looks like on the wire: every channel repeats the access and the clock. */
const described = (fields: Record<string, Json>): Record<string, Json> => {
  const permissions = { access: fields["access"] }
  const identity = (display_name: Json) => ({ clock: fields["clock"], display_name })
  const chats = fields["chats"] as ReadonlyArray<{ id: string; name: string }>
  return {
    clock: fields["clock"],
    permissions,
    identity: identity(fields["display_name"]),
    chats: Object.fromEntries(chats.map(({ id, name }) => [id, { permissions, identity: identity(name) }])),
    archive_clock: fields["archive_clock"]
  }
}

export const encode = ({ fields, message }: { message: string; fields: Record<string, Json> }) => {
  const type = typeOf(message)
  const value = plain(type, message === "CommunityDescription" ? described(fields) : fields)
  return { bytes: Buffer.from(type.encode(type.fromObject(value)).finish()).toString("hex") }
}

const filled = (type: protobuf.Type, value: Record<string, Json>): Record<string, Json> =>
  Object.fromEntries(
    type.fieldsArray.map(({ name, type }) => {
      const absent = { bytes: "", bool: false, uint32: 0, int32: 0, uint64: "0", sint64: "0" }[type]
      const found = value[name] ?? absent
      return [name, found instanceof Uint8Array ? Buffer.from(found).toString("hex") : found] as const
    })
  )

/** The fields of bytes, defaults filled in; `undefined` where the message has others inside. */
export const decode = ({ bytes, message }: { message: string; bytes: string }) => {
  const type = typeOf(message)
  if (type.fieldsArray.some((field) => field.resolve().resolvedType !== null)) return undefined
  const value = type.toObject(type.decode(Buffer.from(bytes, "hex")), { longs: String, defaults: true })
  return { fields: filled(type, value) }
}

/** The messages of an archive. */
export const archived = (bytes: Uint8Array): ReadonlyArray<Record<string, Json>> => {
  const type = typeOf("WakuMessageArchive")
  const { messages } = type.toObject(type.decode(bytes), { longs: String, arrays: true })
  return (messages as ReadonlyArray<Record<string, Json>>).map((message) => filled(typeOf("WakuMessage"), message))
}

interface Message {
  readonly payload: string
  readonly content_topic: string
  readonly meta: string
  readonly timestamp: string
}

export const hashOf = (pubsubTopic: string, { content_topic, meta, payload, timestamp }: Message): string => {
  const at = Buffer.alloc(8)
  at.writeBigInt64BE(BigInt(timestamp))
  return sha256(
    Buffer.from(pubsubTopic),
    Buffer.from(payload, "hex"),
    Buffer.from(content_topic),
    Buffer.from(meta, "hex"),
    timestamp === "0" ? Buffer.alloc(0) : at
  ).toString("hex")
}

/** The fields of bytes with messages inside, 64-bit numbers as decimal text. */
export const nested = (message: string, bytes: string): Record<string, unknown> => {
  const type = typeOf(message)
  return type.toObject(type.decode(Buffer.from(bytes, "hex")), { longs: String, objects: true })
}
