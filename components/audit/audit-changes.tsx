import { changesOf, type Change } from './changes.ts';

type Values = Readonly<Record<string, unknown>> | null;

/** Before and after, value by value. A row without a before names one column only. */
export function AuditChanges({ before, after }: { before: Values; after: Values }) {
  const changes = changesOf(before, after);
  if (changes.length === 0)
    return <p className="soft">The row names no values: its action says everything.</p>;
  const both = before !== null && after !== null;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Values before and after">
      <table className="data plain-rows stacked audit-changes">
        <thead>
          <tr>
            <th scope="col">Value</th>
            {before === null ? null : <th scope="col">Before</th>}
            {after === null ? null : <th scope="col">{both ? 'After' : 'Recorded'}</th>}
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <ChangeLine
              key={change.path}
              change={change}
              hasBefore={before !== null}
              hasAfter={after !== null}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ChangeLine({
  change,
  hasBefore,
  hasAfter,
}: {
  change: Change;
  hasBefore: boolean;
  hasAfter: boolean;
}) {
  const isMarked = change.isChanged && hasBefore && hasAfter;
  return (
    <tr className={change.isChanged ? undefined : 'muted-row'}>
      <th scope="row">
        {change.path}
        {isMarked ? <span className="vh"> changed</span> : null}
      </th>
      {hasBefore ? <Value label="Before" text={change.before} mark={isMarked ? 'del' : null} /> : null}
      {hasAfter ? (
        <Value label={hasBefore ? 'After' : 'Recorded'} text={change.after} mark={isMarked ? 'ins' : null} />
      ) : null}
    </tr>
  );
}

function Value({
  label,
  text,
  mark: Mark,
}: {
  label: string;
  text: string | undefined;
  mark: 'del' | 'ins' | null;
}) {
  if (text === undefined)
    return (
      <td className="muted" data-label={label}>
        <span aria-hidden="true">–</span>
        <span className="vh">no value</span>
      </td>
    );
  return (
    <td className="mono" data-label={label}>
      {Mark === null ? text : <Mark>{text}</Mark>}
    </td>
  );
}
