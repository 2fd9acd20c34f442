import type postgres from 'postgres';
import { sampleEveryRow } from '../db/effort.fixture.ts';

export const PAYOUTS = 200_000;

/** Every currency with other decimals than two, and amounts that its payouts can have. Few `failed`, fewer `instant`. */
const FILL = `
  insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method,
                       is_automatic, arrives_on, failure_code, metadata, read_at)
  select 'po_' || lpad(to_hex(n), 6, '0'), 'acct_' || (n % 400), false,
         '2026-11-20T00:00:00Z'::timestamptz - (n / 3) * interval '40 seconds',
         case n % 5 when 0 then 1284000 + n when 1 then 100 * n when 2 then 100 * n when 3 then 10 * n else n end,
         (array['jpy','huf','isk','kwd','usd'])[n % 5 + 1],
         case when n % 97 = 0 then 'failed' when n % 11 = 0 then 'in_transit' when n % 13 = 0 then 'pending'
              when n % 501 = 0 then 'canceled' else 'paid' end,
         case when n % 211 = 0 then 'instant' else 'standard' end, n % 3 <> 0,
         '2026-11-20', case when n % 97 = 0 then 'account_closed' end, '{}', '2026-11-21T00:00:00Z'
  from generate_series(1, ${String(PAYOUTS)}) as n`;

/** So many payouts of 400 connected accounts. @param sql connected as the owner of the database */
export async function insertManyPayouts(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(FILL);
  await sampleEveryRow(sql, ['payouts']);
}
