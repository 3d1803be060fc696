/** The secrets of a group: in memory, and by ts-mls. */
import * as MlsMemory from "../../src/adapters/mls-memory/MlsGroup.ts"
import * as MlsTs from "../../src/adapters/mls-ts/MlsGroup.ts"
import { mlsGroupContract } from "../../src/testing/contract/MlsGroup.ts"

mlsGroupContract("mls-memory", MlsMemory.layer(new Uint8Array(32)))
mlsGroupContract("mls-ts", MlsTs.layer)
