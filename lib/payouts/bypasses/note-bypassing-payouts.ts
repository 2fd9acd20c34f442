import { sql } from 'drizzle-orm';
import { noteBypasses } from '../../connected-accounts/note-bypass.ts';
import type { Transaction } from '../../db/transaction.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
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

const TOLD = sql`payout.payout_id, payout.connected_account_id as account, payout.amount::text as amount, payout.currency,
  payout.method, payout.is_automatic, coalesce(known.display_name, payout.connected_account_id) as name`;

/**
 * Which of these payouts, of accounts that Sluice pays out, Sluice did not make. Ours belong to an attempt that has this
 * payout, or that may have it: an event can be here before the answer to our own call. A payout that only carries a
 * request's id, with another amount or beside the one that was made, is not ours.
 */
export async function noteBypassingPayouts(tx: Transaction, payoutIds: readonly string[]): Promise<void> {
  if (payoutIds.length === 0) return;
  await alarmPayoutsPastHolds(tx, payoutIds);
  const strange = await tx.execute<Strange>(sql`
    select ${TOLD}
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

/**
 * Payouts of accounts that Sluice does not pay out and that people or risk hold: once each, from the moment of the hold. Sluice changes
 * nothing at Stripe by itself there: with the schedule off nobody would pay that account any more, and that is a person's to want.
 */
async function alarmPayoutsPastHolds(tx: Transaction, payoutIds: readonly string[]): Promise<void> {
  const past = await tx.execute<Strange>(sql`
    select ${TOLD}
    from payouts as payout left join connected_accounts as known using (connected_account_id)
    where payout.payout_id = any(${sql.param([...payoutIds])}::text[]) and payout.original_payout_id is null
      and not exists (select from payout_accounts as ours where ours.connected_account_id = payout.connected_account_id)
      and exists (select from holds as hold where hold.connected_account_id = payout.connected_account_id
        and hold.payout_request_id is null and hold.keeps_percent = 100 and hold.state <> 'released'
        and coalesce(hold.currency, payout.currency) = payout.currency
        and payout.occurred_at >= date_trunc('second', hold.placed_at))
      and not exists (select from alarms where kind = 'payout_bypassed' and subject = payout.payout_id)`);
  await raiseAlarms(
    tx,
    past.map((one) => ({
      kind: 'payout_bypassed',
      subject: one.payout_id,
      text: `${inWords(one)} The account is held, and Sluice does not pay it out: it changes nothing there by itself. Next: cancel the payout in Stripe while it is pending, and stop the rest with the kill switch for this account.`,
    })),
  );
}

function inWords({ amount, currency: code, method, is_automatic: isAutomatic, name }: Strange): string {
  const sum = formatMoney(money(BigInt(amount), currency(code)));
  if (isAutomatic) return `Stripe pays ${sum} out of ${name} by its own schedule.`;
  const how = method === 'instant' ? 'instantly ' : '';
  return `Somebody pays ${sum} ${how}out of ${name}, and it was not Sluice.`;
}
