/** One length-prefixed frame in, one out: how every Waku service speaks on a libp2p stream. */
import type { Stream } from "@libp2p/interface"
import * as lp from "it-length-prefixed"

/** No request of a client is larger: a message at its limit and its topics. */
const MAX_REQUEST = 2 * 1024 * 1024

/** A page of a hundred messages at their limit. */
const MAX_ANSWER = 32 * 1024 * 1024

/**
 * Reads one request, writes one answer, ends. A peer that opens a stream and says nothing is left alone; what comes behind
 * the request is read and dropped, so that the muxer never meets bytes of a closed stream.
 */
export const answer = async (
  stream: Stream,
  reply: (request: Uint8Array) => Promise<Uint8Array | undefined>
): Promise<void> => {
  try {
    let first = true
    for await (const frame of lp.decode(stream.source, { maxDataLength: MAX_REQUEST })) {
      if (!first) continue
      first = false
      const bytes = await reply(frame.slice())
      if (bytes !== undefined) await stream.sink([lp.encode.single(bytes, { maxDataLength: MAX_ANSWER }).slice()])
    }
    await stream.close()
  } catch (cause) {
    stream.abort(cause instanceof Error ? cause : new Error(String(cause)))
  }
}

/** Announces a frame of a length that never comes. */
export const HUGE_PREFIX = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f)
