import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../fixtures.ts';
import { isAskedForSomething, one, withOwner } from '../portal-owner.ts';
import { colleague, MAREK } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

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
    await row(marek).locator('summary').click();
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
    await row(noor).locator('summary').click();
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

test('an account that nobody signs in for says so, and has no form that would reach nobody', async ({
  page: ines,
}) => {
  const ownerless = await one(sql`
    select connected_account_id as id from connected_accounts as account where deauthorized_at is null
      and not exists (select from connected_account_owners where connected_account_id = account.connected_account_id) order by 1 limit 1`);
  await signIn(ines, 'Ines Okafor', `/connected-accounts/${ownerless}`);
  await expect(ownersOn(ines)).toContainText('Nobody: Sluice did not invite its owner');
  await expect(region(ines, 'Asked of its owner')).toContainText('nobody can sign in for this account');
  await expect(ines.getByText('Ask its owner for something…')).toHaveCount(0);
  await expectAccessible(ines);
});
