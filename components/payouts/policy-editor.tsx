'use client';

import { useActionState, useId, useState } from 'react';

type Outcome = { ok: true } | { ok: false; message: string };
type Action = (previous: Outcome | null, form: FormData) => Promise<Outcome>;

/**
 * Writes the draft of a policy. What was typed stays when it is refused, so that nobody's text is lost to a colleague who
 * was first. Works as a plain form post too.
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
  const [text, setText] = useState(written);
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <form action={submit} className="policy-form">
      {seenHash === null ? null : <input type="hidden" name="seenHash" value={seenHash} />}
      <div className="field">
        <label htmlFor={`${id}-text`}>Rules, one a line</label>
        <textarea
          id={`${id}-text`}
          className="input mono policy-text"
          name="text"
          rows={Math.min(30, Math.max(12, text.split('\n').length + 1))}
          required
          maxLength={30_000}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
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
