'use client';

import { useActionState } from 'react';

type Outcome = { ok: true } | { ok: false; message: string };
type Action = (previous: Outcome | null, form: FormData) => Promise<Outcome>;

/** Sends a file of proposals to be read. Works as a plain form post too. */
export function FileForm({ action }: { action: Action }) {
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <form action={submit} className="file-form">
      <div className="field">
        <label htmlFor="payout-file">File</label>
        <input
          className="input"
          id="payout-file"
          type="file"
          name="file"
          accept=".csv,.txt,text/csv,text/plain"
          required
        />
      </div>
      <div className="act">
        <button type="submit" className="btn btn-plain" disabled={pending}>
          {pending ? 'Reading' : 'Read the file'}
        </button>
        <span className="act-message" role="status">
          {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
        </span>
      </div>
    </form>
  );
}
