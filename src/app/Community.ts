/**
 * One community as its nodes see it: where its messages travel and the keys that open them. CHA-89…93.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { CommunityId } from "../domain/community/PublicKey.ts"
import * as Topics from "../domain/community/Topics.ts"
import type { Network } from "../domain/waku/Topic.ts"
import * as Topic from "../domain/waku/Topic.ts"
import { Digest } from "../ports/Digest.ts"

/** A topic of the community and the symmetric key of its messages (32 bytes). */
export interface Room {
  readonly topic: Topic.ContentTopic
  readonly pubsubTopic: Topic.PubsubTopic
  readonly key: Uint8Array
}

export class Community extends Context.Service<
  Community,
  {
    readonly id: CommunityId
    /** Where all channels talk. */
    readonly channel: Room
    /** The special channel: announcements of the archive index (CHA-50…56, A-15). */
    readonly archives: Room
    /** Where the control node publishes the name and the channels. */
    readonly description: Room
  }
>()("community-history/app/Community") {
  static layer(id: CommunityId, network: Network = Topic.specNetwork): Layer.Layer<Community, never, Digest> {
    return Layer.effect(
      Community,
      Effect.gen(function* () {
        const { pbkdf2 } = yield* Digest
        const topics = Topics.of(id)
        const room = (
          chat: { readonly chatId: string; readonly topic: Topic.ContentTopic },
          pubsubTopic: Topic.PubsubTopic
        ): Room => ({
          topic: chat.topic,
          pubsubTopic,
          key: Topics.symmetricKey(chat.chatId, pbkdf2)
        })
        return {
          id,
          channel: room(topics.channel, network.content),
          archives: room(topics.archives, network.content),
          description: room(topics.description, network.control)
        }
      })
    )
  }
}
