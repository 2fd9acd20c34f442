'use client';

import { useId, useState } from 'react';

/** A reason in words. What was written stays when the decision is refused: nobody's text is lost to a colleague who was first. */
export function ReasonField({
  name = 'reason',
  label,
  hint,
}: {
  name?: string;
  label: string;
  hint?: string;
}) {
  const id = useId();
  const [text, setText] = useState('');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        name={name}
        className="input"
        rows={2}
        required
        minLength={3}
        maxLength={300}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="small muted">
          {hint}
        </span>
      )}
    </div>
  );
}
