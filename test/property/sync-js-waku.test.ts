/** A channel that js-waku takes part in: each side acknowledges and delivers what the other says. */
import { assert, describe, it } from "@effect/vitest"
import { Message, MessageChannel, MessageChannelEvent } from "@waku/sds"
import * as Policy from "../../src/domain/sync/Policy.ts"
import * as Time from "../../src/domain/Time.ts"
import { CHANNEL, hashOf, heard, messageIn, Participant } from "../support/SyncBus.ts"

const now = () => Time.fromMillis(Time.millis(BigInt(Date.now())))

describe("with js-waku", () => {
  it("SDS-08 SDS-12 SDS-14 SDS-17 SDS-20 SDS-21 D-4: contents are delivered and acknowledged both ways, by history and by filter", async () => {
    const ours = new Participant("ours", Policy.jsw)
    const theirs = new MessageChannel(CHANNEL, "theirs", { causalHistorySize: 2 })
    const told: Array<string> = []
    for (const event of [
      MessageChannelEvent.InMessageDelivered,
      MessageChannelEvent.OutMessageAcknowledged,
      MessageChannelEvent.OutMessagePossiblyAcknowledged
    ] as const) {
      theirs.addEventListener(event, () => void told.push(event))
    }
    const take = async (text: string) => {
      ours.take({ _tag: "Say", content: new TextEncoder().encode(text) }, now())
      const [send] = ours.outbox.splice(0)
      ours.take({ _tag: "Sent", mark: send!.mark, hash: hashOf(1) }, now())
      theirs.pushIncomingMessage(Message.decode(send!.payload)!, hashOf(1))
      await theirs.processTasks()
      return send!.mark
    }
    const give = async (text: string) => {
      let sent: Uint8Array = new Uint8Array(0)
      theirs.pushOutgoingMessage(new TextEncoder().encode(text), (message) => {
        sent = message.encode()
        return Promise.resolve({ success: true, retrievalHint: hashOf(2) })
      })
      await theirs.processTasks()
      ours.take(heard(messageIn({ payload: sent })), now())
    }
    const first = await take("from us")
    await give("from them")
    await take("from us again")
    assert.deepStrictEqual(
      ours.told("Delivered").map(({ message }) => new TextDecoder().decode(message.content)),
      ["from them"]
    )
    assert.deepStrictEqual(
      ours.told("Acknowledged").map(({ id }) => id),
      [first]
    )
    assert.deepStrictEqual(told, [
      MessageChannelEvent.InMessageDelivered,
      MessageChannelEvent.OutMessageAcknowledged,
      MessageChannelEvent.InMessageDelivered
    ])
    let sync: Uint8Array = new Uint8Array(0)
    await theirs.pushOutgoingSyncMessage((message) => {
      sync = message.encode()
      return Promise.resolve(true)
    })
    ours.take(heard(messageIn({ payload: sync })), now())
    assert.strictEqual(ours.told("Acknowledged").length, 2)
    assert.strictEqual(ours.ids().length, 3)
  })
})
