import { sql } from 'drizzle-orm';
import { currency as currencyCode } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';

/*
 * The minimum balance as it stands now, of a row called `request`. A minimum that is set after a request was made holds for it,
 * too: whoever asks for the permit holds the account's row, and so does whoever sets the minimum.
 */

/** Minor units that stay: the larger of what Stripe keeps and what is set here. */
export const KEPT_MINIMUM = sql`kept_minimum(request.connected_account_id, request.currency)`;

/** Minor units that are left, beside what holds keep, when the request has left and everything else that may be on its way. */
export const LEFT_AFTER = sql`left_after(request.connected_account_id, request.currency, request.payout_request_id)`;

/** As the guard of attempts asks. */
export const MINIMUM_STAYS = sql`leaves_minimum(request.connected_account_id, request.currency, request.payout_request_id)`;

/** What a reviewer is told of a minimum that stands in the way, in minor units. */
export function minimumInWords(
  { minimum, left }: { minimum: bigint; left: bigint },
  currency: string,
): string {
  const text = (amount: bigint): string => formatMoney({ amount, currency: currencyCode(currency) });
  return `The account keeps ${text(minimum)}, and this would leave ${text(left)}. It waits until there is more, or the minimum is lowered (a day later where Stripe keeps it).`;
}
