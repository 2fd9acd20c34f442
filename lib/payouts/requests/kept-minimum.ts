import { sql } from 'drizzle-orm';
import { currency as currencyCode } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';

/*
 * The minimum balance as it stands now, of a row called `request`. A minimum that is set after a request was made holds for it,
 * too: whoever asks for the permit holds the account's row, and so does whoever sets the minimum.
 */

/** Minor units that stay: the larger of what Stripe keeps and what is set here. */
export const KEPT_MINIMUM = sql`greatest(0,
  (select (mirrored.minimum_balances ->> request.currency)::numeric from connected_accounts as mirrored
    where mirrored.connected_account_id = request.connected_account_id),
  (select (cadence.minimum_balances ->> request.currency)::numeric from payout_cadences as cadence
    where cadence.connected_account_id = request.connected_account_id))`;

/** Minor units that are left, beside what holds keep, when the request has left and everything else that may be on its way. */
export const LEFT_AFTER = sql`(coalesce((select sum(owned.credits - owned.debits) from ledger_balances as owned
    where owned.connected_account_id = request.connected_account_id and owned.currency = request.currency
      and owned.ledger_account_code in (2100, 2150)), 0)
  - kept_by_holds(request.connected_account_id, request.currency)
  - (select sum(leaving.amount) from payout_requests as leaving
    where leaving.connected_account_id = request.connected_account_id and leaving.currency = request.currency
      and (leaving.state in ('dispatching', 'unknown') or leaving.payout_request_id = request.payout_request_id)))`;

/** Without a minimum the balance is not asked: Stripe says itself when it has less. */
export const MINIMUM_STAYS = sql`(${KEPT_MINIMUM} = 0 or ${LEFT_AFTER} >= ${KEPT_MINIMUM})`;

/** What a reviewer is told of a minimum that stands in the way, in minor units. */
export function minimumInWords(
  { minimum, left }: { minimum: bigint; left: bigint },
  currency: string,
): string {
  const text = (amount: bigint): string => formatMoney({ amount, currency: currencyCode(currency) });
  return `The account keeps ${text(minimum)}, and this would leave ${text(left)}. It waits until there is more, or is lowered.`;
}
