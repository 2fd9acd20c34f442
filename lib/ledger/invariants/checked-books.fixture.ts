import { jobContext } from '../../context.ts';
import { balanceTransaction, plainTransaction } from '../balance-transaction.fixture.ts';
import { checkInvariants, type InvariantReport } from '../check-invariants.ts';
import { postAvailability } from '../post-availability.ts';
import { recordBalanceTransactions } from '../record-balance-transactions.ts';
import { openTestLedger, type TestLedger } from '../test-ledger.fixture.ts';

type Said = { available: number; pending: number; reserved?: number; readAt?: string; owner?: string };

export type CheckedBooks = {
  ledger: TestLedger;
  /** A charge made available, one still pending, a payout and a fee, and the Balance that Stripe would show for them. */
  fill(): Promise<void>;
  stripeSays(balance: Said): Promise<void>;
  /** Every invariant; without `from` over all rows. */
  check(from?: Date): Promise<Map<string, InvariantReport>>;
  outcomes(from?: Date): Promise<Record<string, string>>;
};

/** Books of one seller, and the checks that a worker runs over them. */
export async function openCheckedBooks(): Promise<CheckedBooks> {
  const ledger = await openTestLedger();
  const stripeSays = async (said: Said): Promise<void> => {
    const { available, pending, reserved = 0, readAt, owner = 'acct_1Seller' } = said;
    await ledger.sql`
      insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
      values (${owner}, 'usd', ${available}, ${pending}, ${reserved}, ${readAt ?? ledger.sql`now()`})
      on conflict (connected_account_id, currency) do update
        set available = excluded.available, pending = excluded.pending, connect_reserved = excluded.connect_reserved,
            read_at = excluded.read_at`;
  };
  const check = async (from?: Date): Promise<Map<string, InvariantReport>> => {
    const reports = await checkInvariants(jobContext('check-invariants'), { from: from ?? null });
    return new Map(reports.map((report) => [report.invariant, report]));
  };
  return {
    ledger,
    fill: async () => {
      await ledger.empty();
      await recordBalanceTransactions(ledger.ctx, [
        balanceTransaction({ balanceTransactionId: 'txn_old', status: 'available' }),
        balanceTransaction({ balanceTransactionId: 'txn_new' }),
        plainTransaction({
          balanceTransactionId: 'txn_payout',
          type: 'payout',
          amount: -400n,
          sourceId: 'po_1',
        }),
        plainTransaction({ balanceTransactionId: 'txn_nothing', amount: 0n }),
      ]);
      await postAvailability(ledger.ctx);
      await stripeSays({ available: 541, pending: 941 });
    },
    stripeSays,
    check,
    outcomes: async (from) =>
      Object.fromEntries([...(await check(from))].map(([name, { outcome }]) => [name, outcome])),
  };
}

/** Id and sentence of everything that one invariant found. */
export function findingsOf(reports: Map<string, InvariantReport>, name: string): [string, string][] {
  return (reports.get(name)?.findings ?? []).map(({ id, text }) => [id, text]);
}
