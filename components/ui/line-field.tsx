import { useId } from 'react';

/** One line that somebody types of somebody else: a name or an address, as long as the verbs take it. */
export function LineField({
  name,
  label,
  type = 'text',
}: {
  name: string;
  label: string;
  type?: 'text' | 'email';
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        className="input"
        id={id}
        name={name}
        type={type}
        required
        maxLength={type === 'email' ? 200 : 100}
        autoComplete="off"
      />
    </div>
  );
}
