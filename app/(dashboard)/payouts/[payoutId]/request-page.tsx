import type { Route } from 'next';
import type { ReactNode } from 'react';
import { orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { DecisionActs } from '#components/payouts/decision-acts.tsx';
import { isUndecided } from '#components/payouts/request-words.ts';
import { RequestEffect, RequestWhy } from '#components/payouts/request-evidence.tsx';
import { RequestHead } from '#components/payouts/request-head.tsx';
import { RequestStory } from '#components/payouts/request-story.tsx';
import { UndoToast } from '#components/payouts/undo-toast.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import type { Context } from '#lib/context.ts';
import { getPayoutRequest } from '#lib/payouts/queue/detail-queries.ts';
import type { PayoutRequestDetail } from '#lib/payouts/types.ts';
import { readWhatOwnerReads } from '#lib/portal/owner-reads.ts';
import { undoApprovalAction } from '../actions.ts';
import { DECISION_ACTIONS, evidenceActs } from '../decision-actions.ts';
import { readDecisionRights } from '../decision-rights.ts';
import { RequestAlarms } from '../request-alarms.tsx';
import { RequestFlag } from '../request-flag.tsx';

const CRUMBS = [{ href: '/payouts', label: 'Payouts' }] as const;

/** One payout request with everything about it, to decide without the queue: an address of its own. */
export function RequestPage({ ctx, payoutRequestId }: { ctx: Context; payoutRequestId: string }) {
  const request = orNotFound(() => getPayoutRequest(ctx, payoutRequestId));
  return (
    <Patiently
      subject={request}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Payout request"
          label="Reading the payout request"
          main={[
            [null, 8],
            [null, 6],
          ]}
          side={[
            [null, 6],
            [null, 4],
          ]}
        />
      }
    >
      {drawRequest(ctx, request, payoutRequestId)}
    </Patiently>
  );
}

async function drawRequest(
  ctx: Context,
  reading: Promise<PayoutRequestDetail>,
  payoutRequestId: string,
): Promise<ReactNode> {
  const request = await reading;
  const [rights, ownerReads, alarms, flag] = await Promise.all([
    readDecisionRights(ctx, request),
    readWhatOwnerReads(ctx, request.connectedAccountId, request.holds),
    RequestAlarms({ ctx, request }),
    RequestFlag({ ctx, request }),
  ]);
  return (
    <div className="page decide-page">
      <div className={isUndecided(request) ? 'decide-cols' : 'decide-cols is-past'}>
        <div className="decide-top">
          <PageHead crumbs={CRUMBS} title={<bdi>{request.connectedAccountName}</bdi>} />
          <RequestHead
            request={request}
            rights={rights}
            pageHref={`/payouts/${payoutRequestId}` as Route}
            isPage
          />
          <h2 className="vh">All that is known</h2>
        </div>
        <div className="evidence decide-why">
          {alarms}
          {flag}
          <RequestWhy request={request} ownerReads={ownerReads} now={ctx.now} {...evidenceActs(rights)} />
        </div>
        <div className="decide-side">
          <div className="evidence decide-effect">
            <RequestEffect request={request} />
          </div>
          <DecisionActs request={request} rights={rights} actions={DECISION_ACTIONS} nextHref={null} />
        </div>
        <div className="evidence decide-story">
          <RequestStory request={request} />
        </div>
      </div>
      <UndoToast action={undoApprovalAction} />
    </div>
  );
}
