/** The thread that reads raw messages for sealing. */
import * as Encoding from "./Encoding.ts"
import { serve } from "./serve.ts"

serve<Encoding.Request, Encoding.Piece>("MessageStore", (db) => ({
  perform: Encoding.on(db),
  transfer: ({ bytes }) => [bytes.buffer]
}))
