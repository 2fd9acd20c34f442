import { sql } from 'drizzle-orm';
import { noteBypasses } from '../../connected-accounts/note-bypass.ts';
import type { Transaction } from '../../db/transaction.ts';
import { currency } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { money } from '../../money/money.ts';

type Strange = {
  payout_id: string;
  account: string;
  /** Its name, or its id while it is not mirrored. */
  name: string;
  amount: string;
  currency: string;
  method: string;
  is_automatic: boolean;
};

/**
 * Which of these payouts, of accounts that Sluice pays out, Sluice did not make. Ours belong to an attempt that has this
 * payout, or that may have it: an event can be here before the answer to our own call. A payout that only carries a
 * request's id, with another amount or beside the one that was made, is not ours.
 */
export async function noteBypassingPayouts(tx: Transaction, payoutIds: readonly string[]): Promise<void> {
  if (payoutIds.length === 0) return;
  const strange = await tx.execute<Strange>(sql`
    select payout.payout_id, payout.connected_account_id as account, payout.amount::text as amount, payout.currency,
      payout.method, payout.is_automatic, coalesce(known.display_name, payout.connected_account_id) as name
    from payouts as payout join payout_accounts as ours using (connected_account_id)
    left join connected_accounts as known using (connected_account_id)
    where payout.payout_id = any(${sql.param([...payoutIds])}::text[]) and payout.original_payout_id is null
      and payout.occurred_at >= date_trunc('second', ours.enrolled_at)
      and not exists (
        select from payout_requests as request join payout_attempts as attempt using (payout_request_id)
        where request.payout_request_id = payout.metadata ->> 'sluice_payout_request_id'
          and request.connected_account_id = payout.connected_account_id
          and request.amount = payout.amount and request.currency = payout.currency
          and (attempt.payout_id = payout.payout_id or (attempt.payout_id is null and attempt.calls > 0)))`);
  await noteBypasses(
    tx,
    strange.map((one) => ({
      kind: 'payout',
      connectedAccountId: one.account,
      subject: one.payout_id,
      seen: inWords(one),
    })),
  );
}

function inWords({ amount, currency: code, method, is_automatic: isAutomatic, name }: Strange): string {
  const sum = formatMoney(money(BigInt(amount), currency(code)));
  if (isAutomatic) return `Stripe pays ${sum} out of ${name} by its own schedule.`;
  const how = method === 'instant' ? 'instantly ' : '';
  return `Somebody pays ${sum} ${how}out of ${name}, and it was not Sluice.`;
}
