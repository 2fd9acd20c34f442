import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectNothingCut,
  settled,
  signIn,
  test,
} from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

type Failed = {
  payoutId: string;
  connectedAccountId: string;
  failureCode: string;
  traceStatus: string | null;
  traceValue: string | null;
  requestIds: string[];
  entryIds: string[];
};

/** The seeded world's wave, told by the database, so that the page is held to what is stored and not to itself. */
const failedPayouts = () => sql<Failed[]>`
  select p.payout_id as "payoutId", p.connected_account_id as "connectedAccountId", p.failure_code as "failureCode",
         p.trace_status as "traceStatus", p.trace_value as "traceValue",
         array(select distinct c.stripe_request_id from stripe_calls as c where c.object_id = p.payout_id) as "requestIds",
         array(select e.journal_entry_id from journal_entries as e
               where e.source_id in (p.balance_transaction_id, p.failure_balance_transaction_id)
                 and e.purpose = 'booked') as "entryIds"
  from payouts as p where p.status = 'failed' order by p.payout_id limit 20`;

test('each failed payout of the seeded world is understood from its page alone', async ({
  page,
  problems,
}) => {
  await settled();
  const failed = await failedPayouts();
  expect(failed.length).toBeGreaterThanOrEqual(8);
  await signIn(page, 'Anna Lindqvist');
  for (const payout of failed) {
    await page.goto(`/payouts/${payout.payoutId}`);
    const main = page.getByRole('main');
    const section = (name: string) => main.getByRole('region', { name, exact: true });

    await test.step(`${payout.payoutId}: what happened, where the money is, what is next`, async () => {
      await expect(main.getByText(payout.failureCode, { exact: true })).toBeVisible();
      await expect(
        main.getByText(/^Where the money is: .+ is back in the account’s Stripe balance\.$/),
      ).toBeVisible();
      await expect(main.getByText(/^Next: .{20,}/)).toBeVisible();
    });

    await test.step('every call to Stripe, with its request id', async () => {
      expect(payout.requestIds.length).toBeGreaterThan(0);
      for (const id of payout.requestIds) {
        expect(id).toMatch(/^req_/);
        await expect(
          section('Calls to Stripe').locator('.copy-id > .mono', { hasText: id }).first(),
        ).toBeVisible();
      }
    });

    await test.step('what the bank can be asked, and what to tell the seller', async () => {
      await expect(section('Bank trace')).toContainText('Tell the seller: “Ask your bank');
      await expect(section('Bank trace')).toContainText(
        payout.traceValue ?? (payout.traceStatus === 'pending' ? 'Stripe' : 'no reference'),
      );
    });

    await test.step('the ledger’s rows, out and back', async () => {
      // One entry when it left the balance, one when it came back.
      expect(payout.entryIds).toHaveLength(2);
      for (const id of payout.entryIds)
        await expect(section('In the books').locator(`a[href$="${id}"]`).first()).toBeVisible();
      await expect(section('In the books')).toContainText('In balance');
    });
  }
  expect(problems).toEqual([]);
});

test('a failed payout and its seller are read on a phone and without fault', async ({ page }) => {
  await settled();
  const [payout] = await failedPayouts();
  if (payout === undefined) throw new Error('The seeded world has no failed payout.');
  await signIn(page, 'Anna Lindqvist');
  for (const path of [
    `/payouts/${payout.payoutId}`,
    `/connected-accounts/${payout.connectedAccountId}`,
    `/ledger/entries/${payout.entryIds[0] ?? ''}`,
  ])
    for (const width of [1440, 360])
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
        if (width === 360) await expectNothingCut(page);
      }
});
