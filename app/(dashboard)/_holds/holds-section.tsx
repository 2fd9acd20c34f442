import { HoldList } from '#components/holds/hold-list.tsx';
import { PlaceAccountHoldForm } from '#components/holds/place-hold-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { listHoldsOfAccount, listHoldsOfRequest } from '#lib/holds/queries.ts';
import {
  askHoldReleaseAction,
  confirmHoldReleaseAction,
  keepHoldAction,
  placeHoldAction,
} from './actions.ts';

function rightsOf(ctx: Context) {
  const permissions = permissionsOf(ctx.actor);
  const mayRelease = permissions.includes('holds.release');
  return {
    mine: ctx.actor.kind === 'operator' ? ctx.actor.operatorId : '',
    actions: mayRelease
      ? { ask: askHoldReleaseAction, confirm: confirmHoldReleaseAction, keep: keepHoldAction }
      : null,
    mayPlace: permissions.includes('holds.place'),
  };
}

/** Holds of a connected account and of its payouts, with a form for one more. */
export async function AccountHolds({
  ctx,
  connectedAccountId,
  currencies,
}: {
  ctx: Context;
  connectedAccountId: string;
  currencies: readonly string[];
}) {
  const { mine, actions, mayPlace } = rightsOf(ctx);
  const holds = await listHoldsOfAccount(ctx, connectedAccountId);
  return (
    <Section
      id="holds"
      title="Holds"
      lead="Each is lifted by its own source or by two people. Time lifts none."
    >
      <HoldList holds={holds} now={ctx.now} mine={mine} actions={actions} />
      {mayPlace ? (
        <details className="fold hold-form">
          <summary>Hold its payouts…</summary>
          <PlaceAccountHoldForm
            connectedAccountId={connectedAccountId}
            currencies={currencies}
            action={placeHoldAction}
          />
        </details>
      ) : null}
    </Section>
  );
}

/** Holds that concern one payout request, its own and its account's. */
export async function RequestHolds({ ctx, payoutRequestId }: { ctx: Context; payoutRequestId: string }) {
  const { mine, actions } = rightsOf(ctx);
  const holds = await listHoldsOfRequest(ctx, payoutRequestId);
  return (
    <HoldList holds={holds} now={ctx.now} mine={mine} actions={actions} payoutRequestId={payoutRequestId} />
  );
}
