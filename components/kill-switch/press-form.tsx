import { DemoCode } from '#components/approvals/demo-code.tsx';
import { NextCode } from '#components/approvals/next-code.tsx';
import { NotKept } from '#components/settings/kept.tsx';
import type { StepUpWays } from '#lib/approvals/types.ts';
import { PressPasskey } from './press-passkey.tsx';
import { refusalInWords } from './switch-words.ts';

const NARROWER = [
  ['connected_account', 'One connected account'],
  ['currency', 'One currency'],
  ['country', 'One country'],
  ['method', 'Standard or instant'],
  ['risk_band', 'From a risk band on'],
] as const;

/** Beside which field a refusal stands, by its code; any other stands above the form. */
const FIELD_OF: Readonly<Record<string, string>> = {
  reason: 'reason',
  sure: 'sure',
  connected_account: 'connected_account',
  currency: 'currency',
  country: 'country',
  method: 'method',
  risk_band: 'risk_band',
  code: 'code',
  wait: 'code',
  no_codes: 'code',
};

/** What the form is filled with: what was typed before a refusal, or the account from whose page somebody came. */
export type PressTyped = { scope: string; value: string; reason: string; cancelsPending: boolean };

/**
 * A plain form: no script is needed to stop money. The reason is typed, the box ticked and the code entered or a passkey used, so that
 * neither a slip of the thumb nor an open session presses it alone.
 * @param refused why the last press was not taken, a code
 */
export function PressForm({
  refused,
  typed,
  ways,
}: {
  refused: string | undefined;
  typed: PressTyped;
  ways: StepUpWays;
}) {
  const chosen = NARROWER.find(([scope]) => scope === typed.scope)?.[0] ?? 'everything';
  return (
    <form action="/kill-switch/press" method="post" className="press">
      {refused === undefined || refused in FIELD_OF ? null : <NotKept>{refusalInWords(refused)}</NotKept>}
      <fieldset className="press-scopes">
        <legend className="label">What to stop</legend>
        <Choice scope="everything" label="Everything" chosen={chosen} />
        <details className="fold press-narrower" open={chosen !== 'everything'}>
          <summary>Something narrower</summary>
          <div className="press-scopes">
            {NARROWER.map(([scope, label]) => (
              <Choice key={scope} scope={scope} label={label} chosen={chosen} />
            ))}
            <ScopeValues chosen={chosen} value={typed.value} refused={refused} />
            <p className="small muted">
              A program that splits money among sellers cannot be chosen: Sluice knows of none. Stop its
              currency, its country or its accounts.
            </p>
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
          {...wrongAt('reason', refused)}
        />
        <Wrong field="reason" refused={refused} />
      </div>
      {ways.hasCodes ? <Code ways={ways} refused={refused} /> : null}
      <label className="press-choice">
        <input type="checkbox" name="cancelsPending" value="yes" defaultChecked={typed.cancelsPending} />
        Also cancel payouts that Stripe has not sent yet
      </label>
      <label className="press-choice press-sure">
        <input type="checkbox" name="sure" value="yes" required {...wrongAt('sure', refused)} />
        Yes, stop these payouts now
      </label>
      <Wrong field="sure" refused={refused} />
      {ways.hasCodes ? (
        <button type="submit" className="btn btn-danger press-button">
          Stop payouts
        </button>
      ) : null}
      {ways.hasPasskey ? <PressPasskey isInstead={ways.hasCodes} /> : null}
    </form>
  );
}

function Code({ ways, refused }: { ways: StepUpWays; refused: string | undefined }) {
  return (
    <div className="field">
      <label htmlFor="press-code">One-time code</label>
      <input
        id="press-code"
        name="code"
        className="input press-code"
        required
        maxLength={20}
        inputMode="numeric"
        autoComplete="one-time-code"
        {...wrongAt('code', refused)}
      />
      <Wrong field="code" refused={refused} />
      {ways.nextCodeAt === null || ways.demo !== null ? null : (
        <NextCode at={ways.nextCodeAt.toISOString()} />
      )}
      {ways.demo === null ? null : <DemoCode key={ways.demo.lastStep} demo={ways.demo} fills="press-code" />}
    </div>
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
function ScopeValues({
  chosen,
  value,
  refused,
}: {
  chosen: string;
  value: string;
  refused: string | undefined;
}) {
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
          {...wrongAt('connected_account', refused)}
        />
        <Wrong field="connected_account" refused={refused} />
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
          {...wrongAt('currency', refused)}
        />
        <Wrong field="currency" refused={refused} />
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
          {...wrongAt('country', refused)}
        />
        <Wrong field="country" refused={refused} />
      </div>
      <div className="field press-value" data-scope="method">
        <label htmlFor="press-method">Which payouts</label>
        <select
          id="press-method"
          name="method"
          className="input"
          defaultValue={valueOf('method') ?? 'instant'}
          {...wrongAt('method', refused)}
        >
          <option value="instant">Instant payouts</option>
          <option value="standard">Standard payouts</option>
        </select>
        <Wrong field="method" refused={refused} />
      </div>
      <BandValue value={valueOf('risk_band')} refused={refused} />
    </>
  );
}

function BandValue({ value, refused }: { value: string | undefined; refused: string | undefined }) {
  return (
    <div className="field press-value" data-scope="risk_band">
      <label htmlFor="press-band">Risk of the accounts</label>
      <select
        id="press-band"
        name="risk_band"
        className="input"
        defaultValue={value ?? 'severe'}
        {...wrongAt('risk_band', refused)}
      >
        <option value="severe">Severe</option>
        <option value="high">High and severe</option>
        <option value="medium">Medium and above</option>
        <option value="low">All bands, low and above</option>
      </select>
      <Wrong field="risk_band" refused={refused} />
    </div>
  );
}

const isAt = (field: string, refused: string | undefined): refused is string =>
  refused !== undefined && FIELD_OF[refused] === field;

/** The focus goes there by itself, also without a script: on a phone it would be below what is seen. */
function wrongAt(field: string, refused: string | undefined) {
  return isAt(field, refused)
    ? { autoFocus: true, 'aria-invalid': true, 'aria-errormessage': `press-wrong-${field}` }
    : {};
}

function Wrong({ field, refused }: { field: string; refused: string | undefined }) {
  return isAt(field, refused) ? (
    <span className="error t-failed" id={`press-wrong-${field}`} role="alert">
      {refusalInWords(refused)}
    </span>
  ) : null;
}
