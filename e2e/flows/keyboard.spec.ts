import type { Page } from '@playwright/test';
import { expect, expectKeys, settled, test } from '../fixtures.ts';
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
  await tabTo(page, page.getByRole('link', { name: 'At Stripe', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/payouts\/stripe$/);

  const rows = page.locator('[data-list] tbody tr');
  await expectKeys(page, /j/);
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

const TO_DECIDE = '/payouts?q=state%3Ain_review&sort=priority';

/** A main place by its link in the navigation, then from link to link within it, as addresses begin. */
const PLACES: { place: string; links: string[] }[] = [
  { place: 'Overview', links: [] },
  {
    place: 'Payouts',
    links: [`${TO_DECIDE}&view=all&open=prq_`, '/payouts/prq_', '/connected-accounts/acct_'],
  },
  { place: 'Payouts', links: ['/payouts/stripe', '/payouts/stripe?open=po_', '/payouts/po_'] },
  { place: 'Connected accounts', links: ['/connected-accounts?open=acct_', '/connected-accounts/acct_'] },
  { place: 'Alarms', links: ['/runbooks/', '/alarms'] },
  {
    place: 'Ledger',
    links: ['/ledger/entries', '/ledger/entries?open=jnl_', '/ledger/entries/jnl_', '/ledger/accounts/'],
  },
  { place: 'Ledger', links: ['/ledger/invariants'] },
  { place: 'Events', links: ['/events?open=evt_', '/events/evt_'] },
  { place: 'Audit', links: ['/audit?open=', '/audit/'] },
];

/** It stays open from page to page until somebody shuts it. */
async function openPersonMenu(page: Page): Promise<void> {
  if ((await page.locator('details.person[open]').count()) > 0) return;
  await tabTo(page, page.locator('details.person > summary'));
  await page.keyboard.press('Enter');
}

test('every kind of page, from the sign-in to the sign-out, by keyboard alone', async ({ page }) => {
  await settled();
  await sql`insert into alarms (kind, subject, text) values ('lock_weakened', 'flow_keyboard', 'For the way from an alarm.')
            on conflict do nothing`;
  await page.goto('/sign-in');
  await tabTo(page, page.getByRole('button', { name: 'Marek Dudek' }));
  await page.keyboard.press('Enter');
  const navigation = page.getByRole('navigation', { name: 'Main' });
  for (const { place, links } of PLACES) {
    const link = navigation.getByRole('link', { name: new RegExp(`^${place}`) });
    await tabTo(page, link);
    await page.keyboard.press('Enter');
    await expect(link).toHaveAttribute('aria-current', 'page');
    await expect(page.locator('[aria-busy="true"], template[id^="B:"]')).toHaveCount(0);
    for (const begin of links) {
      // A list's own links come from its rows; those of other places are the navigation's.
      await tabTo(page, page.locator(`main a[href^="${begin}"]`).first());
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL((url) => (url.pathname + url.search).includes(begin));
      await expect(page.locator('[aria-busy="true"], template[id^="B:"]')).toHaveCount(0);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    }
  }

  for (const setting of ['/settings/people', '/settings/sessions']) {
    await openPersonMenu(page);
    await tabTo(page, page.locator('details.person[open] a[href="/settings"]'));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/settings$/);
    await tabTo(page, page.locator(`main a[href="${setting}"]`).first());
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`${setting}$`));
  }
  await openPersonMenu(page);
  await tabTo(page, page.getByRole('button', { name: 'Sign out' }));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sign-in/);
  await page.goto('/payouts');
  await expect(page).toHaveURL(/sign-in/);
});
