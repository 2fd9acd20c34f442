import { createHash } from 'node:crypto';
import { glob } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { everyPage, Walk } from '../every-page.ts';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectNothingClipped,
  expectNothingCut,
  expectOneMain,
  expectTargets,
  settled,
  signIn,
  test,
} from '../fixtures.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };

/** Colours and sizes hardly meet: two looks find what four would. `SLUICE_EVERY_LOOK=1` takes all four, in twice the time. */
const LOOKS = [
  { viewport: WIDE, colorScheme: 'light' },
  { viewport: NARROW, colorScheme: 'dark' },
  { viewport: WIDE, colorScheme: 'dark' },
  { viewport: NARROW, colorScheme: 'light' },
].slice(0, process.env['SLUICE_EVERY_LOOK'] === '1' ? 4 : 2) as Look[];

type Look = { viewport: { width: number; height: number }; colorScheme: 'light' | 'dark' };

/** The pages of the app folder, as patterns of the addresses that they answer. */
async function routePatterns(): Promise<RegExp[]> {
  const patterns: RegExp[] = [];
  for await (const file of glob('app/**/page.tsx')) {
    const route = dirname(relative('app', file))
      .split(sep)
      .filter((part) => part !== '.' && !/^\(.*\)$/.test(part))
      .map((part) => (part.startsWith('[') ? '[^/]+' : part));
    patterns.push(new RegExp(`^/${route.join('/')}$`));
  }
  return patterns;
}

test('no page is left out of the walk', async () => {
  const walked = (await everyPage()).map(({ path }) => path.replace(/[?#].*/, ''));
  const patterns = await routePatterns();
  expect(patterns.length).toBeGreaterThan(15);
  const left = patterns.filter((pattern) => !walked.some((path) => pattern.test(path)));
  expect(left.map(String)).toEqual([]);
});

test('every page, wide and narrow, light and dark, obeys policy, width and accessibility', async ({
  page,
  problems,
}) => {
  test.setTimeout(300_000 * LOOKS.length);
  const walk = new Walk(page);
  for (const one of await everyPage()) {
    for (const { viewport, colorScheme } of LOOKS) {
      await test.step(`${one.name} ${String(viewport.width)} ${colorScheme}`, async () => {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await walk.open(one);
        await expectOneMain(page);
        await expectNoSidewaysScroll(page);
        await expectTargets(page);
        await expectNothingClipped(page);
        if (viewport === NARROW) await expectNothingCut(page);
        await expectAccessible(page);
      });
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
    const styles = policy.split(';').filter((directive) => directive.trim().startsWith('style-src'));
    const hidden = createHash('sha256').update('display:none').digest('base64');
    expect(styles[0]).not.toMatch(/unsafe/);
    expect(styles[1]?.trim()).toBe(`style-src-attr 'unsafe-hashes' 'sha256-${hidden}'`);
    // as React streams a part of a drawing late; a refusal would fail this flow
    await page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<svg id="late" style="display:none"></svg>');
    });
    await expect(page.locator('#late')).toBeHidden();
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toContain('no-store');
  }
  expect(nonces.has('missing')).toBe(false);
  expect(nonces.size).toBe(3);
  // What the proxy never sees, errors included; nobody makes the server draw pictures.
  for (const [path, status] of [
    ['/_next/static/nothing.js', 404],
    ['/api/webhooks/stripe', 405],
    ['/_next/image?url=%2Fpayouts&w=64&q=75', 404],
  ] as const) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(status);
    expect(answer.headers()['x-content-type-options'], path).toBe('nosniff');
    expect(answer.headers()['x-frame-options'], path).toBe('DENY');
  }
});

test('whatever needs somebody leads to a list that understands the address', async ({ page }) => {
  await settled();
  await signIn(page, 'Anna Lindqvist');
  const needs = page.getByRole('region', { name: 'Needs you now' });
  await expect(needs.getByRole('link').first()).toBeVisible();
  const addresses = await needs
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  expect(addresses).toContain('/connected-accounts?lifecycle=restricted');
  for (const address of addresses) {
    const response = await page.goto(address);
    expect(response?.status(), address).toBe(200);
    await expect(page.getByRole('main').getByText('left out'), address).toHaveCount(0);
  }
});
