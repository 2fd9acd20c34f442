'use client';

import { useId } from 'react';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';

const DAYS = [3, 7, 14, 30];

/** Asks the owner of a connected account for something, in words that they read as they stand. */
export function AskForm({ action, connectedAccountId }: { action: FormAction; connectedAccountId: string }) {
  const id = useId();
  return (
    <ActionForm
      action={action}
      fields={{ connectedAccountId }}
      label="Send to the owner"
      pendingLabel="Sending"
      className="stack-tight"
      done="Sent. They see it in their portal."
    >
      <div className="field">
        <label htmlFor={`${id}-subject`}>What you need</label>
        <input className="input" id={`${id}-subject`} name="subject" required minLength={3} maxLength={120} />
      </div>
      <div className="field words">
        <label htmlFor={`${id}-why`}>What it is for</label>
        <textarea
          className="input"
          id={`${id}-why`}
          name="ownerText"
          rows={3}
          required
          minLength={3}
          maxLength={2_000}
          aria-describedby={`${id}-hint`}
        />
        <span className="hint" id={`${id}-hint`}>
          The owner reads this as it stands. Say nothing of what was noticed, or by which rule.
        </span>
      </div>
      <div className="field words">
        <label htmlFor={`${id}-files`}>Which files, one a line</label>
        <textarea className="input" id={`${id}-files`} name="filesWanted" rows={2} maxLength={600} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-due`}>Time to answer</label>
        <select className="input" id={`${id}-due`} name="dueInDays" defaultValue="7">
          {DAYS.map((days) => (
            <option key={days} value={days}>
              {days} days
            </option>
          ))}
        </select>
      </div>
    </ActionForm>
  );
}
