/** The same inputs in every run, so that a mutant is killed or survives whenever it is tried. */
import * as fc from "fast-check"

fc.configureGlobal({ seed: 61, endOnFailure: true })
