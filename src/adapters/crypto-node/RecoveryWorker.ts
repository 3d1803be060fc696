/** A thread that answers batches of questions, each with one message. */
import { parentPort } from "node:worker_threads"
import * as Recovery from "./Recovery.ts"

const pure = async (): Promise<Recovery.Recover> => {
  const { secp256k1 } = await import("@noble/curves/secp256k1.js")
  return (digest, signature, recovery) => {
    try {
      const parsed = secp256k1.Signature.fromBytes(signature, "compact").addRecoveryBit(recovery)
      return parsed.recoverPublicKey(digest).toBytes(false)
    } catch {
      return undefined
    }
  }
}

const binding = Recovery.load()
const recover = binding === undefined ? await pure() : Recovery.native(binding)

parentPort?.on("message", (questions: Uint8Array) => {
  const answers = Recovery.answer(questions, recover)
  parentPort?.postMessage(answers, [answers.buffer])
})
