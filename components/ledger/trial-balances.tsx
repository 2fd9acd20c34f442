import type { Route } from 'next';
import type { TrialBalance } from '#lib/ledger/types.ts';
import { Chosen } from '../data-table/chosen.tsx';
import type { ListParams } from '../data-table/list-href.ts';
import { LinkButton } from '../ui/button.tsx';
import { Section } from '../ui/card.tsx';
import { EmptyState } from '../ui/states.tsx';
import { TrialBalanceTable } from './trial-balance-table.tsx';

/** Trial balances of all books together, or of one that can be dropped again. */
export function TrialBalances({
  balances,
  book,
  path,
  params,
}: {
  balances: readonly TrialBalance[];
  book: string | undefined;
  path: Route;
  params: ListParams;
}) {
  return (
    <Section
      id="trial-balance"
      title="Trial balance"
      first
      lead={
        book === undefined ? (
          'Over all books. Debits and credits of each currency must be the same; two currencies are never added.'
        ) : (
          <Chosen path={path} params={params} name="book" label={`Book ${book}`} />
        )
      }
    >
      {balances.length === 0 ? (
        <EmptyState
          title="Nothing is booked"
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
          <TrialBalanceTable key={balance.currency} balance={balance} connectedAccountId={book} />
        ))
      )}
    </Section>
  );
}
