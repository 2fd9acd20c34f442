import type { Route } from 'next';
import type { PanelSteps } from '#components/data-table/panel-steps.ts';
import { DecisionActs } from '#components/payouts/decision-acts.tsx';
import { RequestEvidence } from '#components/payouts/request-evidence.tsx';
import { RequestHead } from '#components/payouts/request-head.tsx';
import { SidePanel } from '#components/data-table/side-panel.tsx';
import type { Context } from '#lib/context.ts';
import { getPayoutRequest } from '#lib/payouts/queue/detail-queries.ts';
import { readWhatOwnerReads } from '#lib/portal/owner-reads.ts';
import { DECISION_ACTIONS, evidenceActs } from './decision-actions.ts';
import { readDecisionRights } from './decision-rights.ts';
import { RequestAlarms } from './request-alarms.tsx';
import { RequestFlag } from './request-flag.tsx';

/** So many of the queue are offered with one proof: as many as fit one look at the list of them. */
const TOGETHER = 10;

/** One request beside the queue, with everything that whoever decides needs. @throws DomainError `not_found` */
export async function requestPanel(ctx: Context, id: string, steps: PanelSteps) {
  const request = await getPayoutRequest(ctx, id);
  const [rights, ownerReads] = await Promise.all([
    readDecisionRights(ctx, request),
    readWhatOwnerReads(ctx, request.connectedAccountId, request.holds),
  ]);
  const pageHref = `/payouts/${id}` as Route; // an id that was found
  return (
    <SidePanel what="payout request" label={`Payout request ${id}`} steps={steps} className="decide-panel">
      <RequestHead request={request} rights={rights} pageHref={pageHref} />
      <RequestAlarms ctx={ctx} request={request} />
      <RequestFlag ctx={ctx} request={request} />
      <RequestEvidence request={request} ownerReads={ownerReads} now={ctx.now} {...evidenceActs(rights)} />
      <DecisionActs
        key={id}
        request={request}
        rights={rights}
        actions={DECISION_ACTIONS}
        nextHref={steps.nextHref ?? steps.closeHref}
        together={steps.from.slice(0, TOGETHER)}
      />
    </SidePanel>
  );
}
