import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { SWITCHED_ON } from './switched-on.ts';
import type { LaterAccount, SetBack, SinceThePress } from './types.ts';

/** The newest of each; the counts say how many there are. */
const SHOWN_MAX = 20;

type Instants = { seen_at: string };

/**
 * What came after the press: accounts that it covers and that nobody knew of, or that it did not cover, when it was planned; and
 * schedules that were switched on again. @throws DomainError `forbidden`
 */
export async function readSinceThePress(ctx: Context, killSwitchId: string): Promise<SinceThePress> {
  authorize(ctx, 'kill_switch.read');
  const [accounts, setBacks] = await Promise.all([
    database().execute<Omit<LaterAccount, 'seenAt'> & Instants & { total: number }>(sql`
      select step.connected_account_id as "connectedAccountId", coalesce(account.display_name, '') as "displayName",
        step.seen_at::text as seen_at, step.state, step.because,
        (extract(epoch from step.ended_at - step.seen_at) * 1000)::float8 as "tookMs", count(*) over ()::int as total
      from kill_switch_steps as step left join connected_accounts as account using (connected_account_id)
      where step.kill_switch_id = ${killSwitchId} and step.step = 'lock' and step.seen_at is not null
      order by step.seen_at desc, step.connected_account_id limit ${SHOWN_MAX}`),
    database().execute<Omit<SetBack, 'seenAt'> & Instants & { total: number }>(sql`
      with found as (select bypass.* ${SWITCHED_ON} and pressed.kill_switch_id = ${killSwitchId})
      select found.connected_account_id as "connectedAccountId", coalesce(account.display_name, '') as "displayName",
        found.seen, found.seen_at::text as seen_at, found.state = 'waiting' as "isWaiting", found.not_undone as "notUndone",
        count(*) over ()::int as total
      from found left join connected_accounts as account using (connected_account_id)
      order by found.bypass_id desc limit ${SHOWN_MAX}`),
  ]);
  return {
    accounts: accounts.map(({ seen_at: at, total: _total, ...row }) => ({ ...row, seenAt: new Date(at) })),
    accountCount: accounts[0]?.total ?? 0,
    setBacks: setBacks.map(({ seen_at: at, total: _total, ...row }) => ({ ...row, seenAt: new Date(at) })),
    setBackCount: setBacks[0]?.total ?? 0,
  };
}
