import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readParam } from '#app/_edge/list-params.ts';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { BackToSelection } from '#components/approvals/back-to-selection.tsx';
import { BulkChanges } from '#components/approvals/bulk-changes.tsx';
import { BulkForm } from '#components/approvals/bulk-form.tsx';
import { BulkItems } from '#components/approvals/bulk-items.tsx';
import { BulkLookAgain } from '#components/approvals/bulk-look-again.tsx';
import { BulkPreviewLines } from '#components/approvals/bulk-preview.tsx';
import { BulkProgress } from '#components/approvals/bulk-progress.tsx';
import { BulkTakeBack } from '#components/approvals/bulk-take-back.tsx';
import { bulkTitle, lookAgainLabel } from '#components/approvals/bulk-words.ts';
import { ActKeys } from '#components/data-table/act-keys.tsx';
import { NotKept } from '#components/settings/kept.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { KeepFresh } from '#components/ui/keep-fresh.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import type { BulkDecision, BulkItem, BulkOutcome, BulkPreview, StepUpWays } from '#lib/approvals/types.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listBulkItems } from '#lib/payouts/bulk/item-queries.ts';
import { readBulkPreview } from '#lib/payouts/bulk/preview-queries.ts';
import { readBulkDecision } from '#lib/payouts/bulk/queries.ts';
import { undoApprovalAction } from '../../payouts/actions.ts';
import { startBulkDecisionAction, stopBulkDecisionAction, takeBackBulkDecisionAction } from './actions.ts';

/** Soon enough that nobody types a code for what has changed meanwhile. */
const DRAFT_READ_MS = 10_000;
/** A worker takes what may leave within a few seconds. */
const LEAVING_READ_MS = 3_000;
const KEYS = [
  {
    key: 'u',
    meaning: 'take approvals back: goes to the first button for it',
    selector: '[data-undo] button',
  },
] as const;
const CAME_BACK: readonly string[] = ['refused', 'returned'];

export const metadata: Metadata = { title: 'Deciding together' };

const CRUMBS = [{ href: '/payouts', label: 'Payouts' }] as const;

export default async function BulkDecisionPage(props: PageProps<'/bulk-decisions/[bulkDecisionId]'>) {
  const ctx = await guardPage('payouts.read');
  const [{ bulkDecisionId }, raw] = await Promise.all([props.params, props.searchParams]);
  const bulk = orNotFound(() => readBulkDecision(ctx, bulkDecisionId));
  return (
    <Patiently
      subject={bulk}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Deciding together"
          label="Reading what was chosen"
          main={[
            [null, 5],
            [null, 12],
          ]}
        />
      }
    >
      {drawBulkDecision(ctx, bulk, readParam(raw, 'refused'))}
    </Patiently>
  );
}

async function drawBulkDecision(
  ctx: Context,
  reading: Promise<BulkDecision>,
  refused: string | undefined,
): Promise<ReactNode> {
  const bulk = await reading;
  const { bulkDecisionId } = bulk;
  // Two thousand rows, drawn anew every other second, would be all that server and browser do.
  const which = bulk.state === 'queued' ? 'passed_over' : 'all';
  const [items, ways, preview] = await Promise.all([
    listBulkItems(ctx, bulkDecisionId, which),
    readStepUpWays(ctx),
    bulk.state === 'draft' ? readBulkPreview(ctx, bulkDecisionId) : null,
  ]);
  const { state, isOwn } = bulk;
  const mayDecide = permissionsOf(ctx.actor).includes('payouts.approve');
  const isMoving = state === 'preparing' || state === 'queued';
  // Until then a reason is what its person has typed so far.
  const wasStarted = state !== 'preparing' && state !== 'draft';
  const lookAgain = lookAgainLabel(bulk);
  return (
    <div className="page bulk">
      {isMoving ? <KeepFresh /> : state === 'draft' ? <KeepFresh everyMs={DRAFT_READ_MS} /> : null}
      {!isMoving && isAboutToLeave(items, ctx.now) ? <KeepFresh everyMs={LEAVING_READ_MS} /> : null}
      <ActKeys acts={KEYS} />
      <PageHead
        title={bulkTitle(bulk, preview?.decidable ?? null)}
        lead={
          <>
            Chosen by {isOwn ? 'you' : bulk.operatorName} <Time at={bulk.madeAt} show="relative" />
            {bulk.reason === null || !wasStarted ? '.' : <>: {bulk.reason}</>}
          </>
        }
        crumbs={CRUMBS}
      />
      {refused === undefined ? null : (
        <NotKept>
          {refused === 'forbidden'
            ? 'Stripe refused some of these. Whoever may ask for payouts puts them before people again.'
            : 'Nothing of this is left to look at again.'}
        </NotKept>
      )}
      <BulkProgress bulk={bulk} />
      {mayDecide ? <WayBack bulk={bulk} items={items} /> : null}
      {preview === null ? null : (
        <Draft bulk={bulk} items={items} preview={preview} ways={ways} mayDecide={mayDecide} />
      )}
      {mayDecide && !isMoving && state !== 'draft' ? <AskedAgain bulk={bulk} items={items} /> : null}
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
        ) : mayDecide && lookAgain !== null ? (
          <BulkLookAgain bulkDecisionId={bulkDecisionId} label={lookAgain} />
        ) : null}
        {isMoving || state === 'draft' ? null : <BackToSelection left={leftToDecide(items)} />}
        <LinkButton href="/payouts">Back to the queue</LinkButton>
      </div>
      {items.length === 0 ? null : (
        <BulkItems items={items} preview={preview} takeBack={mayDecide ? undoApprovalAction : null} />
      )}
    </div>
  );
}

/** The way back from all of one's own approvals, or that there is none any more. */
function WayBack({ bulk, items }: { bulk: BulkDecision; items: readonly BulkItem[] }) {
  const { bulkDecisionId, state, takeBack } = bulk;
  if (takeBack === null)
    return items.some((item) => item.takeBack === 'over') ? (
      <p className="small muted">The time to take these back is over: what was approved is on its way.</p>
    ) : null;
  return (
    <BulkTakeBack
      bulkDecisionId={bulkDecisionId}
      isMoving={state === 'queued'}
      count={takeBack.count}
      leaving={takeBack.leaving}
      until={takeBack.until?.toISOString() ?? null}
      action={takeBackBulkDecisionAction}
    />
  );
}

/** Their ten seconds are over, and a worker is about to take them: soon they say so. */
const isAboutToLeave = (items: readonly BulkItem[], now: Date): boolean =>
  items.some(
    ({ takeBack }) =>
      takeBack !== null && takeBack !== 'over' && takeBack.until !== null && takeBack.until <= now,
  );

const NOT_DONE: readonly BulkOutcome[] = ['failed', 'left_out', 'waiting'];

const leftToDecide = (items: readonly BulkItem[]) =>
  items
    .filter(({ outcome }) => NOT_DONE.includes(outcome))
    .map(({ payoutRequestId: id, amount: { amount, currency } }) => ({
      id,
      currency,
      amount: amount.toString(),
    }));

/** What it will do, what of that is otherwise than it was shown, and its person's word on exactly that. */
function Draft({
  bulk,
  items,
  preview,
  ways,
  mayDecide,
}: {
  bulk: BulkDecision;
  items: readonly BulkItem[];
  preview: BulkPreview;
  ways: StepUpWays;
  mayDecide: boolean;
}) {
  const { root, isOwn } = bulk;
  if (root === null) return null;
  const isStale = preview.root !== root;
  return (
    <div className="bulk-draft">
      <div>
        <BulkChanges changes={preview.changes} items={items} isStale={isStale} />
        <BulkPreviewLines preview={preview} />
      </div>
      {isOwn && mayDecide ? (
        <BulkForm
          bulk={{ ...bulk, root }}
          decidable={preview.decidable}
          isStale={isStale}
          ways={ways}
          start={startBulkDecisionAction}
        />
      ) : null}
    </div>
  );
}

/** Said before it is done: asking again makes one an asker. */
function AskedAgain({ bulk, items }: { bulk: BulkDecision; items: readonly BulkItem[] }) {
  const again = items.filter(({ outcome, state }) => outcome === 'failed' && CAME_BACK.includes(state));
  if (bulk.decision !== 'approve' || again.length === 0) return null;
  return (
    <p className="small muted">
      {again.length === 1 ? 'One of these was' : `${again.length.toLocaleString('en-GB')} of these were`}{' '}
      refused by Stripe or came back. Looking at them again asks for them again, in your name: another person
      approves them then, not you.
    </p>
  );
}
