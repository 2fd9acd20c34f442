import type { Page } from '@playwright/test';
import { expect, settled, test } from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

/** More stops than any page has; who needs more is caught in a trap. */
const STOPS_MAX = 800;

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, target: ReturnType<Page['getByRole']>): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there.');
}

test('from the sign-in to a payout and its entry in the ledger without a mouse', async ({ page }) => {
  await settled();
  await page.goto('/sign-in');
  await tabTo(page, page.getByRole('button', { name: 'Anna Lindqvist' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Payouts' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/payouts$/);

  const rows = page.locator('[data-list] tbody tr');
  await expect(page.getByRole('group', { name: 'Keys of this list' })).toHaveAttribute(
    'aria-keyshortcuts',
    /j/,
  );
  await page.keyboard.press('/');
  await expect(page.locator('[data-filter-field]')).toBeFocused();
  await page.keyboard.type('status:failed');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/status/);
  const [counted] = await sql<{ failed: bigint }[]>`
    select count(*) as failed from payouts where status = 'failed'`;
  await expect(rows).toHaveCount(Number(counted?.failed));

  await page.locator('[data-filter-field]').blur();
  await page.keyboard.press('j');
  await expect(rows.nth(0).getByRole('rowheader').getByRole('link')).toBeFocused();
  await page.keyboard.press('j');
  await expect(rows.nth(1).getByRole('rowheader').getByRole('link')).toBeFocused();
  await page.keyboard.press('k');
  await expect(rows.nth(0).getByRole('rowheader').getByRole('link')).toBeFocused();
  await page.keyboard.press('x');
  await expect(rows.nth(0).getByRole('checkbox')).toBeChecked();
  await page.keyboard.press('x');
  await expect(rows.nth(0).getByRole('checkbox')).not.toBeChecked();
  const payoutId = (await rows.nth(0).getAttribute('data-row')) ?? '';
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`open=${payoutId}`));
  await expect(page.locator('[data-panel]')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-panel]')).toHaveCount(0);

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type(payoutId);
  await expect(page.getByRole('listbox', { name: 'Found' }).getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/payouts/${payoutId}$`));
  const entry = page.locator('main a[href^="/ledger/entries/"]').first();
  await tabTo(page, entry);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/ledger\/entries\/jnl_/);
});
