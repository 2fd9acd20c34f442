import { randomUUID } from 'node:crypto';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

const PAGES = ['/', '/payouts', '/connected-accounts', '/ledger', '/events', '/ledger/invariants'];

for (const path of PAGES) {
  test(`${path} sends a stranger to sign-in and shows nothing`, async ({ page, problems }) => {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    expect(problems).toEqual([]);
  });
}

test('data routes refuse a stranger with a status, not a page', async ({ request }) => {
  for (const path of ['/api/events/stream', '/api/metrics']) {
    const response = await request.get(path, { maxRedirects: 0 });
    expect(response.status(), path).toBe(401);
  }
});

test('the sign-in page has no accessibility finding in either theme', async ({ page }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: 'Anna Lindqvist' })).toBeVisible();
    await expectAccessible(page);
  }
});

test('an owner’s wrong password leaves the form open, and the operators’ form leads owners to their own', async ({
  page,
  problems,
}) => {
  const email = `nobody.${randomUUID().slice(0, 8)}@seller.example`;
  const field = page.getByLabel('Password', { exact: true });
  const tryIt = async () => {
    await field.fill('wrong password 77');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(field).toHaveAccessibleDescription(/^That did not work\./);
  };
  await page.goto('/sign-in?callbackUrl=%2Fpayouts');
  await page.getByText('Somebody else, with a password').click();
  await page.getByLabel('E-mail').fill(email);
  await tryIt();
  await page.getByRole('link', { name: 'Sign in as its owner' }).click();
  await expect(
    page.getByText('For the owners of connected accounts.').or(page.getByText('This is the demo.')),
  ).toBeVisible();
  await expect(page.getByLabel('E-mail'), 'nothing is typed twice').toHaveValue(email);
  await expect(field).toHaveAccessibleDescription('');
  await tryIt();
  await expect(page).toHaveURL(/callbackUrl=[^&]*portal/);
  await expect(page.getByLabel('E-mail')).toHaveValue(email);
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 360, height: 640 },
  ])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    }
  expect(problems).toEqual([]);
});

test('a person signs in, returns to the page asked for, and signs out', async ({ page, problems }) => {
  await page.goto('/payouts');
  await page.getByRole('button', { name: 'Anna Lindqvist' }).click();
  await expect(page).toHaveURL(/\/payouts$/);
  // A form's post stops what still loads, and React holds a page cut off there to be the server's fault (#419).
  await page.waitForLoadState();
  await page.getByRole('navigation', { name: 'Main' }).getByText('Anna Lindqvist').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.goto('/payouts');
  await expect(page).toHaveURL(/sign-in/);
  expect(problems).toEqual([]);
});

test('signing in works without scripts', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await page.goto('/ledger');
  await page.getByRole('button', { name: 'Vera Holm' }).click();
  await expect(page).toHaveURL(/\/ledger$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await context.close();
});

test('a callback address of another site is not followed', async ({ page, baseURL }) => {
  await page.goto('/sign-in?callbackUrl=https%3A%2F%2Fevil.example%2F');
  await page.getByRole('button', { name: 'Anna Lindqvist' }).click();
  await expect(page.getByRole('main')).toBeVisible();
  expect(new URL(page.url()).origin).toBe(new URL(baseURL ?? '').origin);
});

test('a revoked session ends with the next request', async ({ page }) => {
  await signIn(page, 'Ines Okafor');
  await sql`update operator_sessions set revoked_at = now() where operator_id =
    (select operator_id from operators where name = 'Ines Okafor')`;
  const response = await page.goto('/payouts');
  expect(response?.status()).toBe(401);
  await expect(page.getByRole('link', { name: /sign in/i })).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('at another name of this machine a person signs in and stays there', async ({ page, baseURL }) => {
  const other = new URL(baseURL ?? '');
  other.hostname = '127.0.0.1';
  await page.goto(`${other.origin}/payouts/stripe?status=failed`);
  await page.getByRole('button', { name: 'Ines Okafor' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Payouts' })).toBeVisible();
  await expect(page).toHaveURL(`${other.origin}/payouts/stripe?status=failed`);
});
