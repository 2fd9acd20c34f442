import type { BalanceMovements } from '#lib/ledger/types.ts';
import { negate, subtract, type Money } from '#lib/money/money.ts';
import { Section } from '../ui/card.tsx';
import { Time } from '../ui/time.tsx';
import { MovementTable } from './movement-table.tsx';

/** What the balance gathered before a payout whose contents Stripe does not say, or not yet. @param why as a sentence */
export function BalanceBefore({
  amount,
  why,
  before,
}: {
  amount: Money;
  why: string;
  before: BalanceMovements;
}) {
  const left = subtract(before.total, amount);
  const code = amount.currency.toUpperCase();
  return (
    <Section
      id="balance"
      title="What the balance gathered before it"
      lead={
        <>
          {why} These are all movements of the balance{' '}
          {before.since === null ? (
            'from its beginning'
          ) : (
            <>
              since the payout before it, <Time at={before.since} />
            </>
          )}
          .
        </>
      }
    >
      {before.isTooMany ? (
        <p className="muted">More than 10,000 movements. Open the book to see them page by page.</p>
      ) : before.movements.length === 0 ? (
        <p className="muted">The balance did not move. The payout took what was already there.</p>
      ) : (
        <MovementTable
          label="Movements of the balance"
          caption={`Movements of the balance before the payout, in ${code}`}
          code={code}
          movements={before.movements}
          sums={[
            { title: 'Gathered', value: before.total },
            {
              title: left.amount < 0n ? 'Taken from what was there' : 'Not in this payout',
              value: negate(left),
              isMuted: true,
            },
            { title: 'This payout', value: amount },
          ]}
        />
      )}
    </Section>
  );
}
