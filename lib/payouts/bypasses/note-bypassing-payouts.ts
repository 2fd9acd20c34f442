import { sql, type SQL } from 'drizzle-orm';
import { noteBypasses } from '../../connected-accounts/note-bypass.ts';
import type { Transaction } from '../../db/transaction.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import { REQUEST_ID_IN_METADATA, type PayoutSnapshot } from '../schemas.ts';
import { sumInWords } from '../sum-in-words.ts';

/** What a reading tells of a payout, as far as it says whose it is. */
export type ToldPayout = Pick<
  PayoutSnapshot,
  | 'payoutId'
  | 'connectedAccountId'
  | 'occurredAt'
  | 'amount'
  | 'currency'
  | 'method'
  | 'isAutomatic'
  | 'destinationId'
  | 'originalPayoutId'
  | 'metadata'
>;

type Strange = {
  payout_id: string;
  account: string;
  /** Its name, or its id while it is not mirrored. */
  name: string;
  amount: string;
  currency: string;
  method: string;
  is_automatic: boolean;
  /** The request that it may have been made for, in a time that this database has forgotten. */
  forgotten_of: string | null;
};

/**
 * Whether a payout that names a request may be one of its own, from a time that a database which was put back has forgotten: of its very money,
 * account and bank account, by what Stripe told and by what is mirrored, and from before dispatch was locked.
 */
const FORGOTTEN_OF = sql`(select request.payout_request_id from payout_requests as request
    join dispatch_control as control on control.locked_at > payout.occurred_at
  where request.payout_request_id = payout.request_id and not payout.is_automatic
    and (request.connected_account_id, request.amount, request.currency, request.method, request.destination_id)
      = (payout.connected_account_id, payout.amount, payout.currency, payout.method, payout.destination_id)
    and may_be_forgotten(payout.payout_id, request.payout_request_id))`;

const TOLD = sql`payout.payout_id, payout.connected_account_id as account, payout.amount::text as amount, payout.currency,
  payout.method, payout.is_automatic, coalesce(known.display_name, payout.connected_account_id) as name`;

/**
 * Which of these payouts, of accounts that Sluice pays out, Sluice did not make, and that are no incident yet. Ours belong to an
 * attempt that has this payout, or that may have it: an event can be here before the answer to our own call. A payout that only
 * carries a request's id, with another amount or beside the one that was made, is not ours. By what Stripe told of them, and not by
 * what is mirrored: a row that somebody wrote first hides nothing.
 * @returns of which payouts an incident was written down
 */
export async function noteBypassingPayouts(
  tx: Transaction,
  told: readonly ToldPayout[],
): Promise<ReadonlySet<string>> {
  const some = told.filter(({ originalPayoutId }) => originalPayoutId === null);
  if (some.length === 0) return new Set();
  const payouts = asRows(some);
  await alarmPayoutsPastHolds(tx, payouts);
  const strange = await tx.execute<Strange>(sql`
    select ${TOLD}, ${FORGOTTEN_OF} as forgotten_of
    from ${payouts} join payout_accounts as ours using (connected_account_id)
    left join connected_accounts as known using (connected_account_id)
    where payout.occurred_at >= date_trunc('second', ours.enrolled_at)
      and not exists (
        select from payout_requests as request join payout_attempts as attempt using (payout_request_id)
        where request.payout_request_id = payout.request_id
          and request.connected_account_id = payout.connected_account_id
          and request.amount = payout.amount and request.currency = payout.currency
          and (attempt.payout_id = payout.payout_id or (attempt.payout_id is null and attempt.calls > 0)))
      -- Its metadata can be changed at Stripe; which attempt made it cannot.
      and not exists (
        select from payout_attempts as attempt join payout_requests as request using (payout_request_id)
        where attempt.payout_id = payout.payout_id and request.connected_account_id = payout.connected_account_id
          and request.amount = payout.amount and request.currency = payout.currency)
      and not exists (select from bypasses as before where before.kind = 'payout' and before.subject = payout.payout_id)`);
  await noteBypasses(
    tx,
    strange.map((one) => ({
      kind: 'payout',
      connectedAccountId: one.account,
      subject: one.payout_id,
      seen: one.forgotten_of === null ? inWords(one) : forgottenInWords(one, one.forgotten_of),
      forgottenOf: one.forgotten_of,
    })),
  );
  return new Set(strange.map(({ payout_id: payoutId }) => payoutId));
}

/** As a table `payout`. */
function asRows(told: readonly ToldPayout[]): SQL {
  const rows = told.map((one) => ({
    payout_id: one.payoutId,
    connected_account_id: one.connectedAccountId,
    occurred_at: one.occurredAt,
    amount: one.amount.toString(),
    currency: one.currency,
    method: one.method,
    is_automatic: one.isAutomatic,
    destination_id: one.destinationId,
    request_id: one.metadata[REQUEST_ID_IN_METADATA] ?? null,
  }));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as payout (payout_id text, connected_account_id text,
    occurred_at timestamptz, amount bigint, currency text, method text, is_automatic boolean, destination_id text, request_id text)`;
}

/**
 * Payouts of accounts that Sluice does not pay out and that people or risk hold: once each, from the moment of the hold. Sluice changes
 * nothing at Stripe by itself there: with the schedule off nobody would pay that account any more, and that is a person's to want.
 */
async function alarmPayoutsPastHolds(tx: Transaction, payouts: SQL): Promise<void> {
  const past = await tx.execute<Omit<Strange, 'forgotten_of'>>(sql`
    select ${TOLD}
    from ${payouts} left join connected_accounts as known using (connected_account_id)
    where not exists (select from payout_accounts as ours where ours.connected_account_id = payout.connected_account_id)
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

function forgottenInWords({ amount, currency: code, name }: Strange, payoutRequestId: string): string {
  const sum = sumInWords(BigInt(amount), code);
  return `Stripe pays ${sum} out of ${name} for ${payoutRequestId}, to its very bank account, and this database knows of no call that made it.`;
}

function inWords({
  amount,
  currency: code,
  method,
  is_automatic: isAutomatic,
  name,
}: Omit<Strange, 'forgotten_of'>): string {
  const sum = sumInWords(BigInt(amount), code);
  if (isAutomatic) return `Stripe pays ${sum} out of ${name} by its own schedule.`;
  const how = method === 'instant' ? 'instantly ' : '';
  return `Somebody pays ${sum} ${how}out of ${name}, and it was not Sluice.`;
}
