import { hostname } from 'node:os';
import { databaseClient } from '../db/client.ts';

/** Rows of workers that were killed go after this, so that the list shows those that live. */
const FORGOTTEN_AFTER_HOURS = 1;

/** `worker:<host>:<process id>`. */
export const WORKER_NAME = `worker:${hostname()}:${String(process.pid)}`;

/** Says that this worker lives and what it has done; read by the health checks and the overview. */
export async function beat(detail: Record<string, unknown>): Promise<void> {
  const sql = databaseClient();
  await sql`
    with forgotten as (
      delete from heartbeats
      where name like 'worker:%' and name <> ${WORKER_NAME}
        and beat_at < now() - make_interval(hours => ${FORGOTTEN_AFTER_HOURS})
    )
    insert into heartbeats (name, beat_at, detail) values (${WORKER_NAME}, now(), ${JSON.stringify(detail)}::text::jsonb)
    on conflict (name) do update set beat_at = excluded.beat_at, detail = excluded.detail`;
}

/** Takes this worker off the list when it ends in order. */
export async function endHeartbeat(): Promise<void> {
  await databaseClient()`delete from heartbeats where name = ${WORKER_NAME}`;
}
