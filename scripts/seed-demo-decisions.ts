import { sql } from 'drizzle-orm';
import { recordCodeProof } from '#lib/approvals/step-up/record-code-proof.ts';
import { demoSecret } from '#lib/approvals/step-up/demo-secret.ts';
import { approvalLeaf, treeOf } from '#lib/approvals/step-up/subject-tree.ts';
import { codeOf, stepAt } from '#lib/approvals/step-up/totp.ts';
import { now } from '#lib/clock.ts';
import { jobContext, type Context } from '#lib/context.ts';
import { database } from '#lib/db/client.ts';
import { DomainError } from '#lib/errors.ts';
import { currency as currencyCode, payoutMultiple } from '#lib/money/currency.ts';
import { enrolConnectedAccount } from '#lib/payouts/requests/enrol-connected-account.ts';
import { proposePayout } from '#lib/payouts/requests/propose-payout.ts';
import { approvePayout } from '#lib/payouts/review/approve-payout.ts';
import { readDecisionPreview } from '#lib/payouts/review/queries.ts';
import { demoPerson } from './demo-person.ts';
import { seedDemoHolds, type Asked } from './seed-demo-holds.ts';

/** One currency of one connected account whose payouts are made by hand. `available` in minor units. */
type PayableBook = Omit<Asked, 'payoutRequestId'> & { currency: string; available: bigint };

/** Parts of a balance in percent: what the week's cadence asks for, and what a person asks for beside it. */
const CADENCE_PERCENT = [60n, 45n, 50n] as const;
const PERSON_PERCENT = [20n, 30n, 15n] as const;
/** One book of so many has a third request: a small one that somebody wants today. */
const URGENT_ONE_OF = 3;
const URGENT_PERCENT = 8n;
const ANNA_ASKS_ONE_OF = 4;
/** Where Stripe pays out within minutes, as far as this marketplace offers it. */
const INSTANT_CURRENCIES = ['eur', 'gbp', 'usd'];
/** Of so many requests by a cadence one has an approval that waits for its second. */
const ONE_APPROVED_OF = 4;

/**
 * What waits for people when the demo opens, made as people and cadences make it: accounts on a manual schedule are
 * enrolled, payouts of what is really available are asked for, some are held, and some have one of two approvals. Once
 * there is any payout request, nothing is added.
 * @returns how many payout requests were made
 */
export async function seedDemoDecisions(): Promise<number> {
  const byCadence: Asked[] = [];
  const byPeople: Asked[] = [];
  for (const [position, book] of (await listNewBooks()).entries()) {
    await enrolConnectedAccount(jobContext('seed-demo'), { connectedAccountId: book.connectedAccountId });
    byCadence.push(...(await propose(jobContext('propose-payouts'), book, at(CADENCE_PERCENT, position))));
    byPeople.push(...(await propose(requesterOf(position), book, at(PERSON_PERCENT, position))));
    if (position % URGENT_ONE_OF === 0)
      byPeople.push(...(await propose(requesterOf(position + 1), book, URGENT_PERCENT, urgentMethod(book))));
  }
  // Before the approvals, which are given to what stands in the way as well.
  await seedDemoHolds([...byCadence, ...byPeople]);
  await approveOnce(byCadence.filter((_, position) => position % ONE_APPROVED_OF === 0));
  return byCadence.length + byPeople.length;
}

/** Two people ask, so that each of them has something to decide that the other asked for; Anna mostly decides. */
function requesterOf(position: number): Context {
  return demoPerson(position % ANNA_ASKS_ONE_OF === 0 ? 'anna' : 'marek');
}

function urgentMethod({ currency }: PayableBook): 'standard' | 'instant' {
  return INSTANT_CURRENCIES.includes(currency) ? 'instant' : 'standard';
}

/** Books with money that Stripe would pay to a known destination, of accounts on a manual schedule, where nobody has asked yet. */
async function listNewBooks(): Promise<PayableBook[]> {
  const rows = await database().execute<{
    id: string;
    name: string;
    currency: string;
    available: string;
  }>(sql`
    select account.connected_account_id as id, account.display_name as name, balance.currency, balance.available::text
    from connected_accounts as account
    join stripe_balances as balance using (connected_account_id)
    where account.payout_interval = 'manual' and account.payouts_enabled and account.deauthorized_at is null
      and balance.available > 0
      and exists (select from external_accounts as destination
        where destination.connected_account_id = account.connected_account_id and destination.currency = balance.currency
          and destination.deleted_at is null and destination.status is distinct from 'errored')
      and not exists (select from payout_requests)
    order by account.display_name, account.connected_account_id, balance.currency`);
  return rows.map(({ id, name, currency, available }) => ({
    connectedAccountId: id,
    accountName: name,
    currency,
    available: BigInt(available),
  }));
}

/** @returns the request, or nothing when the part is less than Stripe pays out, or something stands in its way */
async function propose(
  ctx: Context,
  { connectedAccountId, accountName, currency, available }: PayableBook,
  percent: bigint,
  method: 'standard' | 'instant' = 'standard',
): Promise<Asked[]> {
  const part = (available * percent) / 100n;
  const amount = part - (part % payoutMultiple(currencyCode(currency)));
  if (amount <= 0n) return [];
  try {
    const { payoutRequestId } = await proposePayout(ctx, { connectedAccountId, currency, amount, method });
    return [{ payoutRequestId, connectedAccountId, accountName }];
  } catch (error) {
    // The story's balances are another day's every day: one payout less is no reason for no demo.
    if (!(error instanceof DomainError) || error.code !== 'precondition_failed') throw error;
    console.log(`A payout of ${accountName} was not asked for. ${error.message}`);
    return [];
  }
}

/** The second administrator approves, all of them under one code, so that nobody else's code of this half minute is spent. */
async function approveOnce(asked: readonly Asked[]): Promise<void> {
  const approver = demoPerson('noor');
  const secret = demoSecret('opr_demo_noor');
  if (secret === null || asked.length === 0) return;
  const previews = await Promise.all(
    asked.map(({ payoutRequestId }) => readDecisionPreview(approver, payoutRequestId)),
  );
  const { root, paths } = treeOf(previews.map(approvalLeaf));
  const { stepUpProofId } = await recordCodeProof(approver, {
    purpose: 'payouts.approve',
    root,
    code: codeOf(secret, stepAt(now().getTime() / 1000)),
  });
  for (const [position, { payoutRequestId, version, payloadHash, previewHash }] of previews.entries()) {
    const shown = { payoutRequestId, version, payloadHash, previewHash };
    await approvePayout(approver, { ...shown, stepUpProofId, path: paths[position] ?? [] });
  }
}

function at<Value>(values: readonly [Value, ...Value[]], position: number): Value {
  return values[position % values.length] ?? values[0];
}
