import type { Browser, Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test, typeCode } from '../fixtures.ts';
import { withOwner } from '../portal-owner.ts';
import { ANNA, colleague, MAREK } from '../review-desk.ts';
import { control, sql, stripe } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

const WHY = 'Ninety complaints that nothing was sent.';

/** A seller of the platform's own kind, as soon as Sluice knows them. */
async function seller(): Promise<string> {
  const { id } = await stripe.accounts.create({
    country: 'US',
    email: 'rejected@example.com',
    business_profile: { name: 'Gone Tomorrow' },
    controller: {
      losses: { payments: 'application' },
      fees: { payer: 'application' },
      requirement_collection: 'application',
      stripe_dashboard: { type: 'none' },
    },
    capabilities: { transfers: { requested: true } },
    settings: { payouts: { schedule: { interval: 'manual' } } },
  });
  // Stripe sends no event when a platform makes an account, and one when it changes.
  await stripe.accounts.update(id, { metadata: { seller: 'rejected' } });
  await control('/deliver', {});
  await expect
    .poll(() => sql`select 1 from connected_accounts where connected_account_id = ${id}`)
    .toHaveLength(1);
  return id;
}

const cardOf = (page: Page) => page.getByRole('region', { name: 'Rejection', exact: true });
const storyOf = (page: Page) => page.getByRole('region', { name: 'What happened', exact: true });
const reasonAtStripe = async (id: string): Promise<string | null> =>
  (await stripe.accounts.retrieve(id)).requirements?.disabled_reason ?? null;

/** What the account's page says that its owner reads of the hold stands on the owner's own page. */
async function ownerReadsOf(id: string, reviewer: Page, browser: Browser, words: RegExp): Promise<void> {
  await reviewer.goto(`/connected-accounts/${id}`);
  const said = reviewer.getByRole('region', { name: 'Holds', exact: true }).getByText('The owner reads:');
  const told = /“(.*)”/.exec(await said.innerText())?.[1] ?? '';
  expect(told).toMatch(words);
  await withOwner(id, async ({ name }) => {
    const owner = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' })).newPage();
    await stubStripe(owner);
    await signIn(owner, name);
    await expect(owner.getByRole('main')).toContainText(told);
    await owner.context().close();
  });
}

test('a seller is held by one, rejected at Stripe by two, and let in again by two: the hold stays', async ({
  page: ines,
  browser,
}) => {
  const id = await seller();
  const path = `/connected-accounts/${id}`;
  const before = await reasonAtStripe(id);
  await ines.setViewportSize({ width: 360, height: 740 });
  await signIn(ines, 'Ines Okafor', path);

  await test.step('one asks, and everything is held', async () => {
    await cardOf(ines).getByText('Reject this account…').click();
    await expect(cardOf(ines)).toContainText('Its balance stays with it at Stripe.');
    await expectAccessible(ines);
    await expectNoSidewaysScroll(ines);
    await cardOf(ines)
      .getByLabel('For what')
      .selectOption({ label: 'Fraud: it does not deliver what it sells' });
    await cardOf(ines).getByLabel('What speaks for it').fill(WHY);
    await cardOf(ines).getByRole('button', { name: 'Hold everything and ask for rejection' }).click();
    await expect(cardOf(ines)).toContainText('You asked. A second person has to confirm.');
    await expect(ines.getByRole('region', { name: 'Holds', exact: true })).toContainText(
      'A rejection was asked for',
    );
    expect(await reasonAtStripe(id)).toBe(before);
    await ownerReadsOf(id, ines, browser, /^Payouts are being checked before they leave\./);
  });

  const anna = await colleague(browser, ANNA, path);
  await test.step('who may not decide reads it, and has no button', async () => {
    await expect(cardOf(anna)).toContainText(WHY);
    await expect(cardOf(anna).getByRole('button')).toHaveCount(0);
  });
  await anna.context().close();

  const marek = await colleague(browser, MAREK, path);
  await test.step('a second one confirms with a code, and Stripe shows it', async () => {
    await expectAccessible(marek);
    await typeCode(cardOf(marek));
    await cardOf(marek).getByRole('button', { name: 'Reject the account' }).click();
    await expect(cardOf(marek)).toContainText('Two people agreed to reject it');
    await expect.poll(() => reasonAtStripe(id)).toBe('rejected.platform_fraud');
    await expect(async () => {
      await marek.reload();
      await expect(cardOf(marek)).toContainText('The platform has rejected this account', { timeout: 1_000 });
      await expect(storyOf(marek)).toContainText('Stripe shows the account as rejected', { timeout: 1_000 });
    }).toPass();
    for (const told of [cardOf(marek), storyOf(marek)]) {
      await expect(told).toContainText(/Ines Okafor asked/);
      await expect(told).toContainText(/Marek Dudek confirmed/);
      await expect(told).toContainText('Fraud: it does not deliver what it sells');
      await expect(told).toContainText(WHY);
    }
    await ownerReadsOf(id, marek, browser, /^Payouts do not leave while the account is closed\./);
    await expectAccessible(marek);
    await marek.goto('/connected-accounts?q=lifecycle:rejected');
    await expect(marek.getByRole('link', { name: 'Gone Tomorrow' })).toBeVisible();
  });

  await test.step('two let it in again, and what was held stays held', async () => {
    await marek.goto(path);
    await cardOf(marek).getByText('Let this account in again…').click();
    await cardOf(marek).getByLabel('What speaks for it').fill('Another seller of the same name.');
    await cardOf(marek).getByRole('button', { name: 'Ask to let it in again' }).click();
    await expect(cardOf(marek)).toContainText('You asked. A second person has to confirm.');
    await ines.reload();
    await typeCode(cardOf(ines));
    await cardOf(ines).getByRole('button', { name: 'Let the account in' }).click();
    await expect.poll(() => reasonAtStripe(id)).toBe(before);
    const holds = await sql`
      select state from holds where connected_account_id = ${id} and reason_code = 'account_rejected'`;
    expect(holds.map(({ state }) => String(state))).toEqual(['open']);
  });
  await marek.context().close();
});
