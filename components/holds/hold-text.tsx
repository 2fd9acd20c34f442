'use client';

import { useId, useState } from 'react';

/** Words that a refusal does not lose: a form of an action is emptied when it has been answered, this field is not. */
export function HoldText({ name, label, hint }: { name: string; label: string; hint: string }) {
  const id = useId();
  const [text, setText] = useState('');
  return (
    <span className="field hold-text">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        name={name}
        className="input"
        rows={2}
        required
        minLength={3}
        maxLength={500}
        aria-describedby={`${id}-hint`}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      <span id={`${id}-hint`} className="small muted">
        {hint}
      </span>
    </span>
  );
}
