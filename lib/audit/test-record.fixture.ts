import { inTransaction } from '../db/transaction.ts';
import { openTestLedger, type TestLedger } from '../ledger/test-ledger.fixture.ts';
import { recordAudit } from './record-audit.ts';

export type TestRecord = TestLedger & {
  /** Ten rows of the platform and five of `acct_1A`, then a checkpoint, then two and one more. */
  fill(): Promise<void>;
  record(subject: string, connectedAccountId?: string): Promise<void>;
};

/** A database of this test file's own, to be filled with a record and tampered with. */
export async function openTestRecord(): Promise<TestRecord> {
  const ledger = await openTestLedger();
  const record = (subject: string, connectedAccountId?: string): Promise<void> =>
    inTransaction((tx) =>
      recordAudit(tx, ledger.ctx, {
        action: 'test.record',
        subject,
        connectedAccountId,
        before: { amount: '1.00', name: 'Zoë “quoted”\n' },
        after: { amount: 12_345_678_901_234n.toString(), nested: [1.5, null, { a: true }] },
      }),
    );
  const several = async (subject: string, count: number, connectedAccountId?: string): Promise<void> => {
    for (let n = 1; n <= count; n += 1) await record(`${subject} ${String(n)}`, connectedAccountId);
  };
  return {
    ...ledger,
    record,
    fill: async () => {
      await ledger.empty();
      await several('early', 10);
      await several('seller', 5, 'acct_1A');
      await ledger.sql`select take_audit_checkpoint()`;
      await several('late', 2);
      await several('seller late', 1, 'acct_1A');
    },
  };
}
