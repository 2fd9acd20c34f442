import { HoldList } from '#components/holds/hold-list.tsx';
import { PlaceAccountHoldForm } from '#components/holds/place-hold-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { readStepUpWays } from '#lib/approvals/step-up/queries.ts';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listHoldsOfAccount } from '#lib/holds/queries.ts';
import { readWhatOwnerReads } from '#lib/portal/owner-reads.ts';
import { listSameHands } from '#lib/people/queries.ts';
import {
  askHoldReleaseAction,
  confirmHoldReleaseAction,
  keepHoldAction,
  placeHoldAction,
} from './actions.ts';

/** Holds of a connected account and of its payouts, with a form for one more. */
export async function AccountHolds({
  ctx,
  connectedAccountId,
  currencies,
  lockStrength,
}: {
  ctx: Context;
  connectedAccountId: string;
  currencies: readonly string[];
  lockStrength: string;
}) {
  const permissions = permissionsOf(ctx.actor);
  const mine = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : '';
  const holds = await listHoldsOfAccount(ctx, connectedAccountId);
  const ownerReads = await readWhatOwnerReads(ctx, connectedAccountId, holds);
  const actions = permissions.includes('holds.release')
    ? {
        ask: askHoldReleaseAction,
        confirm: confirmHoldReleaseAction,
        keep: keepHoldAction,
        ways: await readStepUpWays(ctx),
        sameHands: await listSameHands(
          ctx,
          holds.map(({ releaseAskedById }) => releaseAskedById),
        ),
      }
    : null;
  return (
    <Section
      id="holds"
      title="Holds"
      lead="Each is lifted by its own source or by two people; no deadline lifts one. Risk lifts its own once what it saw has stayed away for a day."
    >
      <HoldList holds={holds} ownerReads={ownerReads} now={ctx.now} mine={mine} actions={actions} />
      {permissions.includes('holds.place') ? (
        <details className="fold hold-form">
          <summary>Hold its payouts…</summary>
          <PlaceAccountHoldForm
            connectedAccountId={connectedAccountId}
            currencies={currencies}
            lockStrength={lockStrength}
            action={placeHoldAction}
          />
        </details>
      ) : null}
    </Section>
  );
}
