import { FLAG_CELLS } from '#components/risk/flag-cells.tsx';
import { flagFacets } from '#components/risk/flag-facets.ts';
import { FlagPanel } from '#components/risk/flag-panel.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { getRiskFlag } from '#lib/risk/flags/detail-queries.ts';
import { RISK_FLAG_TABLE } from '#lib/risk/flags/flag-table.ts';
import {
  countNewerRiskFlags,
  countRiskFlags,
  readRiskFlagList,
  readRiskFlags,
} from '#lib/risk/flags/queries.ts';
import type { RiskFlagColumn, RiskFlagFilter, RiskFlagRow, RiskFlagSort } from '#lib/risk/types.ts';
import type { ListScreen } from '../_lists/list-screen.ts';
import { giveRiskVerdictAction, snoozeRiskFlagAction } from './actions.ts';
import { readRiskFlagListRequest } from './search-params.ts';

const ACTIONS = { verdict: giveRiskVerdictAction, snooze: snoozeRiskFlagAction };

export const ANOMALY_SCREEN: ListScreen<RiskFlagRow, RiskFlagColumn, RiskFlagSort, RiskFlagFilter> = {
  list: 'anomalies',
  path: '/anomalies',
  title: 'Anomalies',
  lead: 'Accounts that are unlike themselves: what was found, what is at risk, what was done about it.',
  one: 'anomaly',
  many: 'anomalies',
  filterLabel: 'Filter anomalies',
  placeholder: 'cause:card_testing or a name',
  table: RISK_FLAG_TABLE,
  cells: FLAG_CELLS,
  usual: { q: 'state:open' },
  rowId: (row) => row.riskFlagId,
  rowTime: (row) => row.openedAt,
  rowSum: (row) => row.exposure,
  together: { letter: 'v', does: 'say of all selected what they are' },
  bulk: {
    permission: 'risk.decide',
    address: '/anomalies/together/open',
    buttons: [{ decision: 'verdict', label: 'Decide together', kind: 'primary', letter: 'v' }],
  },
  readRequest: readRiskFlagListRequest,
  read: async (ctx, filter, order, request) => {
    const { facets, ...list } = await readRiskFlagList(ctx, filter, order, request);
    return { ...list, facets: flagFacets(facets) };
  },
  count: countRiskFlags,
  countNewer: countNewerRiskFlags,
  readRows: readRiskFlags,
  panel: async (ctx, id, steps) => (
    <FlagPanel
      flag={await getRiskFlag(ctx, id)}
      steps={steps}
      actions={permissionsOf(ctx.actor).includes('risk.decide') ? ACTIONS : null}
    />
  ),
  nothing: {
    title: 'Nothing is unusual',
    text: 'No account is unlike itself. What was decided before stands under “All”.',
    href: '/anomalies?view=all',
    link: 'See all anomalies',
  },
};
