import { useId } from 'react';
import { ActionForm } from '../ui/action-form.tsx';
import type { FormAction } from '../ui/answered-form.tsx';
import { KeptTextarea } from '../ui/kept-textarea.tsx';

/** Writes the draft of a policy. */
export function PolicyEditor({
  action,
  text: written,
  seenHash,
  label = 'Rules, one a line',
}: {
  action: FormAction;
  text: string;
  seenHash: string | null;
  label?: string;
}) {
  const id = useId();
  return (
    <ActionForm
      action={action}
      {...(seenHash === null ? {} : { fields: { seenHash } })}
      kind="primary"
      label="Save the draft"
      pendingLabel="Saving"
      done="Saved as a draft."
      className="policy-form"
    >
      <div className="field">
        <label htmlFor={`${id}-text`}>{label}</label>
        <KeptTextarea
          // Another draft is another text: what was typed belongs to the one that it was typed over.
          key={seenHash ?? 'none'}
          id={`${id}-text`}
          className="input mono policy-text"
          name="text"
          rows={Math.min(30, Math.max(12, written.split('\n').length + 1))}
          required
          maxLength={30_000}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          defaultValue={written}
        />
      </div>
    </ActionForm>
  );
}
