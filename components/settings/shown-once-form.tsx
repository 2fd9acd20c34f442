'use client';

import { useActionState, type ReactNode } from 'react';
import { AnsweredForm, FormRefusal, type FormAction, type Outcome } from '../ui/answered-form.tsx';
import { CopyId } from '../ui/copy-id.tsx';

/**
 * A form whose answer holds something that is shown now and never again, and for whom: the form itself is empty by then.
 * @param what it is: a link, a secret or a code @param note said beside it
 */
export function ShownOnceForm({
  action,
  fields = {},
  label,
  kind = 'plain',
  small = false,
  what = 'link',
  note,
  children,
}: {
  action: FormAction;
  fields?: Record<string, string>;
  label: string;
  kind?: 'primary' | 'plain';
  small?: boolean;
  what?: 'link' | 'secret' | 'code';
  note: string;
  children?: ReactNode;
}) {
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <AnsweredForm outcome={outcome} submit={submit} fields={fields} className="stack-tight">
      {children}
      <div className="act">
        <button type="submit" className={`btn btn-${kind}${small ? ' btn-sm' : ''}`} disabled={pending}>
          {label}
        </button>
        <span className="act-message" role="status">
          <FormRefusal />
        </span>
      </div>
      {outcome?.ok === true && outcome.shown !== undefined ? (
        <div className="callout" role="status">
          {outcome.whose === undefined ? null : (
            <p>
              For <bdi className="strong written">{outcome.whose}</bdi>
            </p>
          )}
          <p className="small">{note}</p>
          <CopyId id={outcome.shown} what={what} />
        </div>
      ) : null}
    </AnsweredForm>
  );
}
