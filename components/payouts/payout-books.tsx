import type { JournalEntryDetail } from '#lib/ledger/types.ts';
import type { PayoutDetail } from '#lib/payouts/types.ts';
import { EntryList } from '../ledger/entry-list.tsx';
import { TAccounts } from '../ledger/t-accounts.tsx';
import { Section } from '../ui/card.tsx';
import { ownerName } from './payout-words.ts';

export function PayoutBooks({
  payout,
  entries,
}: {
  payout: PayoutDetail;
  entries: readonly JournalEntryDetail[];
}) {
  const code = payout.amount.currency;
  if (entries.length === 0) {
    return (
      <Section
        id="books"
        title="In the books"
        lead="Nothing is booked yet. An entry follows as soon as Stripe shows the payout’s balance transaction."
      >
        {null}
      </Section>
    );
  }
  const owner = ownerName(payout.connectedAccountId, payout.connectedAccountName);
  return (
    <Section
      id="books"
      title="In the books"
      lead={
        <>
          {entries.length === 1 ? 'One entry' : `${String(entries.length)} entries`} in the book of{' '}
          <bdi>{owner}</bdi>, in {code.toUpperCase()}. Only what this payout booked; what lay there before is
          in the statements.
        </>
      }
    >
      <EntryList entries={entries} />
      <TAccounts entries={entries} currency={code} />
    </Section>
  );
}
