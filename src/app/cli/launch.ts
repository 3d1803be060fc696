#!/usr/bin/env node
/** The entry of the installed program: says so in one line where Node is too old for the rest to load. */
const NEEDED = [24, 15] as const

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)

if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) {
  const { keepSmall } = await import("./heap.ts")
  keepSmall()
  await import("./main.ts")
} else {
  process.stderr.write(
    `community-history needs Node ${NEEDED.join(".")} or newer, this is ${process.versions.node}; try npx -p node@${NEEDED[0]} -p community-history community-history\n`
  )
  process.exitCode = 1
}
