import type postgres from 'postgres';
import { fetchConnectedAccount } from '#lib/connected-accounts/fetch-connected-account.ts';
import { now } from '#lib/clock.ts';
import { jobContext, type Context } from '#lib/context.ts';
import { fetchBalanceTransactions } from '#lib/ledger/fetch-balance-transactions.ts';
import { enrolConnectedAccount } from '#lib/payouts/requests/enrol-connected-account.ts';
import { proposePayout } from '#lib/payouts/requests/propose-payout.ts';
import { endWait } from '../../end-wait.ts';
import type { Simulator } from '../../stripe-simulator/simulator.ts';

export type ApprovedRequest = {
  payoutRequestId: string;
  connectedAccountId: string;
  amount: bigint;
};

/** Each request asks for this much, in cents. */
const AMOUNT = 12_34n;

const id = (prefix: string): string => `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`;

/** Two people who asked for nothing here. */
const APPROVERS = ['opr_campaign1', 'opr_campaign2'] as const;

const administrator = (): Context => ({
  actor: { kind: 'operator', operatorId: 'opr_campaign3', name: 'Marek', role: 'administrator' },
  requestId: crypto.randomUUID(),
  now: now(),
});

/** Whoever confirms what the protocol leaves to a person. */
export const confirmingPerson = administrator;

export async function insertPeople(sql: postgres.Sql): Promise<void> {
  for (const operatorId of [...APPROVERS, 'opr_campaign3'])
    await sql`insert into operators (operator_id, email, name, role)
      values (${operatorId}, ${`${operatorId}@example.com`}, ${operatorId}, 'administrator') on conflict do nothing`;
}

/**
 * A connected account with a bank and money at the local Stripe, mirrored and enrolled as the product does it, and so many
 * requests of it that its verbs made, each approved by two people.
 * @param sql connected as the owner of the database: approvals are put there around their step-up
 */
export async function approvedRequests(
  { simulator, sql }: { simulator: Simulator; sql: postgres.Sql },
  count: number,
): Promise<ApprovedRequest[]> {
  const record = simulator.createAccount({ type: 'custom', onboarded: true });
  const connectedAccountId = record.id;
  simulator.updateBalanceSettings(record, { schedule: { interval: 'manual' } });
  simulator.addBankAccount(record, { accountNumber: '000123456789', routingNumber: '110000000' });
  for (let charge = 0; charge < count; charge += 1)
    simulator.createCharge({
      account: connectedAccountId,
      amount: 2_000,
      currency: 'usd',
      fee: 0,
      availableOn: 0,
    });
  await fetchConnectedAccount(jobContext('sync-connected-accounts'), connectedAccountId);
  await fetchBalanceTransactions(jobContext('back-fill'), connectedAccountId);
  await enrolConnectedAccount(administrator(), { connectedAccountId });
  const requests: ApprovedRequest[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    const { payoutRequestId } = await proposePayout(jobContext('propose-payouts'), {
      connectedAccountId,
      currency: 'usd',
      amount: AMOUNT,
    });
    await sql.begin((tx) => approve(tx, { connectedAccountId, payoutRequestId }));
    requests.push({ payoutRequestId, connectedAccountId, amount: AMOUNT });
  }
  return requests;
}

/** In the order of locks that every writer keeps: the account's row, then the request's. */
async function approve(
  sql: postgres.TransactionSql,
  { connectedAccountId, payoutRequestId }: { connectedAccountId: string; payoutRequestId: string },
): Promise<void> {
  await sql`select from payout_accounts where connected_account_id = ${connectedAccountId} for update`;
  for (const operatorId of APPROVERS)
    await sql`
      insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
        preview_hash, request_version, operator_id, operator_role)
      select ${id('pap')}, payout_request_id, connected_account_id, 'approve', payload_hash, 'shown', version,
        ${operatorId}, 'administrator'
      from payout_requests where payout_request_id = ${payoutRequestId}`;
  // A seller this new waits for a day by their band, which is not what is tried here.
  await endWait(sql, payoutRequestId);
  await sql`update payout_requests set state = 'approved' where payout_request_id = ${payoutRequestId}`;
}

/** The judge: what the local Stripe itself has for each request, whatever we believe. */
export function payoutsAtStripe(
  simulator: Simulator,
  request: ApprovedRequest,
): { id: string; amount: number }[] {
  return simulator.core.store.payouts
    .rows(request.connectedAccountId)
    .filter(({ metadata }) => metadata?.['sluice_payout_request_id'] === request.payoutRequestId)
    .map(({ id: payoutId, amount }) => ({ id: payoutId, amount }));
}
