/** Settings as a host writes them, `COMMUNITY_HISTORY_…`: what is none of its kind is refused by name, with what is expected. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const PREFIX = "COMMUNITY_HISTORY"

export class SettingRefused extends Schema.TaggedError<SettingRefused>()("SettingRefused", {
  setting: Schema.String,
  value: Schema.String,
  expected: Schema.String
}) {
  override get message(): string {
    return `${this.setting} is ${JSON.stringify(this.value)}; expected ${this.expected}`
  }
}

/** The whole name of a variable. */
export const variable = (name: string): string => `${PREFIX}_${name}`

/** What a variable says, `standard` where it says nothing. */
export const read = <A>(name: string, standard: A, expected: string, parse: (text: string) => A | undefined) =>
  Effect.gen(function* () {
    const text = yield* Config.option(Config.String(name).pipe(Config.nested(PREFIX)))
    if (Option.isNone(text)) return standard
    const value = parse(text.value.trim())
    if (value !== undefined) return value
    return yield* new SettingRefused({ setting: variable(name), value: text.value, expected })
  })
