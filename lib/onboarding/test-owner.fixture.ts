import type postgres from 'postgres';
import type { TestStripe } from '#scripts/test-stripe.ts';
import { fetchConnectedAccount } from '../connected-accounts/fetch-connected-account.ts';
import { jobContext, type Context } from '../context.ts';

export type TestOwner = { ownerId: string; connectedAccountId: string; ctx: Context };

export type OpenedAccount = {
  type?: 'custom' | 'express' | 'standard';
  interval?: 'daily' | 'manual';
  isPaidByUs?: boolean;
};

/** An account at the local Stripe, mirrored, and somebody who owns it. @param sql owner of the tables */
export async function openOwnedAccount(
  { simulator }: TestStripe,
  sql: postgres.Sql,
  { type = 'custom', interval = 'manual', isPaidByUs = true }: OpenedAccount = {},
): Promise<TestOwner> {
  const record = simulator.createAccount({ type, onboarded: true, country: 'US' });
  simulator.updateBalanceSettings(record, { schedule: { interval } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', currency: 'usd', country: 'US' });
  simulator.createCharge({ account: record.id, amount: 50_000, currency: 'usd', fee: 0, availableOn: 0 });
  await fetchConnectedAccount(jobContext('sync-connected-accounts'), record.id);
  if (isPaidByUs)
    await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${record.id}, 'test')`;
  const ownerId = `own_${record.id}`;
  const email = `owner@${record.id.toLowerCase().replaceAll('_', '-')}.example`;
  await sql`insert into connected_account_owners (owner_id, connected_account_id, email, name)
    values (${ownerId}, ${record.id}, ${email}, 'Olive Owner')`;
  const ctx: Context = {
    ...jobContext('test'),
    actor: { kind: 'connected_account_owner', connectedAccountId: record.id, email },
  };
  return { ownerId, connectedAccountId: record.id, ctx };
}
