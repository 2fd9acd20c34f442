'use client';

import { useActionState, useId } from 'react';
import { AnsweredForm, FormRefusal, type FormAction, type Outcome } from '../ui/answered-form.tsx';
import { KeptTextarea } from '../ui/kept-textarea.tsx';
import { SendButton } from '../ui/send-button.tsx';

/**
 * Writes a note or its next version. What was written stays in the field when it is refused, so that nobody's text is
 * lost to a colleague who was first. Works as a plain form post too.
 */
export function NoteForm({
  action,
  fields,
  text = '',
  isPinned = false,
  label,
}: {
  action: FormAction;
  fields: Readonly<Record<string, string>>;
  text?: string;
  isPinned?: boolean;
  label: string;
}) {
  const id = useId();
  // The action itself, not a function around it: only then the form also works without JavaScript.
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  return (
    <AnsweredForm outcome={outcome} submit={submit} fields={fields} className="note-form">
      <div className="field">
        <label htmlFor={`${id}-text`}>What colleagues should know</label>
        <KeptTextarea
          id={`${id}-text`}
          className="input"
          name="text"
          rows={4}
          required
          maxLength={4_000}
          defaultValue={text}
        />
      </div>
      <label className="check">
        <input type="checkbox" name="isPinned" defaultChecked={isPinned} /> Keep it at the top
      </label>
      <div className="act">
        <SendButton type="submit" className="btn btn-plain btn-sm" isWaiting={pending}>
          {pending ? 'Saving' : label}
        </SendButton>
        <span className="act-message" role="status">
          <FormRefusal />
          {outcome?.ok === true ? <span className="muted">Saved.</span> : null}
        </span>
      </div>
    </AnsweredForm>
  );
}
