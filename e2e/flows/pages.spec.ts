import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectNothingCut,
  expectOneMain,
  expectTargets,
  settled,
  signIn,
  test,
} from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 740 } };

async function one(query: Promise<{ id: string }[]>): Promise<string> {
  const [row] = await query;
  if (row === undefined) throw new Error('The seeded world has no such row.');
  return row.id;
}

/** Every page, with a real object of the seeded world where it shows one. */
async function paths(): Promise<string[]> {
  await settled();
  const failedPayout = await one(
    sql`select payout_id as id from payouts where status = 'failed' order by payout_id limit 1`,
  );
  const paidPayout = await one(
    sql`select payout_id as id from payouts where status = 'paid' and not is_automatic order by payout_id limit 1`,
  );
  const weakAccount = await one(sql`
    select connected_account_id as id from connected_accounts where lock_strength = 'automatic' order by 1 limit 1`);
  const event = await one(
    sql`select stripe_event_id as id from stripe_events where type = 'payout.paid' order by 1 limit 1`,
  );
  const entry = await one(
    sql`select journal_entry_id as id from journal_entries where kind = 'payout' order by 1 limit 1`,
  );
  const currency = await one(sql`
    select currency as id from ledger_balances where connected_account_id = ${weakAccount} order by 1 limit 1`);
  return [
    '/',
    '/payouts',
    '/payouts?status=failed',
    '/payouts?q=nothing-is-called-this',
    `/payouts/${failedPayout}`,
    `/payouts/${paidPayout}`,
    '/connected-accounts',
    '/connected-accounts?lock=platform_balance&q=zzzz',
    `/connected-accounts/${weakAccount}`,
    '/?currency=jpy',
    '/search',
    '/search?q=po_1',
    '/ledger',
    '/ledger/invariants',
    `/ledger/entries/${entry}`,
    `/ledger/accounts/2100?book=${weakAccount}&currency=${currency}`,
    '/events',
    '/events?state=failed',
    '/alarms',
    `/events/${event}`,
  ];
}

test('every page, wide and narrow, light and dark, obeys policy, width and accessibility', async ({
  page,
  problems,
}) => {
  test.setTimeout(300_000);
  const all = await paths();
  await signIn(page, 'Anna Lindqvist');
  for (const path of all) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await test.step(`${path} ${size} ${colorScheme}`, async () => {
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme });
          const response = await page.goto(path);
          expect(response?.status()).toBe(200);
          // Parts that are still being read stand there as skeletons; the page is judged whole.
          await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
          await expectOneMain(page);
          await expectNoSidewaysScroll(page);
          await expectTargets(page);
          if (size === 'narrow') await expectNothingCut(page);
          await expectAccessible(page);
        });
      }
    }
  }
  expect(problems).toEqual([]);
});

test('an unknown id is an honest 404 with a way on', async ({ page }) => {
  await signIn(page, 'Anna Lindqvist');
  for (const path of [
    '/payouts/po_nothing',
    '/connected-accounts/acct_nothing',
    '/events/evt_nothing',
    '/ledger/entries/jnl_nothing',
    '/nothing/at/all',
  ]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await expectOneMain(page);
    await expectAccessible(page);
  }
});

test('a page whose session has ended says so in one region, with the way back', async ({ page, context }) => {
  await signIn(page, 'Vera Holm');
  const elsewhere = await context.newPage();
  await elsewhere.goto('/');
  const cookies = await context.cookies();
  await elsewhere.getByText('Vera Holm').click();
  await elsewhere.getByRole('button', { name: 'Sign out' }).click();
  await expect(elsewhere).toHaveURL(/sign-in/);
  // The old tab still holds what it had: the cookie of a session that the database has ended.
  await context.addCookies(cookies);
  const response = await page.goto('/payouts');
  expect(response?.status()).toBe(401);
  await expectOneMain(page);
  await expect(page.getByRole('main')).toContainText('signed out');
  await expect(page.getByRole('link', { name: 'Sign in again' })).toBeVisible();
});

test('wrong or huge parameters are refused in words or clamped, never an error', async ({ page }) => {
  await signIn(page, 'Anna Lindqvist');
  for (const query of [
    '?cursor=forged',
    '?size=100000',
    '?currency=xxxx',
    '?from=yesterday',
    `?q=${'x'.repeat(2000)}`,
  ]) {
    for (const path of ['/payouts', '/events', '/connected-accounts', '/ledger']) {
      const response = await page.goto(path + query);
      expect(response?.status(), path + query.slice(0, 30)).toBe(200);
    }
  }
});

test('every answer carries the security headers, and no nonce is used twice', async ({ page }) => {
  await signIn(page, 'Anna Lindqvist');
  const nonces = new Set<string>();
  for (const path of ['/', '/payouts', '/payouts/po_nothing']) {
    const headers = (await page.goto(path))?.headers() ?? {};
    const policy = headers['content-security-policy'] ?? '';
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? 'missing');
    const scripts = policy.split(';').find((directive) => directive.trim().startsWith('script-src '));
    expect(scripts).not.toMatch(/unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toContain('no-store');
  }
  expect(nonces.has('missing')).toBe(false);
  expect(nonces.size).toBe(3);
});

test('whatever needs somebody leads to a list that understands the address', async ({ page }) => {
  await settled();
  await signIn(page, 'Anna Lindqvist');
  const needs = page.getByRole('region', { name: 'Needs you now' });
  await expect(needs.getByRole('link').first()).toBeVisible();
  const addresses = await needs
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  expect(addresses).toContain('/connected-accounts?requirements=restricted');
  for (const address of addresses) {
    const response = await page.goto(address);
    expect(response?.status(), address).toBe(200);
    await expect(page.getByRole('main').getByText('left out'), address).toHaveCount(0);
  }
});
