import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test, typeCode } from '../fixtures.ts';
import { isAskedForSomething, one, SEEDED_FIRST, withOwner } from '../portal-owner.ts';
import { colleague, MAREK } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

const PASSWORD = 'lantern over the harbour 61';

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const ownersOn = (page: Page) => region(page, 'Who signs in for it');

test('an administrator shuts an owner out at once, and another one lets them in again', async ({
  page: owner,
  browser,
}) => {
  const connectedAccountId = await isAskedForSomething();
  await withOwner(connectedAccountId, async ({ name }) => {
    const path = `/connected-accounts/${connectedAccountId}`;
    await signIn(owner, name);
    await expect(owner).toHaveURL(/\/portal$/);

    const marek = await colleague(browser, MAREK, path);
    await marek.setViewportSize({ width: 360, height: 740 });
    const row = (page: Page) => ownersOn(page).getByRole('listitem').filter({ hasText: name });
    await row(marek).locator('summary').filter({ hasText: 'Shut out' }).click();
    await row(marek).getByLabel('Why').fill('Their mailbox was stolen.');
    await expectAccessible(marek);
    await expectNoSidewaysScroll(marek);
    await row(marek).getByRole('button', { name: 'Shut out now' }).click();
    await expect(row(marek)).toContainText('Their mailbox was stolen.');
    await expect(row(marek)).toContainText('You shut them out. Another administrator lets them in again.');
    await expectAccessible(marek);
    await owner.goto('/portal');
    await expect(owner.getByRole('heading', { level: 1 })).toHaveText('Your session has ended');

    const noor = await colleague(browser, { name: 'Noor Haddad', id: 'opr_demo_noor' }, path);
    await row(noor).locator('summary').filter({ hasText: 'Let in again' }).click();
    await row(noor).getByLabel('Why').fill('They have another mailbox.');
    await expectAccessible(noor);
    await row(noor).getByRole('button', { name: 'Let in again' }).click();
    await expect(row(noor).getByText('Shut out', { exact: true })).toHaveCount(0);
    await owner.reload();
    await expect(owner.getByRole('heading', { level: 1 }), 'the old session stays ended').toHaveText(
      'Your session has ended',
    );
    await signIn(owner, name);
    await expect(owner).toHaveURL(/\/portal$/);
    for (const person of [marek, noor]) await person.context().close();
  });
});

/** An account of the seeded world that pays and is paid, and has never had an owner here. */
const withoutOwner = () =>
  one(sql`
    select account.connected_account_id as id from connected_accounts as account
    join payout_accounts using (connected_account_id) where deauthorized_at is null and charges_enabled
      and exists (select from payouts where connected_account_id = account.connected_account_id and status = 'paid')
      and not exists (select from connected_account_owners where connected_account_id = account.connected_account_id) order by ${SEEDED_FIRST} limit 1`);

test('an account that nobody signs in for says so, and has no form that would reach nobody', async ({
  page: ines,
}) => {
  const ownerless = await withoutOwner();
  await signIn(ines, 'Ines Okafor', `/connected-accounts/${ownerless}`);
  await expect(ownersOn(ines)).toContainText('Nobody: its owner has no portal');
  await expect(region(ines, 'Asked of its owner')).toContainText('nobody can sign in for this account');
  await expect(ines.getByText('Ask its owner for something…')).toHaveCount(0);
  await expect(ines.getByText('Invite an owner…'), 'who may not ask for one').toHaveCount(0);
  await expectAccessible(ines);
});

test('two people let the owner of an account that was there in: a link and a code, and they see it alone', async ({
  page: anna,
  browser,
}) => {
  const connectedAccountId = await withoutOwner();
  const [account] = await sql<{ name: string }[]>`
    select display_name as name from connected_accounts where connected_account_id = ${connectedAccountId}`;
  const path = `/connected-accounts/${connectedAccountId}`;
  const email = `olive.${connectedAccountId.toLowerCase()}@seller.example`;
  await anna.setViewportSize({ width: 360, height: 740 });
  await signIn(anna, 'Anna Lindqvist', path);
  const code = await test.step('one asks, and is shown a code once', async () => {
    await ownersOn(anna).getByText('Invite an owner…').click();
    await ownersOn(anna).getByLabel('Person').fill('Olive Sand');
    await ownersOn(anna).getByLabel('Their e-mail').fill(email);
    await ownersOn(anna).getByLabel('How you know that it is theirs').fill('Their lawyer wrote on paper.');
    await expectAccessible(anna);
    await ownersOn(anna).getByRole('button', { name: 'Ask for this owner' }).click();
    const shown = ownersOn(anna).getByText(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/);
    await expect(ownersOn(anna)).toContainText(
      'You asked, and have the code. Another administrator confirms.',
    );
    await expectAccessible(anna);
    await expectNoSidewaysScroll(anna);
    return (await shown.first().textContent()) ?? '';
  });

  const marek = await colleague(browser, MAREK, '/');
  const link = await test.step('a second one finds it, confirms it and makes the link', async () => {
    await marek.getByRole('link', { name: /Somebody asks for an owner of an account/ }).click();
    await expect(marek).toHaveURL(new RegExp(`${connectedAccountId}#owners$`));
    await expect(ownersOn(marek)).toContainText('Their lawyer wrote on paper.');
    await marek.setViewportSize({ width: 360, height: 740 });
    await expectAccessible(marek);
    await expectNoSidewaysScroll(marek);
    await typeCode(ownersOn(marek));
    await ownersOn(marek)
      .getByRole('button', { name: /^Confirm this owner/ })
      .click();
    await ownersOn(marek).getByRole('button', { name: 'Make the link' }).click();
    await expectAccessible(marek);
    await expectNoSidewaysScroll(marek);
    const text = (await ownersOn(marek).getByText('/invitation/seller?').first().textContent()) ?? '';
    await anna.reload();
    await expect(ownersOn(anna)).toContainText('You asked, and have the code. Somebody else makes the link.');
    await expect(ownersOn(anna).getByRole('button', { name: /link/ })).toHaveCount(0);
    return text;
  });

  await test.step('the link and the code let their owner in, to this account and nothing else', async () => {
    const phone = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
    const owner = await phone.newPage();
    const accept = async (withCode: string) => {
      await owner.goto(link);
      await owner.getByLabel('Your e-mail').fill(email);
      await owner.getByLabel('The code that you were told').fill(withCode);
      await owner.getByLabel('New password').fill(PASSWORD);
      await owner.getByLabel('The same again').fill(PASSWORD);
      await expectAccessible(owner);
      await expectNoSidewaysScroll(owner);
      await owner.getByRole('button', { name: 'Accept' }).click();
    };
    await accept('0000-0000-0000-0000');
    await expect(owner.locator('#problem')).toContainText('not the code that goes with this link');
    await accept(code.toLowerCase());
    await expect(owner.getByRole('heading', { name: 'Your account is yours' })).toBeVisible();
    await owner.getByRole('link', { name: 'Sign in' }).click();
    await owner.getByText(/with a password$/).click();
    await owner.getByLabel('E-mail').fill(email);
    await owner.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await owner.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(owner).toHaveURL(/\/portal$/);
    await expect(owner.locator('body')).toContainText(account?.name ?? 'no name');
    const others = await sql<{ name: string }[]>`
      select display_name as name from connected_accounts where connected_account_id <> ${connectedAccountId} and display_name <> ''`;
    const seen = (await owner.locator('body').textContent()) ?? '';
    expect(others.filter(({ name }) => seen.includes(name))).toEqual([]);
    expect((await owner.goto(path))?.status()).toBe(403);
    await phone.close();
  });
  await anna.reload();
  await expect(ownersOn(anna).getByRole('listitem').filter({ hasText: email })).toContainText(
    'Invited by Anna Lindqvist, confirmed by Marek Dudek',
  );
  await expect(ownersOn(anna).getByText('You asked, and have the code.')).toHaveCount(0);
  await marek.context().close();
});
