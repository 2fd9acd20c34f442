import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { askedOfOwner } from '../holds/asked-of-owner.ts';
import { asSaidNow } from '../holds/rules/owner-text.ts';
import type { AskedOfOwner } from '../holds/types.ts';
import { currency } from '../money/currency.ts';
import { money, type Money } from '../money/money.ts';
import { payoutFinality } from '../payouts/payout-finality.ts';
import type { OwnHold, OwnRequest } from './rules/holds-in-words.ts';
import { failureForOwner, type BankChange } from './rules/owner-words.ts';
import type { PortalPayout } from './types.ts';

/** A phone shows no more at once; the component of Stripe's has the rest. */
const WAITING_MAX = 20;
const PAYOUTS_MAX = 10;
const HOLDS_MAX = 200;

/** Stripe's statuses of a payout that has not come back. */
const MOVING: readonly string[] = ['pending', 'in_transit', 'paid'];

/** `BANK ••1234`, as far as it is known. */
const DESTINATION = sql`case when bank.last4 is not null then concat_ws(' ', bank.institution, '••' || bank.last4) end`;

export type PortalRequest = {
  payoutRequestId: string;
  state: string;
  amount: Money;
  requestedAt: Date;
  destination: string | null;
  waitsUntil: Date | null;
};

/** What was asked for and has not left, newest first. */
export async function portalRequests(
  tx: Transaction,
  connectedAccountId: string,
): Promise<{ rows: PortalRequest[]; hasMore: boolean }> {
  const rows = await tx.execute<{
    id: string;
    state: string;
    currency: string;
    amount: string;
    requested_at: string;
    destination: string | null;
    waits_until: string | null;
  }>(sql`
    select request.payout_request_id as id, request.state, request.currency, request.amount::text, request.requested_at::text,
      ${DESTINATION} as destination,
      case when request.waits_until > clock_timestamp() then request.waits_until end::text as waits_until
    from payout_requests as request
    left join external_accounts as bank
      on bank.external_account_id = request.destination_id and bank.connected_account_id = ${connectedAccountId}
    where request.connected_account_id = ${connectedAccountId}
      and request.state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused')
    order by request.requested_at desc, request.payout_request_id limit ${WAITING_MAX + 1}`);
  return {
    hasMore: rows.length > WAITING_MAX,
    rows: rows.slice(0, WAITING_MAX).map((row) => ({
      payoutRequestId: row.id,
      state: row.state,
      amount: money(BigInt(row.amount), currency(row.currency)),
      requestedAt: new Date(row.requested_at),
      destination: row.destination,
      waitsUntil: row.waits_until === null ? null : new Date(row.waits_until),
    })),
  };
}

/** Of one, what decides how it is told. */
export const requestOf = ({ payoutRequestId, state, amount, waitsUntil }: PortalRequest): OwnRequest => ({
  payoutRequestId,
  state,
  currency: amount.currency,
  isWaiting: waitsUntil !== null,
});

/** Open holds as their owner may see them; where they came from is not even granted to the role that reads. */
export async function portalHolds(
  tx: Transaction,
  connectedAccountId: string,
): Promise<(OwnHold & { holdId: string })[]> {
  const rows = await tx.execute<{
    id: string;
    request: string | null;
    currency: string | null;
    percent: number;
    owner_text: string;
    asked: AskedOfOwner;
  }>(sql`
    select hold_id as id, payout_request_id as request, currency, keeps_percent as percent, owner_text,
      ${askedOfOwner(sql`holds.connected_account_id`)} as asked
    from holds
    where connected_account_id = ${connectedAccountId} and state <> 'released'
    order by placed_at, hold_id limit ${HOLDS_MAX}`);
  return rows.map((row) => ({
    holdId: row.id,
    payoutRequestId: row.request,
    currency: row.currency,
    keepsPercent: row.percent,
    ownerText: asSaidNow(row.owner_text, { isOfOnePayout: row.request !== null, asked: row.asked }),
  }));
}

/** What Stripe sent last. @param now `bank`: where its owner can change where money goes; `todayOn`: a UTC date */
export async function portalPayouts(
  tx: Transaction,
  connectedAccountId: string,
  { bank, todayOn }: { bank: BankChange; todayOn: string },
): Promise<PortalPayout[]> {
  const rows = await tx.execute<{
    id: string;
    status: string;
    currency: string;
    amount: string;
    occurred_at: string;
    arrives_on: string;
    failure_code: string | null;
    is_settled: boolean;
    destination: string | null;
  }>(sql`
    select payout.payout_id as id, payout.status, payout.currency, payout.amount::text, payout.occurred_at::text,
      payout.arrives_on::text, payout.failure_code,
      payout.settlement_posted_at is not null as is_settled, ${DESTINATION} as destination
    from payouts as payout
    left join external_accounts as bank
      on bank.external_account_id = payout.destination_id and bank.connected_account_id = ${connectedAccountId}
    where payout.connected_account_id = ${connectedAccountId}
    order by payout.occurred_at desc, payout.payout_id desc limit ${PAYOUTS_MAX}`);
  return rows.map((row) => ({
    payoutId: row.id,
    status: row.status,
    // As the sum of what is on its way has it: the ledger books the end of a payout once.
    isNotFinal: MOVING.includes(row.status) && !row.is_settled,
    returnsUntil: payoutFinality({ status: row.status, arrivesOn: row.arrives_on }, todayOn).revocableUntilOn,
    amount: money(BigInt(row.amount), currency(row.currency)),
    occurredAt: new Date(row.occurred_at),
    arrivesOn: row.arrives_on,
    destination: row.destination,
    failed: row.status === 'failed' ? failureForOwner(row.failure_code, bank) : null,
  }));
}
