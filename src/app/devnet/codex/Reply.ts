/** What the server answers, and how it gets onto the socket: as fast as the client takes it. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type * as http from "node:http"

export type Reply =
  | { readonly _tag: "Text"; readonly status: number; readonly text: string }
  | { readonly _tag: "Json"; readonly text: string }
  | {
      readonly _tag: "Stream"
      readonly bytes: Stream.Stream<Uint8Array, unknown>
      readonly headers: Readonly<Record<string, string>>
    }
  /** No answer. */
  | { readonly _tag: "Silence" }
  /** The end of the connection. */
  | { readonly _tag: "Cut" }

export const text = (status: number, content: string): Reply => ({ _tag: "Text", status, text: content })
export const json = (content: string): Reply => ({ _tag: "Json", text: content })
export const stream = (
  bytes: Stream.Stream<Uint8Array, unknown>,
  headers: Readonly<Record<string, string>>
): Reply => ({ _tag: "Stream", bytes, headers })
export const silence: Reply = { _tag: "Silence" }
export const cut: Reply = { _tag: "Cut" }

/** Chunks that are read while the socket is busy. */
const AHEAD = 4

const write = (response: http.ServerResponse, chunk: Uint8Array) =>
  Effect.callback<void>((resume) => {
    if (response.write(chunk)) resume(Effect.void)
    else response.once("drain", () => resume(Effect.void))
  })

export const send = (request: http.IncomingMessage, response: http.ServerResponse, reply: Reply) =>
  Effect.gen(function* () {
    // A body that nobody reads would hold the connection; the answer is the last thing on it.
    if (!request.complete) response.setHeader("connection", "close")
    switch (reply._tag) {
      case "Silence":
        return yield* Effect.never
      case "Cut":
        return response.socket?.destroy()
      case "Text":
        // The node's own errors are called HTML, and are none.
        response.writeHead(reply.status, {
          "content-type": reply.status < 300 ? "text/plain" : "text/html; charset=utf-8"
        })
        return response.end(reply.text)
      case "Json":
        response.writeHead(200, { "content-type": "application/json" })
        return response.end(reply.text)
      case "Stream": {
        response.writeHead(200, reply.headers)
        const outcome = yield* Effect.exit(
          Stream.runForEach(Stream.buffer(reply.bytes, { capacity: AHEAD }), (chunk) => write(response, chunk))
        )
        return outcome._tag === "Success" ? response.end() : response.socket?.destroy()
      }
    }
  }).pipe(Effect.asVoid)
