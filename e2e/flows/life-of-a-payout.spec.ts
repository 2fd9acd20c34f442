import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, settled, signIn, test } from '../fixtures.ts';
import { control, sql, stripe } from '../stack-under-test.ts';
import { StoryOfMoney } from '../story-of-money.ts';

const DOCUMENT = 'docs/life-of-a-payout.md';
/** Long enough to see the money pending, short enough to wait for. */
const PENDING_SECONDS = 6;

/** As the platform would: a custom account that only the platform can pay out. */
async function newSeller(): Promise<string> {
  const { id } = await stripe.accounts.create({
    country: 'DE',
    business_profile: { name: 'Uferlos Keramik' },
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'application',
      stripe_dashboard: { type: 'none' },
    },
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
  });
  await stripe.accounts.createExternalAccount(id, {
    external_account: {
      object: 'bank_account',
      country: 'DE',
      currency: 'eur',
      account_number: 'DE89370400440532013000',
    },
  });
  await stripe.balanceSettings.update(
    { payments: { payouts: { schedule: { interval: 'manual' } } } },
    { stripeAccount: id },
  );
  await control(`/accounts/${id}/onboard`, {});
  return id;
}

async function expectOnPage(page: Page, path: string, ...texts: (string | RegExp)[]): Promise<void> {
  await page.goto(path);
  for (const text of texts) await expect(page.getByRole('main').getByText(text).first()).toBeVisible();
}

test('the life of a payout, from a signed webhook to the page, the late failure included', async ({
  page,
  problems,
}) => {
  test.setTimeout(180_000);
  await signIn(page, 'Anna Lindqvist');
  const seller = await newSeller();
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
      { timeout: 90_000 },
    )
    .toBe(true);
  await story.tell('The money becomes available', 'No new money: the same amounts change their account.');

  const payout = await stripe.payouts.create(
    { amount: 20_000, currency: 'eur' },
    { stripeAccount: seller, idempotencyKey: `life-of-a-payout-${seller}` },
  );
  await settled();
  await story.tell(
    '200.00 EUR leave for the bank',
    'Stripe books a payout when it is created, not when it arrives.',
  );
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
    'The account was closed. The money is the seller’s available balance again.',
  );
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
