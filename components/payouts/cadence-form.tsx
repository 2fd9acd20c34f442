'use client';

import { useActionState, useId, useState } from 'react';
import type { CadenceView } from '#lib/payouts/types.ts';
import { timeOfDay, WEEKDAYS } from './cadence-words.ts';

type Outcome = { ok: true } | { ok: false; message: string };
type Action = (previous: Outcome | null, form: FormData) => Promise<Outcome>;

const CADENCES = [
  ['daily', 'Every day'],
  ['weekly', 'On days of the week'],
  ['monthly', 'On a day of the month'],
  ['threshold', 'From a sum on'],
  ['on_request', 'Only when somebody asks'],
] as const;

/** Six in the morning: before people come, after night's settlements. */
const USUAL_MINUTE = 360;

/** The fields as they are typed. */
type Typed = Readonly<
  Record<'cadence' | 'monthDay' | 'thresholds' | 'at' | 'zone' | 'minimumBalances', string>
> & {
  readonly weekdays: readonly number[];
};

/**
 * Says when payouts are proposed. Fields that a cadence has not are hidden by CSS alone; sent, they are ignored. What is
 * refused stays in the fields, which React would empty to what they began with.
 */
export function CadenceForm({
  action,
  connectedAccountId,
  plan,
}: {
  action: Action;
  connectedAccountId: string;
  plan: CadenceView | null;
}) {
  const [sent, setSent] = useState<Typed | null>(null);
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  const [answered, setAnswered] = useState(outcome);
  const [turn, setTurn] = useState(0);
  if (outcome !== answered) {
    setAnswered(outcome);
    setTurn(turn + 1);
  }
  const isRefused = outcome?.ok === false && sent !== null;
  return (
    <form
      action={submit}
      className="cadence-form"
      onSubmit={(event) => {
        setSent(typedIn(new FormData(event.currentTarget)));
      }}
    >
      <input type="hidden" name="connectedAccountId" value={connectedAccountId} />
      {plan === null ? null : <input type="hidden" name="seenVersion" value={plan.version} />}
      <Fields key={turn} typed={isRefused ? sent : typedOf(plan)} />
      <div className="act">
        <button type="submit" className="btn btn-primary" disabled={pending}>
          {pending ? 'Saving' : 'Save the cadence'}
        </button>
        <span className="act-message" role="status">
          {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
          {outcome?.ok === true ? <span className="muted">Saved.</span> : null}
        </span>
      </div>
    </form>
  );
}

function typedOf(plan: CadenceView | null): Typed {
  return {
    cadence: plan?.cadence ?? 'weekly',
    weekdays: plan?.weekdays ?? [1],
    monthDay: String(plan?.monthDay ?? 1),
    thresholds: plan?.thresholds ?? '',
    at: timeOfDay(plan?.atMinute ?? USUAL_MINUTE),
    zone: plan?.zone ?? 'UTC',
    minimumBalances: plan?.minimumBalances ?? '',
  };
}

function typedIn(form: FormData): Typed {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  return {
    cadence: text('cadence'),
    weekdays: form.getAll('weekday').map(Number),
    monthDay: text('monthDay'),
    thresholds: text('thresholds'),
    at: text('at'),
    zone: text('zone'),
    minimumBalances: text('minimumBalances'),
  };
}

function Fields({ typed }: { typed: Typed }) {
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-cadence`}>Propose</label>
        <select className="input" id={`${id}-cadence`} name="cadence" defaultValue={typed.cadence}>
          {CADENCES.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Weekdays chosen={typed.weekdays} />
      <TextField
        id={`${id}-day`}
        className="for-monthly"
        name="monthDay"
        type="number"
        label="Day of the month"
        hint="A shorter month has its last day."
        value={typed.monthDay}
      />
      <TextField
        id={`${id}-thresholds`}
        className="for-threshold"
        name="thresholds"
        label="From these sums on"
        hint="Such as 500.00 EUR; 60,000 JPY. Other currencies are not proposed."
        value={typed.thresholds}
      />
      <TextField id={`${id}-at`} className="for-time" name="at" type="time" label="At" value={typed.at} />
      <TextField
        id={`${id}-zone`}
        className="for-time"
        name="zone"
        label="In the time zone"
        value={typed.zone}
      />
      <TextField
        id={`${id}-minimum`}
        name="minimumBalances"
        label="Keep in the balance"
        hint="Such as 100.00 EUR; empty keeps only what Stripe keeps."
        value={typed.minimumBalances}
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
              name="weekday"
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
