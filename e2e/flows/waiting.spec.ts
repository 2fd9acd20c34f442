import { setTimeout } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectOneMain,
  settled,
  signIn,
  test,
} from '../fixtures.ts';
import { newVisitor, signedInVisitor, type Visitor } from '../http-client.ts';
import { sql } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

/*
 * What a person sees while a page waits for a table that somebody holds: at once that something happens, soon the shape of
 * the page, then the page. A status is as honest as without the wait.
 */

/** After which a page shows its shape: `app/_edge/patiently.tsx`. */
const PATIENCE_MS = 400;

const ANNA = 'Anna Lindqvist';

/** A page, whoever looks at it, a table that it waits for, and what is there in the end. */
const PAGES = [
  { path: '/', person: ANNA, table: 'stripe_events', then: /Newest event from Stripe: / },
  { path: '/payouts', person: ANNA, table: 'payout_requests', then: /as of / },
  { path: '/payouts/stripe', person: ANNA, table: 'payouts', then: /as of / },
  { path: '/events', person: ANNA, table: 'stripe_events', then: /as of / },
  { path: '/connected-accounts', person: ANNA, table: 'connected_accounts', then: /as of / },
  { path: '/ledger', person: ANNA, table: 'ledger_balances', then: /books? on this page/ },
  { path: '/ledger/entries', person: ANNA, table: 'journal_entries', then: /as of / },
  { path: '/alarms', person: ANNA, table: 'alarms', then: /What Sluice could not settle/ },
  { path: '/portal', person: 'Clara Whitfield', table: 'payouts', then: /On its way and arrived/ },
] as const;

/** Holds a table as a migration would, and lets it go when `meanwhile` has ended. */
async function whileLocked(table: string, meanwhile: () => Promise<void>): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`lock table ${tx(table)} in access exclusive mode`;
    await meanwhile();
  });
}

const skeleton = (page: Page) => page.getByRole('main').locator('[aria-busy="true"]');

for (const { path, person, table, then } of PAGES)
  test(`${path} shows its shape while ${table} is held, and then itself`, async ({ page }) => {
    await settled();
    if (person !== ANNA) await stubStripe(page);
    await signIn(page, person, person === ANNA ? '/settings' : '/portal/documents');
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 900 });
      let top = 0;
      await whileLocked(table, async () => {
        await page.goto(path, { waitUntil: 'commit' });
        if (path === '/') await expect(page.getByText('Reading the newest event')).toBeVisible();
        else await expect(skeleton(page).first()).toBeVisible();
        await expectOneMain(page);
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
        top = await page
          .getByRole('heading', { level: 1 })
          .evaluate((head) => head.getBoundingClientRect().top);
      });
      await expect(page.getByRole('main')).toContainText(then);
      await expect(skeleton(page)).toHaveCount(0);
      const after = await page
        .getByRole('heading', { level: 1 })
        .evaluate((head) => head.getBoundingClientRect().top);
      expect(Math.abs(after - top), 'how far the heading jumped').toBeLessThan(2);
    }
  });

test('a click in the navigation shows something within 100 ms, and the shape of the page while it waits', async ({
  page,
}) => {
  await settled();
  await signIn(page, ANNA, '/alarms');
  await expect(page.locator('.fresh').first()).toContainText('Caught up');
  await whileLocked('stripe_events', async () => {
    const shownAfter = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const link = document.querySelector<HTMLElement>('nav a[href="/events"]');
          const clickedAt = performance.now();
          const look = () => {
            const line = getComputedStyle(document.documentElement, '::before');
            if (line.position === 'fixed') resolve(performance.now() - clickedAt);
            else requestAnimationFrame(look);
          };
          link?.click();
          look();
        }),
    );
    expect(shownAfter).toBeLessThan(100);
    await expect(page.getByRole('heading', { level: 1, name: 'Events' })).toBeVisible();
    await expect(skeleton(page).first()).toBeVisible();
    await expect(page.locator('.link-wait[data-waits]')).toHaveCount(0);
  });
  await expect(page.locator('[data-list] tbody tr').first()).toBeVisible();
  await expect(skeleton(page)).toHaveCount(0);
});

/** The status alone: the rest of an answer waits for the table too. */
async function statusOf(site: string, path: string, { cookies }: Visitor): Promise<number> {
  const enough = new AbortController();
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { status } = await fetch(site + path, {
    headers: { cookie },
    redirect: 'manual',
    signal: enough.signal,
  });
  enough.abort();
  return status;
}

test('who may not see a page, and what is not there, is said by the status while the page would wait', async ({
  baseURL,
}) => {
  await settled();
  const site = baseURL ?? '';
  const anna = await signedInVisitor(site, 'opr_demo_anna');
  const nobody = newVisitor(site);
  nobody.cookies.set('sluice.session', 'made-up');
  let late: Promise<number>[] = [];
  await whileLocked('payout_requests', async () => {
    expect(await statusOf(site, '/payouts', nobody)).toBe(401);
    expect(await statusOf(site, '/settings/people', anna)).toBe(403);
    late = ['/payouts?open=prq_nothing', '/payouts/prq_nothing'].map((path) => statusOf(site, path, anna));
    const first = await Promise.race([...late, setTimeout(2 * PATIENCE_MS, 'nothing yet')]);
    expect(first, 'before it is known').toBe('nothing yet');
  });
  expect(await Promise.all(late)).toEqual([404, 404]);
});

test('without a script a page that had to wait is read again by the browser, and is there', async ({
  browser,
  baseURL,
}) => {
  await settled();
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await signIn(page, ANNA, '/settings');
  await whileLocked('stripe_events', async () => {
    await page.goto('/events', { waitUntil: 'commit' });
    await expect(skeleton(page).first()).toBeVisible();
  });
  await expect(page.locator('[data-list] tbody tr').first()).toBeVisible();
  await context.close();
});
