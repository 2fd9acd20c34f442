import type { Metadata } from 'next';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { BackToSelection } from '#components/approvals/back-to-selection.tsx';
import { BulkForm } from '#components/approvals/bulk-form.tsx';
import { BulkItems } from '#components/approvals/bulk-items.tsx';
import { BulkProgress } from '#components/approvals/bulk-progress.tsx';
import { BulkTakeBack } from '#components/approvals/bulk-take-back.tsx';
import { bulkTitle } from '#components/approvals/bulk-words.ts';
import { NotKept } from '#components/settings/kept.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Time } from '#components/ui/time.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { listBulkItems } from '#lib/payouts/bulk/item-queries.ts';
import { readBulkDecision } from '#lib/payouts/bulk/queries.ts';
import { startBulkDecisionAction, stopBulkDecisionAction, takeBackBulkDecisionAction } from './actions.ts';

export const metadata: Metadata = { title: 'Deciding together' };

export default async function BulkDecisionPage(props: PageProps<'/bulk-decisions/[bulkDecisionId]'>) {
  const ctx = await guardPage('payouts.read');
  const [{ bulkDecisionId }, raw] = await Promise.all([props.params, props.searchParams]);
  const refused = readParam(raw, 'refused');
  const bulk = await orNotFound(() => readBulkDecision(ctx, bulkDecisionId));
  // Two thousand rows, drawn anew every other second, would be all that server and browser do.
  const which = bulk.state === 'queued' ? 'passed_over' : 'all';
  const [items, ways] = await Promise.all([listBulkItems(ctx, bulkDecisionId, which), readStepUpWays(ctx)]);
  const { state, counts, isOwn } = bulk;
  const mayDecide = permissionsOf(ctx.actor).includes('payouts.approve');
  const isMoving = state === 'preparing' || state === 'queued';
  const hasUndone = state === 'stopped' ? counts.waiting + counts.failed > 0 : counts.failed > 0;
  const left = items
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'waiting')
    .map(({ payoutRequestId: id, amount: { amount, currency } }) => ({
      id,
      currency,
      amount: amount.toString(),
    }));
  return (
    <div className="page bulk">
      {isMoving ? <KeepFresh /> : null}
      <PageHead
        title={bulkTitle(bulk)}
        lead={
          <>
            Chosen by {isOwn ? 'you' : bulk.operatorName} <Time at={bulk.madeAt} show="relative" />
            {bulk.reason === null ? '.' : <>: {bulk.reason}</>}
          </>
        }
        crumbs={[{ href: '/payouts', label: 'Payouts' }]}
      />
      {refused === undefined ? null : (
        <NotKept>
          {refused === 'forbidden'
            ? 'Stripe refused some of these. Whoever may ask for payouts puts them before people again.'
            : 'Nothing of this is left to look at again.'}
        </NotKept>
      )}
      <BulkProgress bulk={bulk} />
      {bulk.takeBack === null || !mayDecide ? null : (
        <BulkTakeBack
          bulkDecisionId={bulkDecisionId}
          isMoving={isMoving}
          count={bulk.takeBack.count}
          leaving={bulk.takeBack.leaving}
          until={bulk.takeBack.until?.toISOString() ?? null}
          action={takeBackBulkDecisionAction}
        />
      )}
      {state === 'draft' && isOwn && bulk.root !== null ? (
        <BulkForm bulk={{ ...bulk, root: bulk.root }} ways={ways} start={startBulkDecisionAction} />
      ) : null}
      <div className="actions bulk-actions">
        {isMoving || state === 'draft' ? (
          mayDecide && (isOwn || isMoving) ? (
            <ActionForm
              action={stopBulkDecisionAction}
              fields={{ bulkDecisionId }}
              label={state === 'draft' ? 'Put it away' : 'Stop'}
              pendingLabel="Stopping"
            />
          ) : null
        ) : mayDecide && hasUndone ? (
          <form action="/bulk-decisions/open" method="post">
            <input type="hidden" name="retry" value={bulkDecisionId} />
            <button type="submit" className="btn btn-primary">
              Look again at the {state === 'stopped' ? 'rest' : 'failed ones'}
            </button>
          </form>
        ) : null}
        {isMoving || state === 'draft' ? null : <BackToSelection left={left} />}
        <LinkButton href="/payouts">Back to the queue</LinkButton>
      </div>
      {items.length === 0 ? null : <BulkItems items={items} isStarted={state !== 'draft'} />}
    </div>
  );
}
