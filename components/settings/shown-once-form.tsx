'use client';

import { useActionState, type ReactNode } from 'react';
import { AnsweredForm, FormRefusal, type FormAction, type Outcome } from '../ui/answered-form.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { ReadRefused } from '../ui/read-refused.tsx';
import { SendButton } from '../ui/send-button.tsx';

/**
 * A form whose answer holds something that is shown now and never again, and for whom: the form itself is empty by then.
 * @param label null once there is nothing to send any more: what was shown stays where it is
 * @param summary of a fold in which the form waits until somebody wants it; what was shown is seen while there is nothing to send
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
  summary,
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
  summary?: ReactNode;
  children?: ReactNode;
}) {
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  const isFolded = summary !== undefined && label !== null;
  if (summary !== undefined && label === null && outcome === null) return null;
  const asked = (
    <>
      {children}
      <div className="act">
        {label === null ? null : (
          <SendButton
            type="submit"
            className={`btn btn-${kind}${small ? ' btn-sm' : ''}`}
            isWaiting={pending}
          >
            {label}
          </SendButton>
        )}
        <span className="act-message" role="status">
          <FormRefusal />
        </span>
      </div>
      {after}
    </>
  );
  return (
    <AnsweredForm outcome={outcome} submit={submit} fields={fields} className="stack-tight">
      {isFolded ? (
        <details className="fold">
          <summary>{summary}</summary>
          {asked}
        </details>
      ) : (
        asked
      )}
      {outcome?.ok === true && outcome.shown !== undefined && !isFolded ? (
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
      <ReadRefused outcome={outcome} />
    </AnsweredForm>
  );
}
