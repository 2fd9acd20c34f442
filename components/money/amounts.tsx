import type { Money } from '#lib/money/money.ts';
import { Amount } from './amount.tsx';

/** One sum per currency, never one over several. @param label says of what */
export function Amounts({ label, sums }: { label: string; sums: readonly Money[] }) {
  return (
    <dl className="sums" aria-label={label}>
      {sums.map((sum) => (
        <div key={sum.currency}>
          <dt>{sum.currency.toUpperCase()}</dt>
          <dd>
            <Amount value={sum} bare />
          </dd>
        </div>
      ))}
    </dl>
  );
}
