import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, settled, signIn, test } from '../fixtures.ts';
import { approvedByTwo, newSeller } from '../new-seller.ts';
import { control, sql, stripe } from '../stack-under-test.ts';
import { StoryOfMoney } from '../story-of-money.ts';

const DOCUMENT = 'docs/life-of-a-payout.md';
/** Long enough to see the money pending, short enough to wait for. */
const PENDING_SECONDS = 6;

async function expectOnPage(page: Page, path: string, ...texts: (string | RegExp)[]): Promise<void> {
  await page.goto(path);
  for (const text of texts) await expect(page.getByRole('main').getByText(text).first()).toBeVisible();
}

test('the life of a payout, from a signed webhook to the page, the late failure included', async ({
  page,
  problems,
}) => {
  await signIn(page, 'Anna Lindqvist');
  const seller = await newSeller('Uferlos Keramik');
  await settled();
  const story = new StoryOfMoney(seller);

  const now = Math.floor(Date.now() / 1000);
  await control('/charges', {
    account: seller,
    amount: 25_000,
    currency: 'eur',
    fee: 755,
    applicationFee: 1_250,
    availableOn: now + PENDING_SECONDS,
  });
  await settled();
  await story.tell(
    'A customer pays 250.00 EUR',
    'A direct charge. Stripe keeps the money pending for some days.',
  );

  await expect
    .poll(
      async () => {
        await settled();
        const [row] = await sql`select 1 from journal_entries
          where connected_account_id = ${seller} and purpose = 'available'`;
        return row !== undefined;
      },
      { timeout: 120_000 },
    )
    .toBe(true);
  await story.tell('The money becomes available', 'No new money: the same amounts change their account.');

  await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${seller}, 'operator opr_demo_marek')`;
  await page.goto(`/connected-accounts/${seller}`);
  await page.getByLabel('Amount in EUR').fill('200.00');
  await page.getByRole('button', { name: 'Propose a payout in EUR' }).click();
  await expect(page.getByText(/^Asked for\./)).toBeVisible();
  await story.tell(
    '200.00 EUR are asked for',
    'Set aside at once, before anybody decides, so that it is not asked for twice.',
  );

  const [asked] = await sql<{ id: string }[]>`
    select payout_request_id as id from payout_requests where connected_account_id = ${seller}`;
  const payoutRequestId = asked?.id ?? '';
  await approvedByTwo(payoutRequestId);
  await expect
    .poll(
      async () => {
        const [row] = await sql<{ state: string }[]>`
          select state from payout_requests where payout_request_id = ${payoutRequestId}`;
        return row?.state;
      },
      { timeout: 120_000 },
    )
    .toBe('sent');
  await settled();
  await story.tell(
    'Two people approve, and it leaves for the bank',
    'A worker calls Stripe once, under a key of its own. Stripe books a payout when it is created, not when it arrives; in the same transaction the money is set aside no more.',
  );
  const [payout] = (await stripe.payouts.list({ limit: 100 }, { stripeAccount: seller })).data;
  if (payout === undefined) throw new Error('Stripe was to have the payout');
  expect(payout.metadata).toEqual({ sluice_payout_request_id: payoutRequestId });
  const path = `/payouts/${payout.id}`;
  await expectOnPage(page, path, 'Uferlos Keramik', '200.00');

  await control(`/payouts/${payout.id}/in_transit`, {});
  await control(`/payouts/${payout.id}/paid`, {});
  await settled();
  await story.tell(
    'Stripe calls it paid',
    'Nothing to book: for five business days the bank may still send it back.',
  );
  await expectOnPage(page, path, /the bank can send it back until/i);
  await expectAccessible(page);

  await control(`/payouts/${payout.id}/fail`, { code: 'account_closed' });
  await settled();
  await story.tell(
    'The bank sends it back',
    'The account was closed. The money is the seller’s available balance again, and the request waits for a person.',
  );
  await expectOnPage(page, `/payouts/${payoutRequestId}`, 'Uferlos Keramik', '200.00');
  const [request] = await sql`select state from payout_requests where payout_request_id = ${payoutRequestId}`;
  expect(request).toEqual({ state: 'returned' });
  await expectOnPage(page, path, /account is closed/i);
  await expectAccessible(page);

  const [answer] = await sql<{ statuses: string[] }[]>`
    select array_agg(status order by payout_status_change_id) as statuses
    from payout_status_changes where payout_id = ${payout.id}`;
  expect(answer?.statuses.at(-1)).toBe('failed');
  const listed = await stripe.payouts.list({ limit: 100 }, { stripeAccount: seller });
  expect(
    listed.data.map(({ id }) => id),
    'Stripe’s own list has one payout',
  ).toEqual([payout.id]);
  expect(await story.differenceFromStripe()).toEqual([]);
  expect(problems).toEqual([]);

  const text = story.markdown();
  if (process.env['SLUICE_WRITE_DOCS'] === '1') await writeFile(DOCUMENT, text);
  expect(await readFile(DOCUMENT, 'utf8'), 'run with SLUICE_WRITE_DOCS=1 to write it again').toBe(text);
});
