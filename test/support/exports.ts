/** Small exports of a made-up community, as files. */
import * as fs from "node:fs/promises"
import * as path from "node:path"

export interface ExportedMessage {
  readonly id: string
  readonly timestamp: string
  readonly content: string
  readonly author: string
  readonly nickname: string | null
}

export interface Exported {
  readonly channel: string
  readonly messages: ReadonlyArray<ExportedMessage>
}

const DAY = 86_400_000

/** `perWeek` messages in each of `weeks` weeks; with equal instants, equal texts, empty texts and every kind of character. */
export const channel = (name: string, start: string, weeks: number, perWeek: number): Exported => {
  const from = Date.parse(start)
  const messages: Array<ExportedMessage> = []
  for (let week = 0; week < weeks; week++) {
    for (let n = 0; n < perWeek; n++) {
      const at = from + week * 7 * DAY + Math.floor((n / perWeek) * 6 * DAY)
      const texts = ["", "good morning", "line one\nline two", "naïve 你好 🎉", `note ${week}.${n}`, "good morning"]
      messages.push({
        id: `${name.length}${week.toString().padStart(4, "0")}${n.toString().padStart(4, "0")}`,
        timestamp: new Date(n % 6 === 5 ? at - 1000 : at).toISOString().replace("Z", n % 2 === 0 ? "+00:00" : "Z"),
        content: texts[n % texts.length]!,
        author: `author-${n % 3}`,
        nickname: n % 2 === 0 ? `nick ${n % 3}` : null
      })
    }
  }
  return { channel: name, messages }
}

/** Writes an export as DiscordChatExporter does and answers the file's name. */
export const write = async (folder: string, exported: Exported): Promise<string> => {
  const file = path.join(folder, `${exported.channel}.json`)
  const content = {
    guild: { id: "1", name: "a guild" },
    channel: { id: `9${exported.channel.length}`, type: "GuildTextChat", name: exported.channel },
    messages: exported.messages.map(({ author, content, id, nickname, timestamp }) => ({
      id,
      type: "Default",
      timestamp,
      timestampEdited: null,
      isPinned: false,
      content,
      author: { id: author, name: author, discriminator: "0000", nickname, isBot: false },
      attachments: [],
      embeds: [],
      reactions: [],
      mentions: []
    })),
    messageCount: exported.messages.length
  }
  await fs.writeFile(file, JSON.stringify(content))
  return file
}

/** What `messages --json` must say of an export, as sorted lines. */
export const lines = (exported: ReadonlyArray<Exported>): ReadonlyArray<string> =>
  exported
    .flatMap(({ channel, messages }) =>
      messages.map(({ author, content, nickname, timestamp }) =>
        JSON.stringify([channel, nickname ?? author, new Date(timestamp).toISOString(), content])
      )
    )
    .sort()

/** The output of `messages --json` in the same form. */
export const printed = (output: string): ReadonlyArray<string> =>
  parse(output)
    .map(({ author, channel, text, timestamp }) => JSON.stringify([channel, author, timestamp, text]))
    .sort()

export interface PrintedLine {
  readonly channel: string
  readonly id: string
  readonly author: string
  readonly timestamp: string
  readonly text: string
}

export const parse = (output: string): ReadonlyArray<PrintedLine> =>
  output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as PrintedLine)
