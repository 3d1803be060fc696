/** Every command, in the order of the help text. */
import { archive, control } from "./archive.ts"
import { audit } from "./audit.ts"
import { chat } from "./chat.ts"
import { demo } from "./demo.ts"
import { devnet } from "./devnet.ts"
import { explain } from "./explain.ts"
import { host } from "./host.ts"
import { imports } from "./import.ts"
import { init } from "./init.ts"
import { inspect } from "./inspect.ts"
import { members } from "./members.ts"
import { messages, send } from "./messages.ts"
import { snapshot } from "./snapshot.ts"
import { status, verify } from "./status.ts"
import { member, sync } from "./sync.ts"
import { handover } from "./handover.ts"
import { vote } from "./vote.ts"

export const commands: readonly [
  typeof init,
  typeof imports,
  typeof archive,
  typeof sync,
  typeof control,
  typeof member,
  typeof send,
  typeof messages,
  typeof vote,
  typeof handover,
  typeof chat,
  typeof snapshot,
  typeof members,
  typeof status,
  typeof verify,
  typeof audit,
  typeof inspect,
  typeof explain,
  typeof host,
  typeof demo,
  typeof devnet
] = [
  init,
  imports,
  archive,
  sync,
  control,
  member,
  send,
  messages,
  vote,
  handover,
  chat,
  snapshot,
  members,
  status,
  verify,
  audit,
  inspect,
  explain,
  host,
  demo,
  devnet
]
