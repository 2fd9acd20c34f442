import type { ReactNode } from 'react';
import type { TrialBalance } from '#lib/ledger/types.ts';
import { LinkButton } from '../ui/button.tsx';
import { Section } from '../ui/card.tsx';
import { EmptyState } from '../ui/states.tsx';
import { TrialBalanceTable } from './trial-balance-table.tsx';

/** Trial balances of all books together, or of one. @param at the past time as the address says it */
export function TrialBalances({
  balances,
  book,
  at,
  chooser,
}: {
  balances: readonly TrialBalance[];
  book: string | undefined;
  at: string | undefined;
  chooser: ReactNode;
}) {
  return (
    <Section
      id="trial-balance"
      title="Trial balance"
      first
      lead={
        book === undefined
          ? 'Over all books. Debits and credits of each currency must be the same; two currencies are never added.'
          : 'Of this book. Each ledger account opens its statement.'
      }
    >
      {chooser}
      {balances.length === 0 ? (
        <EmptyState
          title={at === undefined ? 'Nothing is booked' : 'Nothing was booked by then'}
          actions={<LinkButton href="/events">See the events</LinkButton>}
        >
          <p>
            {book === undefined
              ? 'No balance transaction has been read yet. Books open with the first one.'
              : 'This book is empty: no balance transaction of this account has been read.'}
          </p>
        </EmptyState>
      ) : (
        balances.map((balance) => (
          <TrialBalanceTable key={balance.currency} balance={balance} connectedAccountId={book} at={at} />
        ))
      )}
    </Section>
  );
}
