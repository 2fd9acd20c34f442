'use client';

import { useActionState, type ReactNode } from 'react';
import { AnsweredForm, FormRefusal, type FormAction, type Outcome } from '../ui/answered-form.tsx';
import { CopyId } from '../ui/copy-id.tsx';

/**
 * A form whose answer holds something that is shown now and never again, and for whom: the form itself is empty by then.
 * @param label null once there is nothing to send any more: what was shown stays where it is
 * @param what it is: a link, a secret or a code @param note said beside it @param after stands under the button: another way to send it
 */
export function ShownOnceForm({
  action,
  fields = {},
  label,
  kind = 'plain',
  small = false,
  what = 'link',
  note,
  after,
  children,
}: {
  action: FormAction;
  fields?: Record<string, string>;
  label: string | null;
  kind?: 'primary' | 'plain';
  small?: boolean;
  what?: 'link' | 'secret' | 'code';
  note: string;
  after?: ReactNode;
  children?: ReactNode;
}) {
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <AnsweredForm outcome={outcome} submit={submit} fields={fields} className="stack-tight">
      {children}
      <div className="act">
        {label === null ? null : (
          <button type="submit" className={`btn btn-${kind}${small ? ' btn-sm' : ''}`} disabled={pending}>
            {label}
          </button>
        )}
        <span className="act-message" role="status">
          <FormRefusal />
        </span>
      </div>
      {after}
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
