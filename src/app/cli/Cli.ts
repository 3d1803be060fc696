/** The command line as a value: run it with any argument list. */
import * as Command from "effect/cli/Command"
import { archive, control } from "./commands/archive.ts"
import { demo } from "./commands/demo.ts"
import { imports } from "./commands/import.ts"
import { init } from "./commands/init.ts"
import { messages, send } from "./commands/messages.ts"
import { status, verify } from "./commands/status.ts"
import { member, sync } from "./commands/sync.ts"
import { root } from "./Shared.ts"

export const command = root.pipe(
  Command.withSubcommands([init, imports, archive, sync, control, member, send, messages, status, verify, demo])
)
