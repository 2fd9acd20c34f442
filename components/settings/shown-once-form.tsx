'use client';

import { useActionState, type ReactNode } from 'react';
import { CopyId } from '../ui/copy-id.tsx';

type Outcome = { ok: true; shown?: string } | { ok: false; message: string };

/** A form whose answer holds a link that is shown now and never again. @param note said beside the link */
export function ShownOnceForm({
  action,
  fields = {},
  label,
  kind = 'plain',
  small = false,
  note,
  children,
}: {
  action: (previous: Outcome | null, form: FormData) => Promise<Outcome>;
  fields?: Record<string, string>;
  label: string;
  kind?: 'primary' | 'plain';
  small?: boolean;
  note: string;
  children?: ReactNode;
}) {
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <form action={submit} className="stack-tight">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <div className="act">
        <button type="submit" className={`btn btn-${kind}${small ? ' btn-sm' : ''}`} disabled={pending}>
          {label}
        </button>
        <span className="act-message" role="status">
          {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
        </span>
      </div>
      {outcome?.ok === true && outcome.shown !== undefined ? (
        <div className="callout" role="status">
          <p className="small">{note}</p>
          <CopyId id={outcome.shown} what="link" />
        </div>
      ) : null}
    </form>
  );
}
