import type { StripeEventTrace } from '#lib/stripe-events/types.ts';
import { ActionForm } from '../ui/action-form.tsx';

/** For a failed event that no replay can help: a person says why nothing is missing without it, and it stops asking. */
export function SetAside({
  trace: { stripeEventId, attempts },
  action,
}: {
  trace: Pick<StripeEventTrace, 'stripeEventId' | 'attempts'>;
  action: Parameters<typeof ActionForm>[0]['action'];
}) {
  return (
    <details className="fold">
      <summary>Set aside…</summary>
      <p className="small">
        For an event that can never be processed, such as one without an object. It stays stored with its
        error and stops counting as failed; your reason goes on record. What it should have told is not read
        from Stripe.
      </p>
      <ActionForm
        action={action}
        fields={{ stripeEventId, attemptsSeen: String(attempts) }}
        small
        label="Set this event aside"
        pendingLabel="Setting aside"
      >
        <div className="field">
          <label htmlFor="set-aside-reason">Why nothing is missing without it</label>
          <input
            id="set-aside-reason"
            className="input"
            name="reason"
            required
            minLength={10}
            maxLength={1000}
            autoComplete="off"
          />
        </div>
      </ActionForm>
    </details>
  );
}
