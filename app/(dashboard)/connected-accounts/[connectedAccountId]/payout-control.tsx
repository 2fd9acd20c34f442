import { CadenceForm } from '#components/payouts/cadence-form.tsx';
import { CadenceFacts } from '#components/payouts/cadence-facts.tsx';
import { PayableBooks } from '#components/payouts/payable-books.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { readPayoutCadence } from '#lib/payouts/cadences/queries.ts';
import { readPayableNow } from '#lib/payouts/requests/payable-queries.ts';
import {
  enrolConnectedAccountAction,
  proposePayoutAction,
  setPayoutCadenceAction,
} from './payout-actions.ts';

/** What Sluice pays of one connected account: what could be paid now, asking for it, and when it asks by itself. */
export async function PayoutControl({
  ctx,
  connectedAccountId,
}: {
  ctx: Context;
  connectedAccountId: string;
}) {
  const [{ enrolledAt, plan, runs }, { refusal, books }] = await Promise.all([
    readPayoutCadence(ctx, connectedAccountId),
    readPayableNow(ctx, connectedAccountId),
  ]);
  const may = permissionsOf(ctx.actor);
  if (enrolledAt === null)
    return (
      <Section id="propose" title="Payouts by Sluice">
        <p>Sluice does not make this account’s payouts. {refusal}</p>
        {may.includes('payouts.enrol') && refusal === null ? (
          <ActionForm
            action={enrolConnectedAccountAction}
            fields={{ connectedAccountId }}
            label="Let Sluice make its payouts"
            pendingLabel="Enrolling"
          />
        ) : null}
      </Section>
    );
  return (
    <>
      <Section id="propose" title="What can be paid out">
        {refusal === null ? null : <p className="t-failed">{refusal}</p>}
        <PayableBooks
          connectedAccountId={connectedAccountId}
          books={books}
          propose={may.includes('payouts.propose') && refusal === null ? proposePayoutAction : null}
        />
      </Section>
      <Section id="cadence" title="When it asks by itself">
        <CadenceFacts plan={plan} runs={runs} />
        {may.includes('payouts.enrol') ? (
          <details className="cadence-edit">
            <summary>{plan === null ? 'Set a cadence' : 'Change it'}</summary>
            <CadenceForm
              key={plan?.version ?? 0}
              action={setPayoutCadenceAction}
              connectedAccountId={connectedAccountId}
              plan={plan}
            />
          </details>
        ) : null}
      </Section>
    </>
  );
}
