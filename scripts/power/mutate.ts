/** The mutant that the environment names, as a change of source text. */
import { type Mutant, mutants } from "./mutants.ts"

/** Throws where the source has changed so that the mutant does not fit any more. */
export const apply = ({ file, from, name, to }: Mutant, source: string): string => {
  const [before, after, ...more] = source.split(from)
  if (after === undefined || more.length > 0) throw new Error(`the mutant ${name} does not fit ${file} any more`)
  return `${before}${to}${after}`
}

const chosen = mutants.find(({ name }) => name === process.env["MUTANT"])

/** The changed source of a module; `undefined` where it stays as it is. */
export const mutate = (url: string, source: string): string | undefined =>
  chosen !== undefined && url.split("?", 1)[0]!.endsWith(`/${chosen.file}`) ? apply(chosen, source) : undefined
