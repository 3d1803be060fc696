/** Totals that a status shows. They are kept as rows change: counting them would read every message ever stored. */

/** `late`: what the quota of the late area pushed out. `bytes`: of the bodies of raw messages that are still held. */
export type Counter = "late" | "pending" | "settled" | "pruned" | "bytes" | "records" | "unreadable"

/**
 * A change of rows together with the totals that it changes: how, as aggregates over what the change returns. Answers `answer`,
 * else how many rows were changed, as `n`.
 */
export const counting = (
  change: string,
  totals: Readonly<Partial<Record<Counter, string>>>,
  answer = "SELECT count(*) AS n FROM changed"
): string => {
  const names = Object.keys(totals)
  return `WITH changed AS (${change}), counted AS (
      INSERT INTO community_history.counter AS c (community, name, value)
      SELECT $1, v.name, v.value
      FROM (SELECT ${Object.entries(totals)
        .map(([name, total]) => `${total} AS ${name}`)
        .join(", ")} FROM changed) AS t,
        LATERAL (VALUES ${names.map((name) => `('${name}', t.${name})`).join(", ")}) AS v (name, value)
      WHERE v.value <> 0
      ON CONFLICT (community, name) DO UPDATE SET value = c.value + excluded.value
    ) ${answer}`
}

/** Totals as columns of one row. */
export const totals = (...names: ReadonlyArray<Counter>): string =>
  `SELECT ${names.map((name) => `coalesce(max(value) FILTER (WHERE name = '${name}'), 0) AS ${name}`).join(", ")}
   FROM community_history.counter WHERE community = $1`
