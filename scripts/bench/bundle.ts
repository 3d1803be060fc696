/** What an application with a member and a control node weighs in a browser, without the SDK of Waku. */
import * as path from "node:path"
import * as Browser from "../package/browser.ts"
import { alone, type Measure } from "./measure.ts"

const INDEX = path.join(import.meta.dirname, "../../src/index.ts")

/** Adapters that run in a browser, should an application have none of its own. */
const PORTABLE = [
  "PureDigest.layer",
  "PureInflate.layer",
  "PureSignatures.layer",
  "StoresMemory.layer",
  "FilesMemory.layer"
]

const PARTS: Readonly<Record<string, ReadonlyArray<RegExp>>> = {
  Effect: [/^effect(?:\/|$)/u],
  "elliptic curves": [/^@noble\/curves/u],
  "hashes, ciphers, base encodings": [/^@noble\/hashes/u, /^@noble\/ciphers/u, /^@scure\/base/u],
  "protobuf codecs and their library": [/\/generated\.js$/u, /^protobufjs/u, /^long$/u],
  deflate: [/^pako$/u]
}

const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`

export const measure: Measure = {
  title: "a browser's bundle: domain, ports and app, with Effect, minified and packed",
  goal: `< ${Browser.GOAL / 1_000} kB`,
  limit: Browser.GOAL / 1_000,
  run: async () => {
    const application = await Browser.bundle(INDEX, Browser.APPLICATION)
    const without = async (external: ReadonlyArray<RegExp>) =>
      application.bytes - (await Browser.bundle(INDEX, Browser.APPLICATION, external)).bytes
    const parts: Array<readonly [string, number]> = []
    for (const [name, external] of Object.entries(PARTS)) parts.push([name, await without(external)])
    const rest = parts.reduce((left, [, bytes]) => left - bytes, application.bytes)
    const portable = await Browser.bundle(INDEX, [...Browser.APPLICATION, ...PORTABLE])
    const everything = await Browser.bundle(INDEX, "everything")
    return {
      value: application.bytes / 1_000,
      unit: "kB",
      detail: [
        `of it, each as what the bundle loses without it: ${parts.map(([name, bytes]) => `${name} ${kilobytes(bytes)}`).join(", ")}; our own code and what they share ${kilobytes(rest)}`,
        `with the adapters that run anywhere (pure cryptography, stores in memory): ${kilobytes(portable.bytes)}`,
        `every export of the package, nothing shaken off: ${kilobytes(everything.bytes)}`,
        application.imports.length === 0 ? "it loads nothing of Node" : `it loads ${application.imports.join(", ")}`
      ]
    }
  }
}

if (import.meta.main) await alone(measure)
