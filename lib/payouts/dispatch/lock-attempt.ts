import { eq, getTableColumns, sql } from 'drizzle-orm';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { payoutAccounts, payoutAttempts, payoutRequests } from '#drizzle/schema/payout-requests.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';

export type PayoutRequestRow = typeof payoutRequests.$inferSelect;
export type PayoutAttemptRow = typeof payoutAttempts.$inferSelect;
type LockedAttempt = { request: PayoutRequestRow; attempt: PayoutAttemptRow };

/** Which Postgres this is: another one after a backup was put back, a copy was made or a standby took over. */
export const CURRENT_CLUSTER = sql<string>`(
  select system.system_identifier || '/' || checkpoint.timeline_id
  from pg_control_system() as system, pg_control_checkpoint() as checkpoint)`;

/** `isOpen`: not locked, and this is the Postgres that sent last. */
type Control = typeof dispatchControl.$inferSelect & { isOpen: boolean };

/** First of all locks of a permit: a press waits for permits that are being given. @returns its row */
export async function lockControl(tx: Transaction): Promise<Control> {
  const [control] = await tx
    .select({
      ...getTableColumns(dispatchControl),
      isOpen: sql<boolean>`${dispatchControl.lockedAt} is null
        and coalesce(${dispatchControl.cluster}, ${CURRENT_CLUSTER}) = ${CURRENT_CLUSTER}`,
    })
    .from(dispatchControl)
    .for('share');
  if (control === undefined) throw new Error('The migrations write the one row of dispatch_control');
  return control;
}

/** Second: one connected account's money, one writer at a time. @returns null when it is not enrolled */
export async function lockPayoutAccount(
  tx: Transaction,
  connectedAccountId: string,
): Promise<typeof payoutAccounts.$inferSelect | null> {
  const [account] = await tx
    .select()
    .from(payoutAccounts)
    .where(eq(payoutAccounts.connectedAccountId, connectedAccountId))
    .for('update');
  return account ?? null;
}

/** Third. @throws DomainError `not_found` */
export async function lockPayoutRequest(tx: Transaction, payoutRequestId: string): Promise<PayoutRequestRow> {
  const [request] = await tx
    .select()
    .from(payoutRequests)
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId))
    .for('update');
  if (request === undefined) throw new DomainError('not_found', 'There is no such payout request.');
  return request;
}

/** Locks an attempt with its connected account and its request, in the one order of all writers. @throws DomainError `not_found` */
export async function lockAttempt(tx: Transaction, payoutAttemptId: string): Promise<LockedAttempt> {
  const byId = eq(payoutAttempts.payoutAttemptId, payoutAttemptId);
  const [named] = await tx
    .select({
      connectedAccountId: payoutAttempts.connectedAccountId,
      payoutRequestId: payoutAttempts.payoutRequestId,
    })
    .from(payoutAttempts)
    .where(byId);
  if (named === undefined) throw new DomainError('not_found', 'There is no such payout attempt.');
  await lockPayoutAccount(tx, named.connectedAccountId);
  const request = await lockPayoutRequest(tx, named.payoutRequestId);
  const [attempt] = await tx.select().from(payoutAttempts).where(byId).for('update');
  if (attempt === undefined) throw new Error('An attempt is never deleted');
  return { request, attempt };
}

/** So many milliseconds from now, by the database's clock. */
export const fromNow = (ms: number) =>
  sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1_000}::float8)`;
