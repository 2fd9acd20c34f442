import { everyPage } from '../every-page.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../fixtures.ts';

/* What is copied is said, by keyboard too, and a browser that has no clipboard is not passed over in silence. */

/** By their names in `every-page.ts`: one of each kind. */
const WITH_COPIES = [
  'payout-paid',
  'payout-request',
  'connected-account',
  'event',
  'ledger-entry',
  'audit-record',
  'settings-webhooks',
];

const isCopyButton = { name: /^Copy / };

test('every button that copies works by keyboard and says what it copied', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  let who: string | null = null;
  await page.setViewportSize({ width: 360, height: 640 });
  for (const { name: pageName, path, person } of await everyPage()) {
    if (person === null || !WITH_COPIES.includes(pageName)) continue;
    if (person !== who) {
      await page.context().clearCookies();
      await signIn(page, person);
      who = person;
    }
    await page.goto(path);
    await expect(page.locator('[aria-busy="true"], template[id^="B:"]')).toHaveCount(0);
    const button = page.getByRole('main').getByRole('button', isCopyButton).first();
    const name = (await button.innerText()).trim();
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await button.focus();
    await page.keyboard.press('Enter');
    const said = page.getByRole('status').filter({ hasText: /^Copied / });
    await expect(said, `${path}: ${name}`).toBeVisible();
    await expect(button, 'keeps the focus').toBeFocused();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied, path).not.toBe('');
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    if (/^Copy .* \S+$/.test(name))
      expect(await page.evaluate(() => document.documentElement.scrollHeight), 'nothing is moved by it').toBe(
        height,
      );
  }
});

test('ids of chosen rows are copied, and how many is said; a browser without a clipboard is told of', async ({
  page,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, 'Anna Lindqvist', '/payouts/stripe');
  const boxes = page.getByRole('checkbox', { name: /^Select po_/ });
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  const copy = page.getByRole('button', { name: 'Copy ids' });
  await copy.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Copied the 2 ids' })).toBeVisible();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n')).toHaveLength(2);
  await page.evaluate(() => {
    // As over plain http, where there is none.
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
  });
  await copy.click();
  await expect(page.getByText('This browser did not copy')).toBeVisible();
  await expectNoSidewaysScroll(page);
});
