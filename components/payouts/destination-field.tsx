import { useId } from 'react';
import type { DestinationChoice } from '#lib/payouts/types.ts';

/**
 * Where a payout is to go instead, of what the account has for its currency. Nothing to choose, nothing shown: but where it goes when its
 * destination is gone. @param now where it is to go so far
 */
export function DestinationField({
  destinations,
  now,
}: {
  destinations: readonly DestinationChoice[];
  now: string;
}) {
  const id = useId();
  const [first, ...others] = destinations;
  if (first === undefined) return null;
  if (others.length === 0)
    return first.destinationId === now ? null : (
      <p className="small">
        It goes to <bdi>{first.label}</bdi> then, the only destination that the account has for it.
      </p>
    );
  return (
    <div className="field">
      <label htmlFor={id}>Goes to</label>
      <select id={id} name="destinationId" className="input" defaultValue={first.destinationId}>
        {destinations.map(({ destinationId, label }) => (
          <option key={destinationId} value={destinationId}>
            {label}
            {destinationId === now ? ', as so far' : ''}
          </option>
        ))}
      </select>
    </div>
  );
}
