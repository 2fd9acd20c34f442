import type { BankTraceInWords } from '#lib/payouts/types.ts';
import { Section } from '../ui/card.tsx';
import { CopyId } from '../ui/copy-id.tsx';

/** What a bank can be asked about this payout, and what to tell the account's owner. */
export function BankTrace({ trace }: { trace: BankTraceInWords }) {
  return (
    <Section id="trace" title="Bank trace">
      {trace.reference === null ? null : (
        <p className="big-id">
          <CopyId id={trace.reference} what="bank trace" />
        </p>
      )}
      <p>{trace.standing}</p>
      <p>
        <b className="strong">Tell the seller:</b> “{trace.whatToTell}”
      </p>
    </Section>
  );
}
