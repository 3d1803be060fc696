/** The topics of a community that its protocols talk on, beside its channels. */
import * as Effect from "effect/Effect"
import * as Topics from "../../domain/community/Topics.ts"
import { Digest } from "../../ports/Digest.ts"
import { Community, type Room } from "../Community.ts"

/** Where members vote; where they manage who is a member, and what only members read; where snapshots of the sync log are announced. */
export type Purpose = "governance" | "membership" | "members" | "snapshots"

/** Deriving its key takes some twenty milliseconds: once for each purpose that a node takes part in. */
export const room = Effect.fn("Rooms.room")(function* (purpose: Purpose) {
  const { channel, id } = yield* Community
  const { pbkdf2 } = yield* Digest
  const { chatId, topic } = Topics.special(id, purpose)
  return { topic, pubsubTopic: channel.pubsubTopic, key: Topics.symmetricKey(chatId, pbkdf2) } satisfies Room
})
