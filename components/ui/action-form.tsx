'use client';

import { useActionState, type ReactNode } from 'react';

type Outcome = { ok: true } | { ok: false; message: string };

/**
 * One button that does one thing, with its refusal in words beside it. Works as a plain form post too.
 * @param fields hidden values, ids and versions only @param done said after it worked
 */
export function ActionForm({
  action,
  fields = {},
  kind = 'plain',
  small = false,
  label,
  pendingLabel,
  done,
  children,
}: {
  action: (previous: Outcome | null, form: FormData) => Promise<Outcome>;
  fields?: Record<string, string>;
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  small?: boolean;
  label: string;
  pendingLabel?: string;
  done?: string;
  children?: ReactNode;
}) {
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <form action={submit} className="act">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <button type="submit" className={`btn btn-${kind}${small ? ' btn-sm' : ''}`} disabled={pending}>
        {pending ? (pendingLabel ?? label) : label}
      </button>
      <span className="act-message" role="status">
        {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
        {outcome?.ok === true && done ? <span className="muted">{done}</span> : null}
      </span>
    </form>
  );
}
