'use client';

import { useActionState, useState } from 'react';

type Outcome = { ok: true } | { ok: false; message: string };
type Action = (previous: Outcome | null, form: FormData) => Promise<Outcome>;

/**
 * Lines of proposals, typed. What was typed stays when it is refused. Works as a plain form post too.
 * @param formId of this form as it was drawn: sent twice, it is read once
 */
export function LinesForm({ action, formId, lines }: { action: Action; formId: string; lines: string }) {
  const [sent, setSent] = useState(lines);
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <form
      action={submit}
      className="policy-form"
      onSubmit={(event) => {
        const typed = new FormData(event.currentTarget).get('lines');
        setSent(typeof typed === 'string' ? typed : '');
      }}
    >
      <input type="hidden" name="formId" value={formId} />
      <div className="field">
        <label htmlFor="payout-lines">Connected account, currency, amount; one payout a line</label>
        <textarea
          id="payout-lines"
          className="input mono policy-text"
          name="lines"
          rows={Math.min(20, Math.max(5, lines.split('\n').length + 1))}
          required
          maxLength={30_000}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          placeholder={'acct_…, EUR, 250.00\nacct_…, HUF, all'}
          // React empties a form's fields to their defaults after an action, refused ones too.
          defaultValue={outcome?.ok === false ? sent : lines}
        />
      </div>
      <div className="act">
        <button type="submit" className="btn btn-primary" disabled={pending}>
          {pending ? 'Reading' : 'Read the lines'}
        </button>
        <span className="act-message" role="status">
          {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
        </span>
      </div>
    </form>
  );
}
