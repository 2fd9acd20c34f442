import { canLeaveWithoutUs, lockStrengthPhrase } from '../connected-accounts/lock-words.ts';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { WordsField } from '../ui/words-field.tsx';
import { holdReason, REASONS_OF_PEOPLE } from './hold-words.ts';

/** A hold of one payout: all of it stays. */
export function PlaceRequestHoldForm({
  connectedAccountId,
  payoutRequestId,
  action,
}: {
  connectedAccountId: string;
  payoutRequestId: string;
  action: FormAction;
}) {
  return (
    <ActionForm
      action={action}
      fields={{ connectedAccountId, payoutRequestId }}
      label="Hold this payout"
      pendingLabel="Holding …"
    >
      <ReasonFields />
    </ActionForm>
  );
}

/** A hold of a connected account: everything, a share, or a rolling reserve, in one currency or in all. */
export function PlaceAccountHoldForm({
  connectedAccountId,
  currencies,
  lockStrength,
  action,
}: {
  connectedAccountId: string;
  /** Lower case, as far as they are known. */
  currencies: readonly string[];
  lockStrength: string;
  action: FormAction;
}) {
  return (
    <ActionForm action={action} fields={{ connectedAccountId }} label="Hold" pendingLabel="Holding …">
      <fieldset className="hold-keeps">
        <legend className="label">What stays</legend>
        <label className="check">
          <input type="radio" name="keeps" value="everything" defaultChecked />
          Every payout
        </label>
        <label className="check">
          <input type="radio" name="keeps" value="share" />A share of the balance and of what comes in
        </label>
        <label className="check">
          <input type="radio" name="keeps" value="rolling" />A share of what came in lately, a rolling reserve
        </label>
        <span className="field hold-share">
          <label htmlFor="hold-percent">Share in percent</label>
          <input
            id="hold-percent"
            name="keepsPercent"
            className="input"
            type="number"
            min={1}
            max={99}
            inputMode="numeric"
          />
        </span>
        <span className="field hold-days">
          <label htmlFor="hold-days">Days of the rolling reserve</label>
          <input
            id="hold-days"
            name="rollingDays"
            className="input"
            type="number"
            min={1}
            max={365}
            inputMode="numeric"
          />
        </span>
      </fieldset>
      <span className="field">
        <label htmlFor="hold-currency">Currency</label>
        <select id="hold-currency" name="currency" className="input" defaultValue="">
          <option value="">Every currency</option>
          {currencies.map((currency) => (
            <option key={currency} value={currency}>
              {currency.toUpperCase()}
            </option>
          ))}
        </select>
      </span>
      <ReasonFields />
      {canLeaveWithoutUs(lockStrength) ? (
        <p className="small">
          <b>This keeps only what Sluice pays:</b> {lockStrengthPhrase(lockStrength)}. The kill switch for
          this account sets its schedule to manual.
        </p>
      ) : null}
    </ActionForm>
  );
}

function ReasonFields() {
  return (
    <>
      <div className="hold-why">
        <span className="field">
          <label htmlFor="hold-reason">Reason</label>
          <select id="hold-reason" name="reason" className="input" defaultValue={REASONS_OF_PEOPLE[0]}>
            {REASONS_OF_PEOPLE.map((reason) => (
              <option key={reason} value={reason}>
                {holdReason(reason)}
              </option>
            ))}
          </select>
        </span>
        <span className="field">
          <label htmlFor="hold-review">To be looked at within</label>
          <select id="hold-review" name="reviewInDays" className="input" defaultValue="3">
            <option value="1">1 day</option>
            <option value="3">3 days</option>
            <option value="7">7 days</option>
            <option value="14">14 days</option>
          </select>
        </span>
      </div>
      <WordsField
        lengthMax={500}
        name="reviewerText"
        label="What is to be cleared up"
        hint="For colleagues. The owner reads a general sentence and never this."
      />
    </>
  );
}
