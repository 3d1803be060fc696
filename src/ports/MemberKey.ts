/**
 * A member's own private key: under it a member asks to join. A host that provides none has members that only read.
 * Implementations: `key-memory`, `key-file`.
 */
import * as Context from "effect/Context"
import type { Key } from "./ControlKey.ts"

export class MemberKey extends Context.Service<MemberKey, Key>()("community-history/ports/MemberKey") {}
