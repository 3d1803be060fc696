/** The thread that reads raw messages for sealing. */
import * as Encoding from "./Encoding.ts"
import { serve } from "./serve.ts"

serve<Encoding.Request, Encoding.Answer>((db) => {
  // Pages are read one after another: what was read is not read again.
  db.exec("PRAGMA cache_size = -4096")
  return { perform: Encoding.on(db), transfer: (answer) => ("bytes" in answer ? [answer.bytes.buffer] : []) }
})
