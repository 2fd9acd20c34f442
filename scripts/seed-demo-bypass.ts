import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { fetchBalance } from '#lib/connected-accounts/fetch-balance.ts';
import { jobContext } from '#lib/context.ts';
import { database } from '#lib/db/client.ts';
import { fetchPayout } from '#lib/payouts/fetch-payout.ts';

/** The seller of the story who has the full dashboard, and who has paid herself before. */
const PAYS_ITSELF = 'Tidewater Outfitters LLC';
/** So little that what was asked for is still there. */
const PERCENT = 5n;

/**
 * What the weakly locked seller of the story does once Sluice pays her out: she pays herself, instantly. What she did before is
 * older than her enrolment and no bypass. Read from Stripe as its event would make the worker read it.
 * @returns whether she did
 */
export async function seedDemoBypass(simulatorUrl: string): Promise<boolean> {
  const [book] = await database().execute<{ id: string; available: string }>(sql`
    select account.connected_account_id as id, balance.available::text
    from connected_accounts as account join payout_accounts using (connected_account_id)
    join stripe_balances as balance on balance.connected_account_id = account.connected_account_id and balance.currency = 'usd'
    where account.display_name = ${PAYS_ITSELF} and balance.available > 0`);
  if (book === undefined) return false;
  const amount = (BigInt(book.available) * PERCENT) / 100n;
  const response = await fetch(`${simulatorUrl}/_control/accounts/${book.id}/self_payout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount: Number(amount), currency: 'usd', method: 'instant' }),
  });
  // The story's balances are another day's every day: no money for it is no reason for no demo.
  if (response.status === 400) return false;
  if (!response.ok) throw new Error(`The local Stripe answered ${String(response.status)} to a payout.`);
  const { id } = z.object({ id: z.string() }).parse(await response.json());
  const ctx = jobContext('seed-demo');
  await fetchPayout(ctx, book.id, id);
  await fetchBalance(ctx, book.id);
  return true;
}
