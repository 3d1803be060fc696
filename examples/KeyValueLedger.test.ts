/** An adapter of your own against the contract of its port. */
import { ledgerContract } from "community-history/testing"
import { Effect, Layer } from "effect"
import * as KeyValueLedger from "./KeyValueLedger.ts"

const fresh = Effect.sync(() => KeyValueLedger.layer(new Map()))

ledgerContract("key-value", Layer.unwrap(fresh), { shared: fresh })
