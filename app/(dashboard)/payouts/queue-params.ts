import { amountBounds } from '#app/_edge/amount-bounds.ts';
import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { REQUEST_TABLE } from '#lib/payouts/queue/request-table.ts';
import type {
  PayoutRequestColumn,
  PayoutRequestFilter,
  PayoutRequestSort,
} from '#lib/payouts/queue/request-types.ts';
import type { Condition, FilterLine } from '#lib/tables/types.ts';
import type { ListRequest } from '../_lists/list-screen.ts';
import { instantsOf, readListRequest, readWordsBy, type WordRule } from '../_lists/read-list-request.ts';

/** Reads the address of `/payouts`. */
export function readPayoutRequestListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<PayoutRequestColumn, PayoutRequestSort, PayoutRequestFilter> {
  return readListRequest<PayoutRequestColumn, PayoutRequestSort, PayoutRequestFilter>(
    raw,
    REQUEST_TABLE,
    (condition, line) => filterOf(condition, line, calendar),
    (line) => readWordsBy<PayoutRequestFilter>(line, WORDS),
  );
}

const WORDS: readonly WordRule<PayoutRequestFilter>[] = [
  {
    field: 'request',
    isMeant: (text) => text.startsWith('prq_'),
    part: (payoutRequestId) => ({ payoutRequestId }),
  },
  {
    field: 'account',
    isMeant: (text) => text.startsWith('acct_'),
    part: (connectedAccountId) => ({ connectedAccountId }),
  },
];

/** What a condition adds to the filter, or what is wrong with it. */
function filterOf(condition: Condition, line: FilterLine, calendar: Calendar): PayoutRequestFilter | string {
  const { field, value } = condition;
  switch (field) {
    case 'state':
    case 'currency':
    case 'origin':
    case 'route':
    case 'hold':
    case 'method':
    case 'for':
      return { [field]: value };
    case 'account':
      return { connectedAccountId: value };
    case 'amount':
      return amountBounds(condition, line);
    case 'asked':
      return instantsOf(condition, calendar, ['askedFrom', 'askedBefore']);
    default:
      throw new Error(`No condition of payout requests is called ${field}.`);
  }
}
