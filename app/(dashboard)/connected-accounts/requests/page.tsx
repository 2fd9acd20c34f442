import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import {
  CURSOR_REFUSED,
  presentParams,
  readOneOf,
  readParam,
  type RawSearchParams,
} from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { Notices } from '#components/data-table/notices.tsx';
import { StatusTabs } from '#components/data-table/status-tabs.tsx';
import { RequestList } from '#components/information-requests/request-list.tsx';
import { LIST_WORDS } from '#components/information-requests/request-words.ts';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { countInformationRequests, listInformationRequests } from '#lib/information-requests/queries.ts';
import { INFORMATION_STATES } from '#lib/information-requests/types.ts';
import { readPageRequest } from '#lib/paging.ts';
import { closeInformationRequestAction } from './actions.ts';

export const metadata: Metadata = { title: 'Requests for information' };

const PATH = '/connected-accounts/requests';
const CHOICES = INFORMATION_STATES.filter((state) => state !== 'sent');

export default async function InformationRequestsPage(props: PageProps<'/connected-accounts/requests'>) {
  const ctx = await guardPage('information.read');
  const raw = await props.searchParams;
  return (
    <div className="page">
      <PageHead
        crumbs={[{ href: '/connected-accounts', label: 'Connected accounts' }]}
        title="Requests for information"
        lead="What owners of connected accounts were asked, and what they answered. Ask from an account’s page."
      />
      <Patiently fallback={<SkeletonParts label="Reading the requests" main={[[null, 20]]} />}>
        {drawRequests(ctx, raw)}
      </Patiently>
    </div>
  );
}

async function drawRequests(ctx: Context, raw: RawSearchParams): Promise<ReactNode> {
  const notices: string[] = [];
  const chosen = readOneOf(raw, 'state', CHOICES, notices);
  const state = chosen ?? 'sent';
  const request = readPageRequest(
    { list: 'information-requests', filter: { state } },
    {
      cursor: readParam(raw, 'cursor'),
      size: readParam(raw, 'size'),
    },
  );
  if (request.isCursorRefused) notices.push(CURSOR_REFUSED);
  const [page, counts] = await Promise.all([
    listInformationRequests(ctx, state, request),
    countInformationRequests(ctx),
  ]);
  const may = permissionsOf(ctx.actor);
  const params = presentParams({ state: chosen, size: readParam(raw, 'size') });
  const at = (cursor: string | null) => (cursor === null ? null : listHref(PATH, params, { cursor }));
  const { empty, order } = LIST_WORDS[state];
  return (
    <>
      <Notices texts={notices} />
      <StatusTabs
        path={PATH}
        params={params}
        name="state"
        label="Which requests"
        all={LIST_WORDS.sent.tab}
        allCount={{ count: counts.sent, isCapped: false }}
        choices={CHOICES.map((value) => ({
          value,
          label: LIST_WORDS[value].tab,
          count: value === 'closed' ? null : { count: counts[value], isCapped: false },
        }))}
      />
      {page.rows.length === 0 ? (
        <EmptyState title={empty} />
      ) : (
        <>
          <RequestList
            requests={page.rows}
            hasAccounts
            mayOpen={may.includes('information.open_files')}
            close={may.includes('information.ask') ? closeInformationRequestAction : null}
          />
          <Pager
            firstHref={page.previousCursor === null ? null : listHref(PATH, params, {})}
            newerHref={at(page.previousCursor)}
            olderHref={at(page.nextCursor)}
            summary={`${String(page.rows.length)} shown, ${order}`}
          />
        </>
      )}
    </>
  );
}
