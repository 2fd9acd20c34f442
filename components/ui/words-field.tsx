import { useId } from 'react';

/** What somebody says in their own words: a reason, a note. */
export function WordsField({
  name,
  label,
  hint,
  lengthMax = 300,
}: {
  name: string;
  label: string;
  hint?: string;
  lengthMax?: number;
}) {
  const id = useId();
  return (
    <div className="field words">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        name={name}
        className="input"
        rows={2}
        required
        minLength={3}
        maxLength={lengthMax}
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
