/** What Scalable Data Sync asks for, one row each, in our words. */
import type { Requirement } from "./requirements.ts"

type Row = readonly [number, Requirement["level"], string, Pick<Requirement, "note">?]

const ROWS: ReadonlyArray<Row> = [
  [
    1,
    "ASSUMPTION",
    "The transport reaches everybody; message ids and participants' names are unique",
    { note: "ids are hashes over sender, channel, clock and content" }
  ],
  [2, "MUST", "A message carries its sender, a unique id and its channel"],
  [3, "MUST", "Clock, causal history and filter are set; only sync messages have no content"],
  [4, "MUST", "A channel has a clock in milliseconds, a filter, buffers both ways and a log in order"],
  [5, "SHOULD", "The filter rolls over at a set capacity"],
  [6, "RULE", "What was sent is unacknowledged, possibly acknowledged or acknowledged"],
  [7, "MUST", "To send raises the clock to the time, or by one"],
  [8, "MUST", "A message names what came before it, in order, with hints, and carries the filter"],
  [9, "MUST", "What was broadcast is kept until it is acknowledged"],
  [10, "SHOULD", "Own messages are ignored when they come back"],
  [11, "MAY", "A message that is known is not taken in again"],
  [12, "MUST", "Every message received is looked at for acknowledgements"],
  [13, "MUST", "The id of every content received enters the filter"],
  [14, "MUST", "Content is delivered once everything it names is; until then it waits"],
  [15, "MUST", "Delivery raises the clock to that of the message, which enters the log by its clock"],
  [16, "MUST", "Equal clocks are ordered by message id"],
  [17, "MUST", "A history acknowledges; a filter possibly; several filters may be enough"],
  [18, "MUST", "What waits is looked through; what is missing is fetched, and may be lost after a time"],
  [19, "MUST", "What is not acknowledged is sent again; what nobody has comes first, and at other times"],
  [20, "SHOULD", "Quiet channels hear sync messages, which enter neither buffers, filters nor logs"],
  [21, "MAY", "Ephemeral messages are delivered at once and not kept"],
  [22, "MAY", "Repairs asked for and promised are kept, with the messages they need"],
  [23, "SHOULD", "All share the times of repair; there is a response group for each 128 participants"],
  [24, "SHOULD", "A message carries the repair requests that are due, the longest due first"],
  [25, "MUST", "A message received ends its repairs; a request ends ours and may promise a response"],
  [26, "RULE", "The times of request and response and the groups follow from hashes"],
  [27, "MUST", "Promised repairs are given when due; requests that are due bring a sync message"]
]

/** SDS-01…27, ascending. */
export const SYNC: ReadonlyArray<Requirement> = ROWS.map(([number, level, says, rest]) => ({
  id: `SDS-${number.toString().padStart(2, "0")}`,
  level,
  actor: "ANY",
  says,
  ...rest
}))
