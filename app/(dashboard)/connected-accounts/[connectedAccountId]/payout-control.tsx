import { CadenceForm } from '#components/payouts/cadence-form.tsx';
import { CadenceFacts } from '#components/payouts/cadence-facts.tsx';
import { PayableBooks } from '#components/payouts/payable-books.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { Section } from '#components/ui/card.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import type { readPayoutCadence } from '#lib/payouts/cadences/queries.ts';
import { readPayableNow } from '#lib/payouts/requests/payable-queries.ts';
import {
  enrolConnectedAccountAction,
  proposePayoutAction,
  setPayoutCadenceAction,
} from './payout-actions.ts';

type Shown = { ctx: Context; connectedAccountId: string };

/** What Sluice could pay of one connected account now, with the way to ask for it; else the way to let Sluice pay it. */
export async function PayableMoney({ ctx, connectedAccountId, isEnrolled }: Shown & { isEnrolled: boolean }) {
  const { refusal, books } = await readPayableNow(ctx, connectedAccountId);
  const may = permissionsOf(ctx.actor);
  if (!isEnrolled)
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
    <Section id="propose" title="What can be paid out">
      {refusal === null ? (
        <PayableBooks
          connectedAccountId={connectedAccountId}
          books={books}
          propose={may.includes('payouts.propose') ? proposePayoutAction : null}
        />
      ) : (
        // Nothing is said of the balances then: they were not read, and may well have something available.
        <p className="t-failed">{refusal}</p>
      )}
    </Section>
  );
}

/** When it is asked for by itself; nothing for an account that Sluice does not pay. */
export function Cadence({
  ctx,
  connectedAccountId,
  cadence: { enrolledAt, plan, runs },
}: Shown & { cadence: Awaited<ReturnType<typeof readPayoutCadence>> }) {
  if (enrolledAt === null) return null;
  return (
    <Section id="cadence" title="When it asks by itself">
      <CadenceFacts plan={plan} runs={runs} />
      {permissionsOf(ctx.actor).includes('payouts.enrol') ? (
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
  );
}
