import { NotKept } from '#components/settings/kept.tsx';
import { refusalInWords } from './switch-words.ts';

const SCOPES = [
  ['everything', 'Everything'],
  ['connected_account', 'One connected account'],
  ['currency', 'One currency'],
  ['country', 'One country'],
  ['method', 'Standard or instant'],
] as const;

/**
 * A plain form: no script is needed to stop money. The reason is typed and the box ticked, so that neither a slip of the
 * thumb nor the Enter key presses it alone.
 * @param refused why the last press was not taken, a code @param account filled in for "one connected account"
 */
export function PressForm({
  refused,
  account,
}: {
  refused: string | undefined;
  account: string | undefined;
}) {
  const chosen = account === undefined ? 'everything' : 'connected_account';
  return (
    <form action="/kill-switch/press" method="post" className="press">
      {refused === undefined ? null : <NotKept>{refusalInWords(refused)}</NotKept>}
      <fieldset className="press-scopes">
        <legend className="label">What to stop</legend>
        {SCOPES.map(([scope, label]) => (
          <label key={scope} className="press-choice">
            <input type="radio" name="scope" value={scope} defaultChecked={scope === chosen} />
            {label}
          </label>
        ))}
        <ScopeValues account={account} />
        <p className="small muted">Not available yet: one split program, one risk band.</p>
      </fieldset>
      <div className="field">
        <label htmlFor="press-reason">Why</label>
        <input
          id="press-reason"
          name="reason"
          className="input"
          required
          maxLength={500}
          autoComplete="off"
        />
      </div>
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

/** Only the field of the chosen scope is seen; style sheets do that, without a script. */
function ScopeValues({ account }: { account: string | undefined }) {
  return (
    <>
      <div className="field press-value" data-scope="connected_account">
        <label htmlFor="press-account">Id of the connected account</label>
        <input
          id="press-account"
          name="connected_account"
          className="input mono"
          defaultValue={account}
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
          placeholder="DE"
          autoComplete="off"
        />
      </div>
      <div className="field press-value" data-scope="method">
        <label htmlFor="press-method">Which payouts</label>
        <select id="press-method" name="method" className="input" defaultValue="instant">
          <option value="instant">Instant payouts</option>
          <option value="standard">Standard payouts</option>
        </select>
      </div>
    </>
  );
}
