import { sql } from 'drizzle-orm';
import { database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import type { HoldFact, SessionFacts } from './types.ts';

type Row = {
  lock_strength: string;
  requirement_collection: string | null;
  disabled_reason: string | null;
  is_gone: boolean;
  is_paid_by_request: boolean;
  holds: HoldFact[];
  kill_switch_ids: string[];
};

/**
 * What a session of this account would be built from, in one reading.
 * @throws DomainError `not_found`
 */
export async function readSessionFacts(
  connectedAccountId: string,
  tx: Pick<Transaction, 'execute'> = database(),
): Promise<SessionFacts> {
  const [row] = await tx.execute<Row>(sql`
    select account.lock_strength, account.requirement_collection, account.disabled_reason,
      account.deauthorized_at is not null as is_gone,
      exists (select from payout_accounts as paid where paid.connected_account_id = account.connected_account_id) as is_paid_by_request,
      coalesce((select jsonb_agg(jsonb_build_object('holdId', hold_id, 'source', source,
          'isOfAccount', payout_request_id is null, 'keepsPercent', keeps_percent) order by hold_id)
        from holds where holds.connected_account_id = account.connected_account_id and state <> 'released'), '[]') as holds,
      coalesce((select jsonb_agg(kill_switch_id order by pressed_at) from kill_switches
        where state <> 'released' and not is_drill
          and kill_switch_keeps(scope, scope_value, pressed_at, account.connected_account_id, null, 'standard')), '[]') as kill_switch_ids
    from connected_accounts as account where account.connected_account_id = ${connectedAccountId}`);
  if (row === undefined)
    throw new DomainError('not_found', 'Sluice has not read this connected account from Stripe yet.');
  return {
    isDisconnected: row.is_gone,
    isPaidByRequest: row.is_paid_by_request,
    lockStrength: row.lock_strength,
    requirementCollection: row.requirement_collection,
    disabledReason: row.disabled_reason,
    holds: row.holds,
    killSwitchIds: row.kill_switch_ids,
  };
}
