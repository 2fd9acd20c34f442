import { DemoCode } from '#components/approvals/demo-code.tsx';
import { NotKept } from '#components/settings/kept.tsx';
import type { DemoCodes } from '#lib/approvals/types.ts';
import { refusalInWords } from './switch-words.ts';

const NARROWER = [
  ['connected_account', 'One connected account'],
  ['currency', 'One currency'],
  ['country', 'One country'],
  ['method', 'Standard or instant'],
] as const;

/** What the form is filled with: what was typed before a refusal, or the account from whose page somebody came. */
export type PressTyped = { scope: string; value: string; reason: string; cancelsPending: boolean };

/**
 * A plain form: no script is needed to stop money. The reason is typed, the box ticked and the code entered, so that
 * neither a slip of the thumb nor an open session presses it alone.
 * @param refused why the last press was not taken, a code
 */
export function PressForm({
  refused,
  typed,
  demo,
}: {
  refused: string | undefined;
  typed: PressTyped;
  demo: DemoCodes | null;
}) {
  const chosen = NARROWER.find(([scope]) => scope === typed.scope)?.[0] ?? 'everything';
  return (
    <form action="/kill-switch/press" method="post" className="press">
      {refused === undefined ? null : <NotKept>{refusalInWords(refused)}</NotKept>}
      <fieldset className="press-scopes">
        <legend className="label">What to stop</legend>
        <Choice scope="everything" label="Everything" chosen={chosen} />
        <details className="fold press-narrower" open={chosen !== 'everything'}>
          <summary>Something narrower</summary>
          <div className="press-scopes">
            {NARROWER.map(([scope, label]) => (
              <Choice key={scope} scope={scope} label={label} chosen={chosen} />
            ))}
            <ScopeValues chosen={chosen} value={typed.value} />
          </div>
        </details>
      </fieldset>
      <div className="field">
        <label htmlFor="press-reason">Why</label>
        <input
          id="press-reason"
          name="reason"
          className="input"
          required
          maxLength={500}
          defaultValue={typed.reason}
          autoComplete="off"
        />
      </div>
      <div className="field">
        <label htmlFor="press-code">Code from your authenticator</label>
        <input
          id="press-code"
          name="code"
          className="input press-code"
          required
          maxLength={20}
          inputMode="numeric"
          autoComplete="one-time-code"
        />
        {demo === null ? null : <DemoCode key={demo.lastStep} demo={demo} fills="press-code" />}
      </div>
      <label className="press-choice">
        <input type="checkbox" name="cancelsPending" value="yes" defaultChecked={typed.cancelsPending} />
        Also cancel payouts that Stripe has not sent yet
      </label>
      <label className="press-choice press-sure">
        <input type="checkbox" name="sure" value="yes" required />
        Yes, stop these payouts now
      </label>
      <button type="submit" className="btn btn-danger press-button">
        Stop payouts
      </button>
    </form>
  );
}

function Choice({ scope, label, chosen }: { scope: string; label: string; chosen: string }) {
  return (
    <label className="press-choice">
      <input type="radio" name="scope" value={scope} defaultChecked={scope === chosen} />
      {label}
    </label>
  );
}

/** Only the field of the chosen scope is seen; style sheets do that, without a script. */
function ScopeValues({ chosen, value }: { chosen: string; value: string }) {
  const valueOf = (scope: string) => (scope === chosen ? value : undefined);
  return (
    <>
      <div className="field press-value" data-scope="connected_account">
        <label htmlFor="press-account">Id of the connected account</label>
        <input
          id="press-account"
          name="connected_account"
          className="input mono"
          defaultValue={valueOf('connected_account')}
          placeholder="acct_…"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
      </div>
      <div className="field press-value" data-scope="currency">
        <label htmlFor="press-currency">Currency, three letters</label>
        <input
          id="press-currency"
          name="currency"
          className="input"
          maxLength={3}
          defaultValue={valueOf('currency')}
          placeholder="EUR"
          autoComplete="off"
        />
      </div>
      <div className="field press-value" data-scope="country">
        <label htmlFor="press-country">Country of the accounts, two letters</label>
        <input
          id="press-country"
          name="country"
          className="input"
          maxLength={2}
          defaultValue={valueOf('country')}
          placeholder="DE"
          autoComplete="off"
        />
      </div>
      <div className="field press-value" data-scope="method">
        <label htmlFor="press-method">Which payouts</label>
        <select
          id="press-method"
          name="method"
          className="input"
          defaultValue={valueOf('method') ?? 'instant'}
        >
          <option value="instant">Instant payouts</option>
          <option value="standard">Standard payouts</option>
        </select>
      </div>
    </>
  );
}
