import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import { LOCKED_AT, NOTHING_KEEPS_IT } from './dispatch-facts.ts';
import type { DispatchWork } from './dispatch-run.ts';

/** Read beyond what is asked for, because one connected account may have all of the oldest requests. */
const OLDEST_READ = 200;

/**
 * What is to be done now about payouts, one thing per connected account: calls whose time is up, look-ups that are due,
 * attempts that nobody has, and approved requests, oldest first. It only chooses; each verb looks again under its locks.
 * @param busy connected accounts that the caller is at work on
 */
export async function readDueWork(busy: readonly string[], limit: number): Promise<DispatchWork[]> {
  const [attempts, requests] = await Promise.all([readAttempts(busy, limit), readRequests(busy, limit)]);
  const chosen = new Map<string, DispatchWork>();
  for (const work of [...attempts, ...requests])
    if (!chosen.has(work.connectedAccountId)) chosen.set(work.connectedAccountId, work);
  return [...chosen.values()].slice(0, limit);
}

type DueAttempt = { kind: 'expire' | 'look_up' | 'take_over'; account: string; id: string };

async function readAttempts(busy: readonly string[], limit: number): Promise<DispatchWork[]> {
  const notBusy = sql`connected_account_id <> all(${sql.param(busy)}::text[])`;
  const rows = await database().execute<DueAttempt>(sql`
    (select 'expire' as kind, connected_account_id as account, payout_attempt_id as id from payout_attempts
     where state = 'calling' and call_until <= clock_timestamp() and ${notBusy} order by call_until limit ${limit})
    union all
    (select 'look_up', connected_account_id, payout_attempt_id from payout_attempts
     where state = 'unknown' and next_look_up_at <= clock_timestamp() and ${notBusy} order by next_look_up_at limit ${limit})
    union all
    (select 'look_up', connected_account_id, payout_attempt_id from payout_attempts
     where state = 'absent' and next_look_up_at <= clock_timestamp() and ${notBusy} order by next_look_up_at limit ${limit})
    union all
    (select 'take_over', connected_account_id, payout_attempt_id from payout_attempts
     where state = 'claimed' and claimed_until <= clock_timestamp() and ${notBusy} order by claimed_until limit ${limit})`);
  return rows.map(({ kind, account, id }) => ({ kind, connectedAccountId: account, payoutAttemptId: id }));
}

async function readRequests(busy: readonly string[], limit: number): Promise<DispatchWork[]> {
  const rows = await database().execute<{ account: string; id: string }>(sql`
    with oldest as (
      select request.connected_account_id, request.requested_at, request.payout_request_id
      from payout_requests as request join payout_accounts as account using (connected_account_id)
      where request.state = 'approved' and request.connected_account_id <> all(${sql.param(busy)}::text[])
        and ${LOCKED_AT} is null
        and ${NOTHING_KEEPS_IT}
        and not exists (select from payout_attempts as live where live.connected_account_id = request.connected_account_id
                        and live.state in ('claimed', 'calling'))
      order by request.requested_at, request.payout_request_id limit ${OLDEST_READ}
    ), first as (
      select distinct on (connected_account_id) * from oldest
      order by connected_account_id, requested_at, payout_request_id)
    select connected_account_id as account, payout_request_id as id from first
    order by requested_at, payout_request_id limit ${limit}`);
  return rows.map(({ account, id }) => ({ kind: 'send', connectedAccountId: account, payoutRequestId: id }));
}
