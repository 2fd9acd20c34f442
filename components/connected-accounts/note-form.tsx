'use client';

import { useActionState, useId, useState } from 'react';
import { SendButton } from '../ui/send-button.tsx';

type Outcome = { ok: true } | { ok: false; message: string };
type Action = (previous: Outcome | null, form: FormData) => Promise<Outcome>;

/**
 * Writes a note or its next version. What was written stays in the field when it is refused, so that nobody's text is
 * lost to a colleague who was first. Works as a plain form post too.
 */
export function NoteForm({
  action,
  fields,
  text: written = '',
  isPinned = false,
  label,
}: {
  action: Action;
  fields: Readonly<Record<string, string>>;
  text?: string;
  isPinned?: boolean;
  label: string;
}) {
  const id = useId();
  const [text, setText] = useState(written);
  const [pinned, setPinned] = useState(isPinned);
  // The action itself, not a function around it: only then the form also works without JavaScript.
  const [outcome, submit, pending] = useActionState<Outcome | null, FormData>(action, null);
  const [answered, setAnswered] = useState(outcome);
  if (outcome !== answered) {
    setAnswered(outcome);
    if (outcome?.ok === true && written === '') {
      setText('');
      setPinned(false);
    }
  }
  return (
    <form action={submit} className="note-form">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="field">
        <label htmlFor={`${id}-text`}>What colleagues should know</label>
        <textarea
          id={`${id}-text`}
          className="input"
          name="text"
          rows={4}
          required
          maxLength={4_000}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          name="isPinned"
          checked={pinned}
          onChange={(event) => {
            setPinned(event.target.checked);
          }}
        />{' '}
        Keep it at the top
      </label>
      <div className="act">
        <SendButton type="submit" className="btn btn-plain btn-sm" isWaiting={pending}>
          {pending ? 'Saving' : label}
        </SendButton>
        <span className="act-message" role="status">
          {outcome?.ok === false ? <span className="t-failed">{outcome.message}</span> : null}
          {outcome?.ok === true ? <span className="muted">Saved.</span> : null}
        </span>
      </div>
    </form>
  );
}
