/** A reason, a note or a message that a record carries, as a person wrote it; null when it has none. Pure. */
export function eventDetail(after: Readonly<Record<string, unknown>> | null): string | null {
  for (const name of ['reason', 'note', 'because', 'failureMessage', 'message']) {
    const value = after?.[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

type Change = {
  readonly change: 'added' | 'changed' | 'removed';
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  /** Of a destination that the account began with: that, in words; null for every other change. */
  readonly firstSight: string | null;
};

/** One change of a bank account or card: the bank and the last four digits always stay. Pure. */
export function changeInWords({ change, before, after, firstSight }: Change): string {
  const was = placeOf(before);
  const is = placeOf(after);
  if (change === 'added') return `${is} was ${firstSight ?? 'added'}`;
  if (change === 'removed') return `${was} was removed`;
  return was === is ? `${is}: its details changed` : `${was} became ${is}`;
}

function placeOf(facts: Change['before']): string {
  const text = (name: string): string | null => {
    const value = facts?.[name];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const institution = text('institution') ?? 'A bank account or card';
  const last4 = text('last4');
  return last4 === null ? institution : `${institution} ••${last4}`;
}
