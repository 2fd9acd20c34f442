import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { RISK_FLAG_TABLE } from '#lib/risk/flags/flag-table.ts';
import type { RiskFlagColumn, RiskFlagFilter, RiskFlagSort } from '#lib/risk/types.ts';
import type { Condition } from '#lib/tables/types.ts';
import type { ListRequest } from '../_lists/list-screen.ts';
import { instantsOf, isAccountId, readListRequest, readWordsBy } from '../_lists/read-list-request.ts';

/** Reads the address of `/anomalies`. */
export function readRiskFlagListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<RiskFlagColumn, RiskFlagSort, RiskFlagFilter> {
  return readListRequest<RiskFlagColumn, RiskFlagSort, RiskFlagFilter>(
    raw,
    RISK_FLAG_TABLE,
    (condition) => filterOf(condition, calendar),
    (line) =>
      readWordsBy<RiskFlagFilter>(line, [
        {
          field: 'account',
          isMeant: isAccountId,
          part: (text) => ({ connectedAccountId: text }),
        },
      ]),
  );
}

function filterOf(condition: Condition, calendar: Calendar): RiskFlagFilter {
  const { field, value } = condition;
  switch (field) {
    case 'state':
      return { state: value };
    case 'cause':
      return { cause: value };
    case 'done':
      return { action: value };
    case 'currency':
      return { currency: value };
    case 'account':
      return { connectedAccountId: value };
    case 'since':
      return instantsOf(condition, calendar, ['openedFrom', 'openedBefore']);
    default:
      throw new Error(`No condition of anomalies is called ${field}.`);
  }
}
