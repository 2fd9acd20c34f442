import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { InvariantCard } from '#components/overview/invariant-card.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { RefusedButton } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import {
  CHECKED_EVERY_MINUTES,
  FULL_STALE_AFTER_HOURS,
  STALE_AFTER_MINUTES,
} from '#lib/ledger/invariant-standing.ts';
import { listInvariantStates } from '#lib/ledger/invariant-queries.ts';
import { checkInvariantsAction } from './actions.ts';

export const metadata: Metadata = { title: 'Promises' };

const RHYTHM = {
  everyMinutes: CHECKED_EVERY_MINUTES,
  staleAfterMinutes: STALE_AFTER_MINUTES,
  fullStaleAfterHours: FULL_STALE_AFTER_HOURS,
};

export default async function InvariantsPage() {
  const ctx = await guardPage('ledger.read');
  const mayRun = permissionsOf(ctx.actor).includes('invariants.run');
  return (
    <div className="page">
      <PageHead
        title="Promises"
        lead={`Each is a query over the live books, run every ${String(CHECKED_EVERY_MINUTES)} minutes over what changes and once a day, or now, over all rows. A difference is shown with its ids and is never repaired in silence.`}
        crumbs={[{ href: '/ledger', label: 'Ledger' }]}
        actions={
          mayRun ? (
            <ActionForm
              action={checkInvariantsAction}
              label="Check now"
              pendingLabel="Checking all rows"
              done="Checked."
            />
          ) : (
            <RefusedButton id="may-not-check" reason="Your role reads only. Ask a finance operator.">
              Check now
            </RefusedButton>
          )
        }
      />
      <Patiently fallback={<SkeletonParts label="Reading the last checks" main={[[null, 24]]} />}>
        {drawPromises(ctx)}
      </Patiently>
    </div>
  );
}

async function drawPromises(ctx: Context): Promise<ReactNode> {
  const states = await listInvariantStates(ctx);
  return (
    <div className="stack">
      {states.map((state) => (
        <InvariantCard key={state.name} state={state} rhythm={RHYTHM} />
      ))}
    </div>
  );
}
