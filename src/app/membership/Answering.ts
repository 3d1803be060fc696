/** What a member's machine asks of MLS and of its own key, answered through the ports. MLS-16. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Addresses from "../../domain/community/Address.ts"
import type { Address } from "../../domain/community/Address.ts"
import * as KeyPackages from "../../domain/membership/KeyPackages.ts"
import type { Answer, Request } from "../../domain/membership/Signals.ts"
import type { Identity } from "../../domain/membership/Turn.ts"
import { MemberKey } from "../../ports/MemberKey.ts"
import { MlsGroup, type MlsFailure } from "../../ports/MlsGroup.ts"
import { Signatures } from "../../ports/Signatures.ts"

/** A request that has an answer; votes are somebody else's. */
export type Question = Exclude<Request, { readonly _tag: "Propose" | "Vote" }>

const makeKeyPackage = Effect.fnUntraced(function* ({ group, self }: Identity) {
  const { keyPackage, secret } = yield* (yield* MlsGroup).keyPackage(self)
  const [signature] = yield* (yield* MemberKey).sign([KeyPackages.binding(group, keyPackage)])
  return { _tag: "KeyPackageMade", keyPackage, secret, signature: signature! } as const
})

/** The identity in the key package and the address behind the signature are both the member, and the group can take it. */
const vet = Effect.fnUntraced(function* ({
  digest,
  keyPackage,
  member,
  signature,
  state
}: Extract<Request, { readonly _tag: "Vet" }>) {
  const mls = yield* MlsGroup
  const identity = yield* mls.identify(keyPackage)
  const [signer] = yield* (yield* Signatures).recover([{ digest, signature }])
  const signed = Option.map(signer ?? Option.none(), (key) => Addresses.of(key))
  const isMember = (one: Option.Option<Address>): boolean => Option.contains(one, member)
  const keys = isMember(identity) && isMember(signed) ? yield* mls.admit(state, keyPackage) : Option.none()
  return { _tag: "Vetted", keys } as const
})

const ask = (
  identity: Identity,
  request: Question
): Effect.Effect<Answer, MlsFailure, MlsGroup | MemberKey | Signatures> =>
  Effect.gen(function* () {
    const mls = yield* MlsGroup
    switch (request._tag) {
      case "Create":
        return { _tag: "Created", state: yield* mls.create(identity.group, identity.self) }
      case "MakeKeyPackage":
        return yield* makeKeyPackage(identity)
      case "Vet":
        return yield* vet(request)
      case "Build":
        return {
          _tag: "Built",
          ...(yield* mls.build(request.state, request.changes, request.briefing, request.authenticated))
        }
      case "Inspect":
        return { _tag: "Inspected", ...(yield* mls.inspect(request.state, request.commit)) }
      case "Apply":
        return { _tag: "Applied", ...(yield* mls.apply(request.state, request.commit, request.staged)) }
      case "Join": {
        const joined = yield* mls.join(identity.group, request.keyPackage, request.secret, request.welcome)
        return Option.match(joined, {
          onNone: (): Answer => ({ _tag: "NotForUs" }),
          onSome: (joined): Answer => ({ _tag: "Joined", ...joined })
        })
      }
      case "Protect":
        return { _tag: "Protected", ...(yield* mls.protect(request.state, request.plain)) }
      case "Unprotect":
        return yield* mls.unprotect(request.state, request.cipher).pipe(
          Effect.map((read): Answer => ({ _tag: "Unprotected", ...read })),
          Effect.catchTag("Unreadable", ({ why }) => Effect.succeed<Answer>({ _tag: "Unreadable", why }))
        )
    }
  })

/** The answer, always: what a port refuses is an answer too. */
export const answer = (identity: Identity, request: Question) =>
  ask(identity, request).pipe(
    Effect.catchTag("MlsFailure", ({ detail }) => Effect.succeed<Answer>({ _tag: "Failed", why: detail }))
  )
