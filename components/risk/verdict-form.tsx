import type { RiskFlagDetail } from '#lib/risk/types.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { VERDICT_CHOICES } from './risk-words.ts';

export type FlagActions = { verdict: FormAction; snooze: FormAction };

const TEXT_MAX = 500;

/** What a person says it is, and why; about exactly what is on the screen. */
export function VerdictForm({ flag, action }: { flag: RiskFlagDetail; action: FormAction }) {
  const { riskFlagId, riskAssessmentId, cause, action: done } = flag;
  return (
    <ActionForm
      action={action}
      fields={{ riskFlagId, riskAssessmentId, cause, done }}
      kind="primary"
      label="Say so"
      pendingLabel="Saying so …"
      className="verdict"
    >
      <VerdictFields />
    </ActionForm>
  );
}

/** The choice and the reason, of one flag or of several. */
export function VerdictFields() {
  return (
    <>
      <fieldset className="verdicts">
        <legend className="vh">What it is</legend>
        {VERDICT_CHOICES.map(({ value, word, does }) => (
          <label key={value} className="check">
            <input type="radio" name="verdict" value={value} required />
            <span>
              <b>{word}</b> <span className="small muted">{does}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <WordsField
        lengthMax={TEXT_MAX}
        name="reason"
        label="Why"
        hint="For colleagues and for learning. The owner never sees it."
      />
    </>
  );
}

/** Puts the account's flags aside; no money is let go by it. */
export function SnoozeForm({ riskFlagId, action }: { riskFlagId: string; action: FormAction }) {
  return (
    <details className="fold">
      <summary>Put it aside…</summary>
      <ActionForm action={action} fields={{ riskFlagId }} label="Put aside" pendingLabel="Putting aside …">
        <span className="field">
          <label htmlFor="snooze-days">For</label>
          <select id="snooze-days" name="days" className="input" defaultValue="3">
            <option value="1">1 day</option>
            <option value="3">3 days</option>
            <option value="7">7 days</option>
            <option value="30">30 days</option>
          </select>
        </span>
        <WordsField
          lengthMax={TEXT_MAX}
          name="reason"
          label="Why it can wait"
          hint="All flags of this account. What stays held stays, and a flag that goes further wakes up."
        />
      </ActionForm>
    </details>
  );
}
