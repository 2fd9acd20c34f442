import { databaseClient } from './client.ts';

/** Rows that find no partition land in the default one, which can only be split by hand: six months is a long warning. */
const MONTHS_AHEAD = 6;

/** Makes the monthly partitions of the coming half year. @returns how many were missing */
export async function createMonthPartitions(): Promise<number> {
  const [row] = await databaseClient()<{ created: number }[]>`
    select create_month_partitions(now()::date, (now() + make_interval(months => ${MONTHS_AHEAD}))::date) as created`;
  return row?.created ?? 0;
}
