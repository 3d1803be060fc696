/** How often each property runs: 1,000 unless `FC_NUM_RUNS` says more. */
export const runs = Number(process.env["FC_NUM_RUNS"] ?? 1_000)

/** For properties whose single run does real work (files, signatures, whole communities). */
export const heavyRuns = Math.max(20, Math.floor(runs / 20))
