import { PerformanceObserver } from 'node:perf_hooks';
import type postgres from 'postgres';

/** What may make a repetition slow without being a decision: said beside it, so that an outlier has a name. */
export type Disturbances = {
  checkpoints: number;
  vacuums: number;
  /** Opened meanwhile: the first decision of each plans for as long as ten later ones take. */
  connectionsOpened: number;
  /** Of Node's garbage collector. */
  longestPauseMs: number;
};

type Counted = { checkpoints: number; vacuums: number; connections: number };

async function count(sql: postgres.Sql): Promise<Counted> {
  const [row] = await sql<Counted[]>`
    select (select num_timed + num_requested from pg_stat_checkpointer)::int as checkpoints,
      (select sum(autovacuum_count + autoanalyze_count) from pg_stat_all_tables)::int as vacuums,
      (select count(*) from pg_stat_activity where application_name = 'sluice')::int as connections`;
  return row ?? { checkpoints: 0, vacuums: 0, connections: 0 };
}

/** Watches from now on. @returns what there was until it is asked */
export async function watchDisturbances(sql: postgres.Sql): Promise<() => Promise<Disturbances>> {
  let longestPauseMs = 0;
  const pauses = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestPauseMs = Math.max(longestPauseMs, duration);
  });
  pauses.observe({ entryTypes: ['gc'] });
  const before = await count(sql);
  return async () => {
    const after = await count(sql);
    pauses.disconnect();
    return {
      checkpoints: after.checkpoints - before.checkpoints,
      vacuums: after.vacuums - before.vacuums,
      connectionsOpened: after.connections - before.connections,
      longestPauseMs: Number(longestPauseMs.toFixed(1)),
    };
  };
}
