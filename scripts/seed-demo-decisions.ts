import { sql } from 'drizzle-orm';
import { recordCodeProof } from '#lib/approvals/step-up/record-code-proof.ts';
import { demoSecret } from '#lib/approvals/step-up/demo-secret.ts';
import { seedDemoFactors } from '#lib/approvals/step-up/seed-demo-factors.ts';
import { approvalLeaf, treeOf } from '#lib/approvals/step-up/subject-tree.ts';
import { codeOf, stepAt } from '#lib/approvals/step-up/totp.ts';
import { now } from '#lib/clock.ts';
import { jobContext, type Context, type OperatorRole } from '#lib/context.ts';
import { database } from '#lib/db/client.ts';
import { currency as currencyCode, payoutMultiple } from '#lib/money/currency.ts';
import { enrolConnectedAccount } from '#lib/payouts/requests/enrol-connected-account.ts';
import { proposePayout } from '#lib/payouts/requests/propose-payout.ts';
import { approvePayout } from '#lib/payouts/review/approve-payout.ts';
import { readDecisionPreview } from '#lib/payouts/review/queries.ts';

/** One currency of one connected account whose payouts are made by hand. `available` in minor units. */
type PayableBook = { connectedAccountId: string; currency: string; available: bigint };

/** Parts of a balance in percent: what the week's cadence asks for, and what a person asks for beside it. */
const CADENCE_PERCENT = [60n, 45n, 50n] as const;
const PERSON_PERCENT = [20n, 30n, 15n] as const;
/** One book of so many has a third request: a small one that somebody wants today. */
const URGENT_ONE_OF = 3;
const URGENT_PERCENT = 8n;
/** Where Stripe pays out within minutes, as far as this marketplace offers it. */
const INSTANT_CURRENCIES = ['eur', 'gbp', 'usd'];
/** Of so many requests by a cadence one has an approval that waits for its second. */
const ONE_APPROVED_OF = 4;

/**
 * What waits for people when the demo opens, made as people and cadences make it: accounts on a manual schedule are
 * enrolled, payouts of what is really available are asked for, and some have one of two approvals. An account that is
 * enrolled already is left alone, so a second start adds nothing.
 * @returns how many payout requests were made
 */
export async function seedDemoDecisions(): Promise<number> {
  const books = await listNewBooks();
  if (books.length === 0) return 0;
  await seedDemoFactors(jobContext('seed-demo'), {});
  const byCadence: string[] = [];
  let asked = 0;
  for (const [position, book] of books.entries()) {
    await enrolConnectedAccount(jobContext('seed-demo'), { connectedAccountId: book.connectedAccountId });
    const automatic = await propose(jobContext('propose-payouts'), book, at(CADENCE_PERCENT, position));
    if (automatic !== null) byCadence.push(automatic);
    const byPeople = [await propose(requesterOf(position), book, at(PERSON_PERCENT, position))];
    if (position % URGENT_ONE_OF === 0)
      byPeople.push(await propose(requesterOf(position + 1), book, URGENT_PERCENT, urgentMethod(book)));
    asked += [automatic, ...byPeople].filter((made) => made !== null).length;
  }
  await approveOnce(byCadence.filter((_, position) => position % ONE_APPROVED_OF === 0));
  return asked;
}

/** Two people ask, so that each of them has something to decide that the other asked for. */
function requesterOf(position: number): Context {
  return position % 2 === 0
    ? persona('anna', 'Anna Lindqvist', 'finance_operator')
    : persona('marek', 'Marek Dudek', 'administrator');
}

function urgentMethod({ currency }: PayableBook): 'standard' | 'instant' {
  return INSTANT_CURRENCIES.includes(currency) ? 'instant' : 'standard';
}

/** Books with money that Stripe would pay to a known destination, of accounts on a manual schedule that are not enrolled. */
async function listNewBooks(): Promise<PayableBook[]> {
  const rows = await database().execute<{ id: string; currency: string; available: string }>(sql`
    select account.connected_account_id as id, balance.currency, balance.available::text
    from connected_accounts as account
    join stripe_balances as balance using (connected_account_id)
    where account.payout_interval = 'manual' and account.payouts_enabled and account.deauthorized_at is null
      and balance.available > 0
      and exists (select from external_accounts as destination
        where destination.connected_account_id = account.connected_account_id and destination.currency = balance.currency
          and destination.deleted_at is null and destination.status is distinct from 'errored')
      and not exists (select from payout_accounts as enrolled
        where enrolled.connected_account_id = account.connected_account_id)
    order by account.display_name, account.connected_account_id, balance.currency`);
  return rows.map(({ id, currency, available }) => ({
    connectedAccountId: id,
    currency,
    available: BigInt(available),
  }));
}

/** @returns the request's id, or null when the part is less than Stripe pays out */
async function propose(
  ctx: Context,
  book: PayableBook,
  percent: bigint,
  method: 'standard' | 'instant' = 'standard',
): Promise<string | null> {
  const part = (book.available * percent) / 100n;
  const amount = part - (part % payoutMultiple(currencyCode(book.currency)));
  if (amount <= 0n) return null;
  const { connectedAccountId, currency } = book;
  const { payoutRequestId } = await proposePayout(ctx, { connectedAccountId, currency, amount, method });
  return payoutRequestId;
}

/** The second administrator approves, all of them under one code, so that nobody else's code of this half minute is spent. */
async function approveOnce(payoutRequestIds: readonly string[]): Promise<void> {
  const approver = persona('noor', 'Noor Haddad', 'administrator');
  const secret = demoSecret('opr_demo_noor');
  if (secret === null || payoutRequestIds.length === 0) return;
  const previews = await Promise.all(payoutRequestIds.map((id) => readDecisionPreview(approver, id)));
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

function persona(key: string, name: string, role: OperatorRole): Context {
  return {
    ...jobContext('seed-demo'),
    actor: { kind: 'operator', operatorId: `opr_demo_${key}`, name, role },
  };
}

function at<Value>(values: readonly [Value, ...Value[]], position: number): Value {
  return values[position % values.length] ?? values[0];
}
