/** One community that a host is asked to keep: what is fixed for it, and where its key is. */
import type { CommunityId } from "../../domain/community/PublicKey.ts"
import type { Nanos } from "../../domain/Time.ts"
import type { NetworkName } from "../../domain/waku/Topic.ts"

export interface Listed {
  readonly id: CommunityId
  readonly name: string
  readonly createdAt: Nanos
  /** How much time one archive covers. */
  readonly window: Nanos
  readonly profile: NetworkName
  readonly keyFile: string
  /** The home that `init` made, where there is one. */
  readonly home: string | undefined
}
