import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { DomainError } from '../../errors.ts';
import type { StoredRequest } from '../requests/lock-payout-request.ts';

/** A closed laptop frees what it had open after this. */
export const LEASE_MINUTES = 2;

/**
 * Whoever has a request open decides it. The caller holds its row.
 * @throws DomainError `conflict` naming who has it open
 */
export async function refuseOthersLease(
  tx: Transaction,
  request: Pick<StoredRequest, 'reviewerOperatorId' | 'reviewerUntil'>,
  operatorId: string,
): Promise<void> {
  const { reviewerOperatorId, reviewerUntil } = request;
  if (reviewerOperatorId === null || reviewerUntil === null || reviewerOperatorId === operatorId) return;
  const [row] = await tx.execute<{ name: string }>(sql`
    select name from operators
    where operator_id = ${reviewerOperatorId} and ${reviewerUntil.toISOString()}::timestamptz > clock_timestamp()`);
  if (row !== undefined)
    throw new DomainError(
      'conflict',
      `${row.name} has this request open. Take it over first, or choose another.`,
    );
}
