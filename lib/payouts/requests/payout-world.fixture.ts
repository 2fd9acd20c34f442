import { now } from '../../clock.ts';
import type { Context, OperatorRole } from '../../context.ts';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { openTestLedger, type TestLedger } from '../../ledger/test-ledger.fixture.ts';
import { insertPayableAccount } from './test-request.fixture.ts';

export type PayoutWorld = TestLedger & {
  /** Somebody who may do what the role may; the same name is the same person. */
  as(name: string, role?: OperatorRole): Context;
  /** An enrolled account with a destination, whose charges of these amounts are available; one a minute. */
  account(charges: readonly bigint[], currency?: string): Promise<string>;
  /** 2100 and 2150 of an account by the books. */
  balances(connectedAccountId: string): Promise<{ available: bigint; reserved: bigint }>;
};

/** A database of the test file's own with people and connected accounts that can be paid. */
export async function openPayoutWorld(): Promise<PayoutWorld> {
  const ledger = await openTestLedger();
  let accounts = 0;
  const people = [
    ['anna', 'finance_operator'],
    ['ines', 'risk_reviewer'],
    ['marek', 'administrator'],
    ['noor', 'administrator'],
  ] as const;
  for (const [name, role] of people)
    await ledger.sql`
      insert into operators (operator_id, email, name, role)
      values (${`opr_${name}`}, ${`${name}@example.com`}, ${name}, ${role})`;
  return {
    ...ledger,
    as: (name, role) => ({
      actor: {
        kind: 'operator',
        operatorId: `opr_${name}`,
        name,
        role: role ?? people.find(([known]) => known === name)?.[1] ?? 'viewer',
      },
      requestId: crypto.randomUUID(),
      now: now(),
    }),
    account: async (charges, currency = 'usd') => {
      accounts += 1;
      const connectedAccountId = `acct_1World${String(accounts)}`;
      await insertPayableAccount(ledger.sql, {
        connectedAccountId,
        currency,
        destinationId: `ba_${String(accounts)}`,
        destinationFingerprint: `fp_${String(accounts)}`,
      });
      const first = Date.UTC(2026, 9, 5, 9);
      await recordBalanceTransactions(
        ledger.ctx,
        charges.map((amount, position) =>
          plainTransaction({
            balanceTransactionId: `txn_${String(accounts)}x${String(position)}`,
            connectedAccountId,
            currency,
            amount,
            type: amount < 0n ? 'refund' : 'charge',
            occurredAt: new Date(first + position * 60_000),
          }),
        ),
      );
      return connectedAccountId;
    },
    balances: async (connectedAccountId) => {
      const rows = await ledger.sql<{ code: number; balance: string }[]>`
        select ledger_account_code as code, credits - debits as balance from ledger_balances
        where connected_account_id = ${connectedAccountId}`;
      const of = (code: number): bigint => BigInt(rows.find((row) => row.code === code)?.balance ?? 0);
      return { available: of(2100), reserved: of(2150) };
    },
  };
}
