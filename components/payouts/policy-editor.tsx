'use client';

import { useActionState, useId, useState } from 'react';

type Outcome = { ok: true } | { ok: false; message: string };
type Action = (previous: Outcome | null, form: FormData) => Promise<Outcome>;

/**
 * Writes the draft of a policy. What was typed stays when it is refused, so that nobody's text is lost to a colleague who
 * was first, and when it was typed before the page's scripts ran. Works as a plain form post too.
 */
export function PolicyEditor({
  action,
  text: written,
  seenHash,
}: {
  action: Action;
  text: string;
  seenHash: string | null;
}) {
  const id = useId();
  const [sent, setSent] = useState(written);
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <form
      action={submit}
      className="policy-form"
      onSubmit={(event) => {
        setSent(textOf(event.currentTarget));
      }}
    >
      {seenHash === null ? null : <input type="hidden" name="seenHash" value={seenHash} />}
      <div className="field">
        <label htmlFor={`${id}-text`}>Rules, one a line</label>
        <textarea
          // Another draft is another text: what was typed belongs to the one that it was typed over.
          key={seenHash ?? 'none'}
          id={`${id}-text`}
          className="input mono policy-text"
          name="text"
          rows={Math.min(30, Math.max(12, written.split('\n').length + 1))}
          required
          maxLength={30_000}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          // React empties a form's fields to their defaults after an action, refused ones too.
          defaultValue={outcome?.ok === false ? sent : written}
        />
      </div>
      <div className="act">
        <button type="submit" className="btn btn-primary" disabled={pending}>
          {pending ? 'Saving' : 'Save the draft'}
        </button>
        <span className="act-message" role="status">
          {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
          {outcome?.ok === true ? <span className="muted">Saved as a draft.</span> : null}
        </span>
      </div>
    </form>
  );
}

function textOf(form: HTMLFormElement): string {
  const text = new FormData(form).get('text');
  return typeof text === 'string' ? text : '';
}
