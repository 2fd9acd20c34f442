import { useId } from 'react';
import type { CadenceView } from '#lib/payouts/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { timeOfDay, WEEKDAYS } from './cadence-words.ts';

const CADENCES = [
  ['daily', 'Every day'],
  ['weekly', 'On days of the week'],
  ['monthly', 'On a day of the month'],
  ['threshold', 'From a sum on'],
  ['on_request', 'Only when somebody asks'],
] as const;

/** Six in the morning: before people come, after night's settlements. */
const USUAL_MINUTE = 360;

/** Says when payouts are proposed. Fields that a cadence has not are hidden by CSS alone; sent, they are ignored. */
export function CadenceForm({
  action,
  connectedAccountId,
  plan,
}: {
  action: FormAction;
  connectedAccountId: string;
  plan: CadenceView | null;
}) {
  return (
    <ActionForm
      action={action}
      fields={{ connectedAccountId, ...(plan === null ? {} : { seenVersion: String(plan.version) }) }}
      kind="primary"
      label="Save the cadence"
      pendingLabel="Saving"
      done="Saved."
      staleHref={`/connected-accounts/${connectedAccountId}`}
      className="cadence-form"
    >
      {/* Another version is another plan: what was typed belongs to the one that it was typed over. */}
      <Fields key={plan?.version ?? 0} plan={plan} />
      <p className="small muted">
        Whoever saves this asks for what it proposes: another person approves the first payout in each
        currency.
      </p>
    </ActionForm>
  );
}

function Fields({ plan }: { plan: CadenceView | null }) {
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-cadence`}>Propose</label>
        <select
          className="input"
          id={`${id}-cadence`}
          name="cadence"
          defaultValue={plan?.cadence ?? 'weekly'}
        >
          {CADENCES.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Weekdays chosen={plan?.weekdays ?? [1]} />
      <TextField
        id={`${id}-day`}
        className="for-monthly"
        name="monthDay"
        type="number"
        label="Day of the month"
        hint="A shorter month has its last day."
        value={String(plan?.monthDay ?? 1)}
      />
      <TextField
        id={`${id}-thresholds`}
        className="for-threshold"
        name="thresholds"
        label="From these sums on"
        hint="Such as 500.00 EUR; 60,000 JPY. Other currencies are not proposed."
        value={plan?.thresholds ?? ''}
      />
      <TextField
        id={`${id}-at`}
        className="for-time"
        name="atMinute"
        type="time"
        label="At"
        value={timeOfDay(plan?.atMinute ?? USUAL_MINUTE)}
      />
      <TextField
        id={`${id}-zone`}
        className="for-time"
        name="zone"
        label="In the time zone"
        value={plan?.zone ?? 'UTC'}
      />
      <TextField
        id={`${id}-minimum`}
        name="minimumBalances"
        label="Keep in the balance"
        hint="Such as 100.00 EUR; empty keeps only what Stripe keeps."
        value={plan?.minimumBalances ?? ''}
      />
    </>
  );
}

function Weekdays({ chosen }: { chosen: readonly number[] }) {
  return (
    <fieldset className="for-weekly">
      <legend className="label">On</legend>
      <div className="weekdays">
        {WEEKDAYS.map((name, index) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              name="weekdays"
              value={index + 1}
              defaultChecked={chosen.includes(index + 1)}
            />{' '}
            {name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function TextField({
  id,
  className = '',
  name,
  type = 'text',
  label,
  hint,
  value,
}: {
  id: string;
  className?: string;
  name: string;
  type?: 'text' | 'number' | 'time';
  label: string;
  hint?: string;
  value: string;
}) {
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        name={name}
        type={type}
        defaultValue={value}
        autoComplete="off"
        {...(type === 'number' ? { min: 1, max: 31 } : {})}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      {hint === undefined ? null : (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
