import { sql } from 'drizzle-orm';
import type { Transaction } from '../../db/transaction.ts';
import { APPROVED_SINCE } from '../cadences/approved-since.ts';

/**
 * Who asks when a cadence proposes: whoever last changed when the account is paid or what stays in its balance, until another
 * person has approved a payout of the cadence in this currency as it was proposed since. Then the cadence itself asks, as it does
 * where no person set it. Time alone changes nothing: a person could wait for it. The caller holds the account's row.
 * @returns the operator, or null when nobody but the cadence asks
 */
export async function readCadenceAsker(
  tx: Transaction,
  { connectedAccountId, currency }: { connectedAccountId: string; currency: string },
): Promise<string | null> {
  const [row] = await tx.execute<{ asker: string }>(sql`
    select cadence.set_by as asker
    from payout_cadences as cadence join operators as person on person.operator_id = cadence.set_by
    where cadence.connected_account_id = ${connectedAccountId} and not exists (
      select from ${APPROVED_SINCE} and request.currency = ${currency})`);
  return row?.asker ?? null;
}
