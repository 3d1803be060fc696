/**
 * What 61/STATUS-COMMUNITY-HISTORY-SERVICE and the specifications it stands on ask for, one row each, in our words.
 */
export type Level = "MUST" | "SHOULD" | "MAY" | "STEP" | "RULE" | "ASSUMPTION" | "INFORMATION"

/** CN: control node. MN: member node. SN: store node. ANY: each of them. */
export type Actor = "CN" | "MN" | "SN" | "ANY"

export interface Requirement {
  readonly id: string
  readonly level: Level
  readonly actor: Actor
  readonly says: string
  /** Why this product does not do it. */
  readonly outOfScope?: string
  /** Why an assumption or an information needs no test here. */
  readonly note?: string
}

type Row = readonly [number, Level, Actor, string, (Pick<Requirement, "note" | "outOfScope"> | undefined)?]

const ROWS: ReadonlyArray<Row> = [
  [1, "ASSUMPTION", "SN", "Store nodes are always up and keep the last 30 days", { note: "`STORE_HORIZON`" }],
  [2, "ASSUMPTION", "ANY", "Nodes are honest and the control node hears everything", { note: "see CHA-72" }],
  [3, "ASSUMPTION", "CN", "There is room for more than 30 days", { note: "a full disk is a typed failure" }],
  [4, "ASSUMPTION", "CN", "Archives appear at least every 30 days", { note: "a longer silence is a recorded gap" }],
  [5, "ASSUMPTION", "CN", "At least one store node is known", { note: "behind the `Waku` port" }],
  [6, "RULE", "CN", "Who holds the community key is the control node"],
  [7, "STEP", "CN", "Archiving is on unless switched off"],
  [8, "STEP", "CN", "There is a hidden special channel for announcements"],
  [9, "STEP", "CN", "Live messages of the channels go into the local database"],
  [10, "RULE", "MN", "A member node is a member's node that does not own the key"],
  [11, "STEP", "CN", "Every seven days one compressed archive is made of the last seven days"],
  [12, "STEP", "CN", "It is put on Codex, which gives a CID"],
  [13, "STEP", "CN", "The CID enters the index, the index is put on Codex too"],
  [14, "STEP", "CN", "The index CID is announced in the special channel"],
  [15, "MUST", "CN", "Live messages are kept as WakuMessages beside the application's records"],
  [16, "SHOULD", "CN", "They are removed once older than 30 days, archived and distributed"],
  [17, "MAY", "CN", "Removing them leaves the application's records alone"],
  [18, "MUST", "CN", "After a time offline the missed messages are recovered at the next start"],
  [19, "MUST", "CN", "Store nodes are asked for the missed range of all channels"],
  [20, "MUST", "CN", "All that was missed enters the local database"],
  [21, "MUST", "CN", "Each full seven days of it becomes an archive"],
  [22, "MUST", "CN", "Thirty days offline make four archives"],
  [23, "MUST", "CN", "Only messages on topics of the community's channels are archived"],
  [24, "MUST", "CN", "Only messages whose timestamp lies in the window are archived"],
  [25, "RULE", "CN", "The regular window is the past seven days"],
  [26, "RULE", "CN", "The window after a time offline begins with the latest message known"],
  [27, "MUST", "CN", "Archived messages are the original WakuMessages, unchanged"],
  [28, "SHOULD", "CN", "Ephemeral messages are neither kept nor archived"],
  [29, "RULE", "CN", "Announcements and other topics stay out; no type of message on a channel does"],
  [30, "SHOULD", "CN", "An archive names its lower bound in the unit of the messages' timestamps"],
  [31, "SHOULD", "CN", "An archive names its upper bound"],
  [32, "MUST", "CN", "An archive names all channel topics"],
  [33, "MUST", "CN", "An archive holds every message of its window and topics"],
  [34, "MUST", "CN", "Archives cover the whole history, seven days each"],
  [35, "RULE", "CN", "Each archive is a file of its own, without padding"],
  [36, "MUST", "CN", "An index lets receivers fetch selectively"],
  [37, "RULE", "CN", "The index maps the Keccak-256 of each archive's metadata to that metadata"],
  [38, "RULE", "CN", "An entry names the CID of its archive"],
  [39, "MUST", "CN", "New archives bring a new index, which is uploaded"],
  [40, "MUST", "CN", "Its CID goes to the special channel"],
  [41, "MUST", "CN", "The index keeps an entry for every archive ever made"],
  [42, "MUST", "CN", "Archive and index files have a place of their own on disk"],
  [43, "SHOULD", "CN", "The folder carries the community id"],
  [44, "MUST", "CN", "Archive files are stored in the node's Codex"],
  [45, "MUST", "CN", "Archive files are kept for ever"],
  [46, "MUST", "CN", "Of the index files only the newest need be kept"],
  [47, "SHOULD", "CN", "Older index files are deleted from Codex"],
  [48, "SHOULD", "CN", "At most one index file a community is in Codex"],
  [49, "MUST", "CN", "Index CIDs are sent to the special channel"],
  [50, "RULE", "ANY", "The special channel's content topic has the four parts of 23/WAKU2-TOPICS"],
  [51, "MUST", "ANY", "Every message there is a signed application message with an announcement in it"],
  [52, "MAY", "CN", "Only the control node posts there"],
  [53, "MUST", "ANY", "Anything else there is ignored"],
  [54, "MUST", "MN", "Members do not post there"],
  [55, "MUST", "MN", "Members subscribe to the special channel"],
  [56, "MUST", "ANY", "What the control node did not sign is ignored there"],
  [57, "RULE", "ANY", "The control node's archive is the only truth about its range"],
  [58, "STEP", "MN", "On joining, the last 30 days of all channels and announcements are fetched"],
  [59, "RULE", "MN", "Announcements come live or from a store query"],
  [60, "MUST", "MN", "The announced CID is fetched from Codex"],
  [61, "MUST", "MN", "Twenty seconds pass after the last announcement before its CID is used"],
  [62, "STEP", "MN", "Missing archives are found by their keys in a local table"],
  [63, "MUST", "MN", "The key of every archive downloaded is kept"],
  [64, "MUST", "MN", "All archives, only the latest, or those of a range are chosen"],
  [65, "STEP", "MN", "Missing archives are downloaded from Codex"],
  [66, "STEP", "MN", "They are unpacked and decompressed"],
  [67, "MUST", "MN", "Each WakuMessage is unwrapped into the application message, which is stored"],
  [68, "SHOULD", "MN", "The wrapped message is not stored"],
  [69, "MUST", "MN", "The archive's messages replace all local ones of its range"],
  [70, "MUST", "MN", "Messages that the control node did not receive go"],
  [71, "MUST", "MN", "Age and expiration of archived messages are ignored"],
  [72, "INFORMATION", "CN", "Nothing proves that the control node left nothing out", { note: "the trust model" }],
  [
    73,
    "INFORMATION",
    "MN",
    "A member online all week downloads the week again",
    {
      note: "not here, where it kept what it heard"
    }
  ],
  [74, "INFORMATION", "CN", "Several control nodes make similar archives with other keys", { note: "A-29" }],
  [75, "MUST", "ANY", "A WakuMessage has payload and content topic, at most 64 bytes of meta, and defaults"],
  [76, "SHOULD", "ANY", "Timestamps are Unix nanoseconds and are set"],
  [77, "MUST", "ANY", "The message hash is the deterministic one of 14/WAKU2-MESSAGE"],
  [78, "RULE", "ANY", "The version says how the payload is encrypted"],
  [79, "MUST", "ANY", "Messages have version 1, mirror the ephemeral flag, and are cut above 150 KB"],
  [80, "SHOULD", "SN", "Store nodes do not keep ephemeral messages"],
  [81, "MUST", "ANY", "Store queries have unique ids and consistent criteria"],
  [82, "RULE", "ANY", "Store ranges include their start and exclude their end"],
  [83, "MUST", "SN", "Answers ascend by timestamp and then by hash"],
  [84, "MUST", "ANY", "Pages follow the cursor until there is none"],
  [85, "RULE", "ANY", "Only status codes 2xx are success"],
  [86, "RULE", "ANY", "Store v2 is a fall-back", { outOfScope: "store v3 alone is spoken" }],
  [87, "MUST", "ANY", "Application messages are signed over the hash of their payload"],
  [88, "SHOULD", "ANY", "Clocks are Lamport clocks in milliseconds, bounded by the Waku timestamp"],
  [89, "MUST", "ANY", "Content goes to shard 256, control to shard 128, of cluster 16"],
  [90, "RULE", "ANY", "All channels of a community share one content topic"],
  [91, "MUST", "ANY", "The advertisement topic comes from the compressed key"],
  [92, "MUST", "ANY", "Event, member update and shard topics come from their own derivations"],
  [93, "RULE", "ANY", "The channel key is PBKDF2 of the universal chat id with 65,356 rounds"],
  [94, "RULE", "ANY", "A joiner can learn the index CID from the answer to its request"],
  [95, "RULE", "ANY", "The description carries the clock of the newest announcement"],
  [96, "MUST", "ANY", "Payload encryption and signatures are those of 26/WAKU2-PAYLOAD"],
  [97, "INFORMATION", "ANY", "Announcements use no reliability layer", { note: "published once, kept by stores" }],
  [98, "MUST", "ANY", "Messages use scalable data sync, one channel id a community"]
]

/** CHA-01…98, ascending. */
export const HISTORY: ReadonlyArray<Requirement> = ROWS.map(([number, level, actor, says, rest]) => ({
  id: `CHA-${number.toString().padStart(2, "0")}`,
  level,
  actor,
  says,
  ...rest
}))
