/** Daemons as an operator meets them: logs, health, metrics, traces, and their end. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { once } from "node:events"
import * as fs from "node:fs/promises"
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import * as path from "node:path"
import { daemon, eventually, run, succeed } from "../support/cli.ts"
import { channel, write } from "../support/exports.ts"
import { temporaryFolder } from "../support/temporary.ts"

interface Line {
  readonly time: string
  readonly level: string
  readonly event: string
  readonly role: string
  readonly community: string
  readonly message: string
}

const get = (url: string, method = "GET") =>
  fetch(url, { method }).then(async (response) => ({ status: response.status, text: await response.text() }))

const inFolder = (test: (folder: string) => Promise<void>) =>
  Effect.flatMap(temporaryFolder, (folder) => Effect.promise(() => test(folder)))

/** What a daemon has written so far, as it is written. */
const listen = (node: ReturnType<typeof daemon>) => {
  let text = ""
  node.process.stderr!.on("data", (chunk: string) => (text += chunk))
  return {
    lines: () => text.split("\n").filter((line) => line !== ""),
    said: async (pattern: RegExp) => {
      for (;;) {
        const found = pattern.exec(text)
        if (found !== null) return found
        await once(node.process.stderr!, "data")
      }
    }
  }
}

describe("a daemon", () => {
  it.live("writes one JSON object an event, answers for its health and its metrics, and ends with 0", () =>
    inFolder(async (folder) => {
      const network = path.join(folder, "network")
      const home = path.join(folder, "control")
      const id = (await succeed(network, ["init", "--home", home, "--name", "Watched"])).trim()
      const node = daemon(network, ["control", "--home", home, "--log-format", "json", "--metrics", "0"])
      const log = listen(node)
      const [, url] = await log.said(/(http:\/\/127\.0\.0\.1:\d+)\/health/)
      await succeed(network, ["send", "--home", home, "--channel", "general", "counted"])

      const health = await eventually(
        () => get(`${url}/health`),
        ({ text }) => (JSON.parse(text) as { status: string }).status === "ok"
      )
      assert.strictEqual(health.status, 200)
      const told = JSON.parse(health.text) as Record<string, unknown>
      assert.deepStrictEqual([told["role"], told["community"], told["lastFailure"]], ["control", id, null])
      const metrics = await eventually(
        () => get(`${url}/metrics`),
        ({ text }) => /community_history_messages_ingested_total\{outcome="(?:added|known)"\} [1-9]/.test(text)
      )
      for (const name of ["archives", "gaps", "records", "last_success_timestamp_seconds", "steps_total"]) {
        assert.match(metrics.text, new RegExp(`^community_history_${name}(?:\\{.*\\})? \\d`, "m"))
      }
      assert.strictEqual((await get(`${url}/secrets`)).status, 404)
      assert.strictEqual((await get(`${url}/health`, "POST")).status, 405)

      assert.strictEqual(await node.stop("SIGTERM"), 0)
      const lines = log.lines().map((line) => JSON.parse(line) as Line)
      assert.isTrue(lines.every(({ community, role }) => community === id && role === "control"))
      assert.isTrue(lines.every(({ time }) => !Number.isNaN(Date.parse(time))))
      assert.strictEqual(lines.at(-1)!.message, "stopped")
    })
  )

  it.live("says that it fails, and why, while the network is not there; logfmt is one line an event", () =>
    inFolder(async (folder) => {
      const network = path.join(folder, "network")
      const home = path.join(folder, "control")
      await succeed(network, ["init", "--home", home, "--name", "Alone"])
      const dead = "/ip4/127.0.0.1/tcp/1/ws"
      const node = daemon(network, ["control", "--home", home, "--waku", dead], {
        COMMUNITY_HISTORY_LOG_FORMAT: "logfmt",
        COMMUNITY_HISTORY_METRICS: "127.0.0.1:0"
      })
      const log = listen(node)
      const [, url] = await log.said(/(http:\/\/127\.0\.0\.1:\d+)\/health/)
      const health = await eventually(
        () => get(`${url}/health`),
        ({ status }) => status === 503
      )
      assert.include((JSON.parse(health.text) as { lastFailure: { message: string } }).lastFailure.message, dead)
      assert.isTrue(log.lines().every((line) => /^time=\S+ level=info event=\w+ .*message=/.test(line)))
      assert.strictEqual(await node.stop("SIGINT"), 0)
    })
  )

  it.live("sends its traces to a collector, and does not mind one that is gone", () =>
    inFolder(async (folder) => {
      const network = path.join(folder, "network")
      const home = path.join(folder, "control")
      await succeed(network, ["init", "--home", home, "--name", "Traced"])
      const spans: Array<string> = []
      let arrived = () => {}
      const collector = http.createServer((request, response) => {
        let body = ""
        request.setEncoding("utf8").on("data", (text: string) => (body += text))
        request.on("end", () => {
          if (request.url === "/v1/traces")
            spans.push(...[...body.matchAll(/"name":"([^"]+)"/g)].map(([, name]) => name!))
          response.end("{}")
          arrived()
        })
      })
      collector.listen(0, "127.0.0.1")
      await once(collector, "listening")
      const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
      const node = daemon(network, ["control", "--home", home], { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
      while (!spans.includes("ControlNode.archive")) {
        await new Promise<void>((resolve) => {
          arrived = resolve
        })
      }
      collector.closeAllConnections()
      await new Promise((resolve) => collector.close(resolve))
      await succeed(network, ["send", "--home", home, "--channel", "general", "still works"])
      assert.strictEqual(await node.stop("SIGTERM"), 0)
    })
  )

  it.live("names a metrics port that is in use or no address, and does not start", () =>
    inFolder(async (folder) => {
      const network = path.join(folder, "network")
      const home = path.join(folder, "control")
      await succeed(network, ["init", "--home", home, "--name", "Twice"])
      const taken = http.createServer()
      taken.listen(0, "127.0.0.1")
      await once(taken, "listening")
      const { port } = taken.address() as AddressInfo
      const refused = await run(network, ["control", "--home", home, "--metrics", `${port}`])
      assert.notStrictEqual(refused.code, 0)
      assert.include(refused.err, `health and metrics on 127.0.0.1:${port}: the port is in use; choose another one`)
      const malformed = await run(network, ["control", "--home", home, "--metrics", "everywhere"])
      assert.notStrictEqual(malformed.code, 0)
      await new Promise((resolve) => taken.close(resolve))
    })
  )
})

describe("an audit by hand", () => {
  it.live("CHA-42 CHA-45: brings back what the network lost, under the same CIDs, and says so", () =>
    inFolder(async (folder) => {
      const network = path.join(folder, "network")
      const home = path.join(folder, "control")
      await succeed(network, ["init", "--home", home, "--name", "Kept"])
      const file = await write(folder, channel("general", "2024-01-01", 4, 10))
      await succeed(network, ["import", "--home", home, file])
      await succeed(network, ["archive", "--home", home])
      const datasets = path.join(network, "codex")
      const before = (await fs.readdir(datasets)).toSorted()
      for (const name of before) if (/\.(?:data|manifest)$/.test(name)) await fs.rm(path.join(datasets, name))
      assert.match(await succeed(network, ["audit", "--home", home]), /checked 5 datasets, stored 5 again/)
      assert.deepStrictEqual((await fs.readdir(datasets)).toSorted(), before)
      assert.match(await succeed(network, ["audit", "--home", home, "--deep"]), /checked 5 datasets, stored 0 again/)

      const id = (await fs.readdir(home)).find((name) => name.startsWith("0x"))
      const [archive] = await fs.readdir(path.join(home, id!, "archives"))
      await fs.rm(path.join(home, id!, "archives", archive!))
      assert.match(await succeed(network, ["audit", "--home", home]), /fetched back from Codex/)
      await fs.rm(path.join(home, id!, "archives", archive!))
      for (const name of before) if (/\.(?:data|manifest)$/.test(name)) await fs.rm(path.join(datasets, name))
      const lost = await run(network, ["audit", "--home", home])
      assert.notStrictEqual(lost.code, 0)
      assert.match(lost.out, /is lost: neither the folder nor Codex has it/)
      assert.match(lost.err, /1 archive is lost; put what is missing back from a backup/)
    })
  )
})
