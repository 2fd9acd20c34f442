import { eq, inArray, sql } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { payoutAccounts } from '#drizzle/schema/payout-requests.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import { isStrongLock } from '../../holds/rules/strong-lock.ts';
import { payoutsOffInWords } from './payouts-off.ts';

/** What is known of a connected account when money of it is decided about. */
export type PayableAccount = Pick<
  typeof connectedAccounts.$inferSelect,
  'connectedAccountId' | 'displayName' | 'country' | 'lockStrength' | 'minimumBalances' | 'createdAtStripe'
>;

/**
 * Locks the enrolment, under which money of one connected account is proposed, held and sent: a second writer waits.
 * @throws DomainError `precondition_failed` when it is not enrolled
 */
export async function lockPayoutAccount(tx: Transaction, connectedAccountId: string): Promise<void> {
  const [row] = await tx
    .select({ id: payoutAccounts.connectedAccountId })
    .from(payoutAccounts)
    .where(eq(payoutAccounts.connectedAccountId, connectedAccountId))
    .for('update');
  if (row === undefined)
    throw new DomainError(
      'precondition_failed',
      `${connectedAccountId} is not enrolled: Sluice does not make its payouts. Enrol it on its page first.`,
    );
}

/**
 * The connected account, when Stripe would pay it out. A weak lock is shown, not refused.
 * @throws DomainError `not_found`, or `precondition_failed` with what stands in the way
 */
export async function readPayableAccount(
  tx: Transaction | Database,
  connectedAccountId: string,
): Promise<PayableAccount> {
  return (await readPayableAccounts(tx, [connectedAccountId]))(connectedAccountId);
}

/** Many by one statement. @returns what `readPayableAccount` gives or throws for each */
export async function readPayableAccounts(
  tx: Transaction | Database,
  connectedAccountIds: string[],
): Promise<(connectedAccountId: string) => PayableAccount> {
  const accounts = await tx
    .select({
      connectedAccountId: connectedAccounts.connectedAccountId,
      displayName: connectedAccounts.displayName,
      country: connectedAccounts.country,
      lockStrength: connectedAccounts.lockStrength,
      // With what was lowered within the last day.
      minimumBalances: sql<Record<string, number>>`stripe_minimums(${connectedAccounts})`,
      createdAtStripe: connectedAccounts.createdAtStripe,
      payoutsEnabled: connectedAccounts.payoutsEnabled,
      disabledReason: connectedAccounts.disabledReason,
      isDeauthorized: sql<boolean>`${connectedAccounts.deauthorizedAt} is not null`,
    })
    .from(connectedAccounts)
    .where(inArray(connectedAccounts.connectedAccountId, connectedAccountIds));
  const found = new Map(accounts.map((account) => [account.connectedAccountId, account]));
  return (id) => payable(id, found.get(id));
}

function payable(
  connectedAccountId: string,
  account:
    | (PayableAccount & { payoutsEnabled: boolean; disabledReason: string | null; isDeauthorized: boolean })
    | undefined,
): PayableAccount {
  if (account === undefined)
    throw new DomainError('not_found', `There is no connected account ${connectedAccountId}.`);
  if (account.isDeauthorized)
    throw new DomainError(
      'precondition_failed',
      `${account.displayName} has disconnected the platform, so Sluice cannot pay it. Ask its owner to connect again.`,
    );
  if (!account.payoutsEnabled)
    throw new DomainError(
      'precondition_failed',
      `Stripe has switched payouts of ${account.displayName} off. ${payoutsOffInWords(account.disabledReason)}`,
    );
  return account;
}

/** Whether money can leave the account without Sluice. */
export function isWeakLock({ lockStrength }: Pick<PayableAccount, 'lockStrength'>): boolean {
  return !isStrongLock(lockStrength);
}
