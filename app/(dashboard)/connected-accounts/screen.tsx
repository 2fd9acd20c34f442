import { CONNECTED_ACCOUNT_CELLS } from '#components/connected-accounts/connected-account-cells.tsx';
import { connectedAccountFacets } from '#components/connected-accounts/connected-account-facets.ts';
import { ConnectedAccountPanel } from '#components/connected-accounts/connected-account-panel.tsx';
import { CONNECTED_ACCOUNT_TABLE } from '#lib/connected-accounts/connected-account-table.ts';
import { getConnectedAccount } from '#lib/connected-accounts/detail-queries.ts';
import {
  countConnectedAccounts,
  countNewerConnectedAccounts,
  readConnectedAccountList,
  readConnectedAccounts,
} from '#lib/connected-accounts/queries.ts';
import type {
  ConnectedAccountColumn,
  ConnectedAccountFilter,
  ConnectedAccountRow,
  ConnectedAccountSort,
} from '#lib/connected-accounts/types.ts';
import type { ListScreen } from '../_lists/list-screen.ts';
import { readConnectedAccountListRequest } from './search-params.ts';

export const CONNECTED_ACCOUNT_SCREEN: ListScreen<
  ConnectedAccountRow,
  ConnectedAccountColumn,
  ConnectedAccountSort,
  ConnectedAccountFilter
> = {
  list: 'connected-accounts',
  path: '/connected-accounts',
  title: 'Connected accounts',
  lead: 'Whose money lies at Stripe under this platform, how each stands with Stripe, and what keeps it from being restricted.',
  links: [
    { href: '/connected-accounts/invitations', label: 'Invitations' },
    { href: '/connected-accounts/requests', label: 'Requests for information' },
  ],
  one: 'connected account',
  many: 'connected accounts',
  filterLabel: 'Filter connected accounts',
  placeholder: 'country:de, acct_… or a name',
  table: CONNECTED_ACCOUNT_TABLE,
  cells: CONNECTED_ACCOUNT_CELLS,
  rowId: (row) => row.connectedAccountId,
  rowTime: (row) => row.createdAtStripe,
  className: 'account-list',
  bulk: {
    permission: 'payouts.propose',
    address: '/payouts/propose/chosen',
    buttons: [{ decision: 'propose', label: 'Propose payouts of', kind: 'primary' }],
  },
  readRequest: readConnectedAccountListRequest,
  read: async (ctx, filter, order, request) => {
    const { page, facets, count } = await readConnectedAccountList(ctx, filter, order, request);
    return { page, facets: connectedAccountFacets(facets), count };
  },
  count: countConnectedAccounts,
  countNewer: countNewerConnectedAccounts,
  readRows: readConnectedAccounts,
  panel: async (ctx, id, steps) => (
    <ConnectedAccountPanel account={await getConnectedAccount(ctx, id)} steps={steps} />
  ),
  nothing: {
    title: 'No connected account yet',
    text: 'None has been read from Stripe. The worker reads them all when it starts.',
    href: '/events',
    link: 'See the events',
  },
};
