/** Which API a node speaks: asked once, and again where another node may have taken its place. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Http from "./Http.ts"
import * as Options from "./Options.ts"

export interface Base {
  /** Under which the paths of the API are. */
  readonly url: Effect.Effect<string, Http.HttpFailure>
  readonly forget: () => void
  /** Whether another API answers now. */
  readonly moved: Effect.Effect<boolean, Http.HttpFailure>
}

const PATHS = ["/api/storage/v1", "/api/codex/v1"] as const
const MAX_INFO = 1024 * 1024

const Info = Schema.fromJsonString(
  Schema.Union([Schema.Struct({ codex: Schema.Unknown }), Schema.Struct({ storage: Schema.Unknown })])
)

/** Nodes ask for no password, and one would stand in every message. */
const addressOf = (text: string): URL | undefined => {
  const url = URL.parse(text) ?? undefined
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === ""
    ? url
    : undefined
}

const nowhere: Base = {
  url: Effect.fail(
    new Http.HttpFailure({
      reason: "Address",
      detail: "this is no address of a node; write for example http://127.0.0.1:8080, without a password"
    })
  ),
  forget: () => {},
  moved: Effect.succeed(false)
}

/** A URL with a path is the base itself. */
export const make = (options: Options.Resolved, http: Http.Http, node: string): Base => {
  const address = addressOf(node)
  if (address === undefined) return nowhere
  const { origin, pathname } = address
  if (pathname !== "/") {
    return {
      url: Effect.succeed(`${origin}${pathname.replace(/\/+$/, "")}`),
      forget: () => {},
      moved: Effect.succeed(false)
    }
  }
  let known: string | undefined

  const explore = Effect.gen(function* () {
    for (const path of PATHS) {
      const bodyDeadline = Options.wholeWithin(options, MAX_INFO)
      const found = yield* http
        .request({ method: "GET", url: `${origin}${path}/debug/info`, bodyDeadline }, options.answerDeadline)
        .pipe(
          Effect.flatMap((answer) => (answer.status === 200 ? Http.whole(answer, MAX_INFO) : Effect.succeed(""))),
          Effect.scoped
        )
      if (Result.isSuccess(Schema.decodeResult(Info)(found))) {
        known = `${origin}${path}`
        return known
      }
    }
    return yield* new Http.HttpFailure({
      reason: "Refused",
      detail: "no Codex or Logos Storage API answers there; check the address"
    })
  })
  const url = Effect.suspend(() => (known === undefined ? explore : Effect.succeed(known)))
  const forget = () => {
    known = undefined
  }
  return {
    url,
    forget,
    moved: Effect.suspend(() => {
      const before = known
      forget()
      return Effect.map(url, (now) => now !== before)
    })
  }
}
