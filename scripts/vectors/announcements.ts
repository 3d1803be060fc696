/** `announcements.json`: what the control node says on the special channel, and what a member makes of it. */
import { Application, Bytes, Cid, Description, Envelope, Payload, Time, Topics, Wire } from "../../src/index.ts"
import { announce, type Announced, follow, hear, type Heard, newest, PUBSUB, type Step } from "./announcing.ts"
import type { Message } from "./codecs.ts"
import { CHAT, CID, COMMUNITY, COMMUNITY_SECRET, MEMBER_SECRET, MESSAGE, OTHER_CID } from "./fixed.ts"
import { keyOf } from "./topics.ts"
import { bytes, hex, type VectorFile } from "./vector.ts"

const CLOCK = 1_756_684_800_000n
const NOW = `${CLOCK * 1_000_000n}`
const seal = (envelope: Uint8Array, change: Partial<Message> = {}): Message => {
  const { archives } = Topics.of(COMMUNITY)
  return {
    payload: hex(Payload.seal(envelope, keyOf(archives.chatId), new Uint8Array(32).fill(3))),
    content_topic: archives.topic,
    version: 1,
    timestamp: NOW,
    meta: "",
    rate_limit_proof: "",
    ephemeral: false,
    ...change
  }
}
const said = (payload: Uint8Array, secret = COMMUNITY_SECRET, type = 43): Uint8Array =>
  Envelope.assemble(type, payload, Envelope.sign(Envelope.digest(payload), bytes(secret)))
const payload = (clock = CLOCK, cid = CID): Uint8Array => Wire.encodeAnnouncement({ clock, cid })
const heard = (message: Message, now = NOW): Heard => ({ community: COMMUNITY, now, pubsub_topic: PUBSUB, message })
const after = (seconds: number): string => `${BigInt(NOW) + BigInt(seconds) * 1_000_000_000n}`
const edit = Application.encodeEdit({ clock: Time.millis(CLOCK), chatId: CHAT, messageId: MESSAGE, text: CID })
const tampered = Envelope.assemble(
  43,
  payload(CLOCK, OTHER_CID),
  Envelope.sign(Envelope.digest(payload()), bytes(COMMUNITY_SECRET))
)

const one = (clock: number, timestamp: number, cid = CID): Announced => ({
  clock: `${clock}`,
  timestamp: `${timestamp}`,
  cid
})
const at = (seconds: number): string => `${BigInt(seconds) * 1_000_000_000n}`
const hears = (seconds: number, announcement: Announced): Step => ({ at: at(seconds), event: "Heard", announcement })
const happens = (seconds: number, event: Step["event"]): Step => ({ at: at(seconds), event })
const follows = (title: string, requirements: ReadonlyArray<string>, steps: ReadonlyArray<Step>) =>
  follow.gives(title, requirements, { wait: at(20), steps })

export const announcements: VectorFile = {
  name: "announcements",
  about: "Announcements of the index: made, believed or ignored, compared, awaited.",
  operations: { ...announce.run, ...hear.run, ...newest.run, ...follow.run },
  cases: [
    announce.gives("by the control node", ["CHA-51", "A-10", "A-11", "A-12", "A-13", "A-15"], {
      secret_key: COMMUNITY_SECRET,
      clock: `${CLOCK}`,
      cid: CID,
      entropy: "03".repeat(32)
    }),
    hear.gives("signed by the community key", ["CHA-51", "CHA-56", "A-14"], heard(seal(said(payload())))),
    hear.gives("a clock 120 s ahead of its message", ["CHA-88"], heard(seal(said(payload(CLOCK + 120_000n))))),
    hear.gives(
      "a message 120 s ahead of our clock",
      ["CHA-88"],
      heard(seal(said(payload()), { timestamp: after(120) }))
    ),
    hear.gives("an old one", ["A-37"], heard(seal(said(payload())), after(29 * 86_400))),
    newest.gives("the greatest clock", ["A-19"], { announcements: [one(5, 1), one(7, 0, OTHER_CID), one(6, 9)] }),
    newest.gives("equal clocks: the greater timestamp", ["A-19"], {
      announcements: [one(5, 1), one(5, 2, OTHER_CID), one(5, 0)]
    }),
    newest.gives("equal clocks and timestamps: the greater bytes of the CID", ["A-19"], {
      announcements: [one(5, 1), one(5, 1, OTHER_CID)]
    }),
    newest.gives("the other way round", ["A-19"], { announcements: [one(5, 1, OTHER_CID), one(5, 1)] }),
    follows(
      "twenty seconds after the last one",
      ["CHA-61", "A-17"],
      [hears(0, one(5, 1)), hears(15, one(6, 2, OTHER_CID)), happens(34, "Tick"), happens(35, "Tick")]
    ),
    follows(
      "an older one that comes later starts the wait anew, and does not win",
      ["CHA-61", "A-17", "A-19"],
      [hears(0, one(6, 2)), hears(10, one(5, 1, OTHER_CID)), happens(30, "Tick")]
    ),
    follows(
      "while a store is asked nothing is awaited",
      ["A-17"],
      [
        happens(0, "QueryStarted"),
        hears(1, one(5, 1)),
        happens(60, "Tick"),
        happens(61, "QueryEnded"),
        happens(81, "Tick")
      ]
    ),
    follows(
      "what was followed is not followed again",
      ["A-18"],
      [hears(0, one(5, 1)), happens(20, "Tick"), { ...hears(21, one(5, 1)), event: "Processed" }, hears(22, one(5, 1))]
    ),
    follows(
      "one behind the clock of what was followed is ignored",
      ["A-18"],
      [{ ...hears(0, one(5, 1)), event: "Processed" }, hears(1, one(4, 9, OTHER_CID))]
    ),
    follows(
      "the clock of a description is a lower bound",
      ["A-18", "CHA-95"],
      [
        hears(0, one(5, 1)),
        { at: at(1), event: "ClockStated", clock: "6" },
        hears(2, one(5, 3)),
        hears(3, one(6, 4, OTHER_CID))
      ]
    ),
    follows(
      "an index that cannot be fetched is tried again after 30 s, then after 60 s",
      ["A-52"],
      [hears(0, one(5, 1)), happens(20, "Failed"), happens(50, "Failed")]
    )
  ],
  invalid: [
    hear.refuses("signed by a member", ["CHA-56", "A-14"], "author", heard(seal(said(payload(), MEMBER_SECRET)))),
    hear.refuses("the signature of another payload", ["CHA-56", "A-13"], "author", heard(seal(tampered))),
    hear.refuses("no signature", ["CHA-56"], "signature", heard(seal(Envelope.assemble(43, payload(), Bytes.empty)))),
    hear.refuses(
      "another type of message",
      ["CHA-53", "A-11"],
      "type",
      heard(seal(said(payload(), COMMUNITY_SECRET, 1)))
    ),
    hear.refuses(
      "an edit of the community replayed as an announcement",
      ["A-13", "CHA-53"],
      "foreign-field",
      heard(seal(said(edit)))
    ),
    hear.refuses(
      "a description replayed as an announcement",
      ["A-13", "CHA-53"],
      "foreign-field",
      heard(
        seal(
          said(Description.encode({ clock: Time.millis(1n), name: "x", channels: [], archiveClock: Time.millis(0n) }))
        )
      )
    ),
    hear.refuses(
      "a magnet link",
      ["A-41", "A-44"],
      "form",
      heard(seal(said(payload(CLOCK, "magnet:?xt=urn:btih:00"))))
    ),
    hear.refuses(
      "the CID of a tree",
      ["A-41"],
      "form",
      heard(seal(said(payload(CLOCK, Cid.treeFromDigest(new Uint8Array(32))))))
    ),
    hear.refuses("no CID", ["A-41"], "form", heard(seal(said(payload(CLOCK, ""))))),
    hear.refuses(
      "on the topic of the channels",
      ["CHA-53", "A-15"],
      "form",
      heard(seal(said(payload()), { content_topic: Topics.of(COMMUNITY).channel.topic }))
    ),
    hear.refuses("not encrypted", ["A-25"], "key", heard(seal(said(payload()), { payload: hex(said(payload())) }))),
    hear.refuses(
      "a clock 120.001 s ahead of its message",
      ["CHA-88"],
      "time",
      heard(seal(said(payload(CLOCK + 120_001n))))
    ),
    hear.refuses(
      "a message 121 s ahead of our clock",
      ["CHA-88"],
      "time",
      heard(seal(said(payload()), { timestamp: after(121) }))
    ),
    newest.refuses("none", ["A-19"], "empty", { announcements: [] })
  ]
}
