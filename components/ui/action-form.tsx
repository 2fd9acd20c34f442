'use client';

import { useActionState, type ReactNode } from 'react';
import { AnsweredForm, FormRefusal, type FormAction, type Outcome } from './answered-form.tsx';
import { ReadRefused } from './read-refused.tsx';
import { SendButton } from './send-button.tsx';

/**
 * One button that does one thing, with its refusal in words beside the field that it is about, else beside the button.
 * Works as a plain form post too.
 * @param fields hidden values, ids and versions only @param done said after it worked
 * @param about what the button is about, for whoever hears it without its surroundings
 * @param staleHref where what is shown stands as it is now: offered when somebody else has changed it meanwhile
 * @param readsAgain what is shown is read anew when it was refused, too: it may stand otherwise by now
 * @param after stands under the button, in the form: another way to send it
 * @param className of a form whose fields stand above each other; without it they stand in the button's row
 */
export function ActionForm({
  action,
  fields = {},
  kind = 'plain',
  small = false,
  label,
  about,
  pendingLabel,
  done,
  staleHref,
  readsAgain = false,
  className,
  after,
  children,
}: {
  action: FormAction;
  fields?: Readonly<Record<string, string>>;
  kind?: 'primary' | 'plain' | 'quiet' | 'danger';
  small?: boolean;
  /** Null where only what stands under it sends the form. */
  label: string | null;
  about?: string;
  /** What it does, said on the button while the answer is awaited. */
  pendingLabel?: string;
  done?: ReactNode | ((shown: string) => ReactNode);
  staleHref?: string;
  readsAgain?: boolean;
  className?: string;
  after?: ReactNode;
  children?: ReactNode;
}) {
  // The action itself, not a function around it: only then the form also works without JavaScript.
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  const send = (
    <>
      {label === null ? null : (
        <SendButton
          type="submit"
          className={`btn btn-${kind}${small ? ' btn-sm' : ''}`}
          isWaiting={pending}
          label={label}
          pendingLabel={pendingLabel}
        >
          {about === undefined ? null : <span className="vh"> {about}</span>}
        </SendButton>
      )}
      <span className="act-message" role="status">
        <FormRefusal />
        {outcome?.ok === false && outcome.code === 'conflict' && staleHref !== undefined ? (
          // A page of its own, so that nothing that was typed over what has gone is kept.
          <>
            {' '}
            <a href={staleHref}>Load it as it is now</a>
          </>
        ) : null}
        {outcome?.ok === true && done ? (
          <span className="muted">{typeof done === 'function' ? done(outcome.shown ?? '') : done}</span>
        ) : null}
      </span>
    </>
  );
  return (
    <AnsweredForm outcome={outcome} submit={submit} fields={fields} className={className ?? 'act'}>
      {children}
      {className === undefined ? send : <div className="act">{send}</div>}
      {after}
      {readsAgain ? <ReadRefused outcome={outcome} /> : null}
    </AnsweredForm>
  );
}
