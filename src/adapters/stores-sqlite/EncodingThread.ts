/** The thread that reads raw messages for sealing. */
import * as Encoding from "./Encoding.ts"
import { serve } from "./serve.ts"

serve<Encoding.Request, Encoding.Answer>((db) => ({
  perform: Encoding.on(db),
  transfer: (answer) => ("bytes" in answer ? [answer.bytes.buffer] : [])
}))
