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
import { everyPage } from '../every-page.ts';
import { sql } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

/*
 * Pages of one thing, of the settings and of the portal, while a table is held that they read: soon their shape, then
 * themselves, and nothing that stood there has moved. Lists are in `waiting.spec.ts`.
 */

const ANNA = 'Anna Lindqvist';
const MAREK = 'Marek Dudek';
const CLARA = 'Clara Whitfield';

/** A page by its name in `every-page.ts`, or its path; a table that it waits for; what stands there in the end. */
type Waiting = { page: string; person?: string; table: string; then: RegExp };

/** What they are about is read first, by whoever opens them by their address: the table is another one. */
const OPENED: readonly Waiting[] = [
  { page: 'payout-paid', table: 'journal_entries', then: /one when it leaves the balance/ },
  { page: 'payout-request', table: 'step_up_factors', then: /All that is known/ },
  { page: 'connected-account', table: 'holds', then: /no deadline lifts one/ },
  { page: 'event', table: 'journal_entries', then: /As Stripe sent it/ },
  { page: 'ledger-entry', table: 'ledger_balances', then: /before this entry and after it/ },
  { page: 'bulk-decision', table: 'step_up_factors', then: /Put it away/ },
  { page: 'kill-switch-press', table: 'kill_switch_steps', then: /Time to stop/ },
  { page: 'risk-models', person: MAREK, table: 'risk_models', then: /decides now/ },
  {
    page: 'risk-rules',
    person: MAREK,
    table: 'risk_rule_versions',
    then: /Nobody has written rules yet|Version/,
  },
  { page: 'risk-peers', person: MAREK, table: 'risk_forest_recipes', then: /recipe/i },
  { page: 'invitations', table: 'seller_invitations', then: /A country that no rule names/ },
  { page: 'requests', table: 'information_requests', then: /Waiting for owners/ },
  { page: 'payouts-propose', table: 'payout_files', then: /CSV in UTF-8/ },
  { page: 'search-found', table: 'payouts', then: /The first few of each kind/ },
  { page: 'payout-policy', person: MAREK, table: 'payout_policies', then: /Beside every policy/ },
  { page: 'people', person: MAREK, table: 'operator_change_requests', then: /Invite/ },
  { page: 'settings-views', person: MAREK, table: 'saved_views', then: /as of/ },
  { page: 'settings-webhooks', person: MAREK, table: 'delivery_counts', then: /How to connect/ },
  { page: 'security', person: MAREK, table: 'step_up_factors', then: /It signs exactly what you decide/ },
  { page: 'notifications', person: MAREK, table: 'notifications', then: /The newest fifty/ },
  { page: 'portal-account', person: CLARA, table: 'holds', then: /Your details/ },
  { page: 'portal-payouts', person: CLARA, table: 'holds', then: /Balances/ },
  { page: 'portal-payments', person: CLARA, table: 'holds', then: /Disputes/ },
  { page: 'portal-documents', person: CLARA, table: 'holds', then: /Where you collect tax/ },
];

/** A followed link shows the shape even while it is not known whether there is such a thing. */
const FOLLOWED: readonly Waiting[] = [
  { page: 'payout-paid', table: 'payouts', then: /one when it leaves the balance/ },
  { page: 'payout-request', table: 'payout_requests', then: /All that is known/ },
  { page: 'connected-account', table: 'connected_accounts', then: /no deadline lifts one/ },
  { page: 'event', table: 'stripe_events', then: /As Stripe sent it/ },
  { page: 'ledger-account', table: 'ledger_balances', then: /postings? on this page/ },
  { page: 'anomaly', table: 'risk_flags', then: /What holding and releasing do/ },
  { page: 'export', table: 'list_exports', then: /Back to the list/ },
  { page: 'payout-file', table: 'payout_files', then: /Sent by/ },
  { page: 'audit-record', person: MAREK, table: 'audit_records', then: /carries the hash of the one before/ },
  { page: 'portal-request', person: CLARA, table: 'information_requests', then: /Send with it/ },
];

/** Less is not 0.00 any more; a time that changes by a letter is less. */
const SHIFT_SEEN = 0.001;

const WIDTHS = [1440, 360] as const;

let paths: ReadonlyMap<string, string> | undefined;
test.beforeEach(async () => {
  paths ??= new Map((await everyPage()).map(({ name, path }) => [name, path]));
  await settled();
});

async function whileLocked(table: string, meanwhile: () => Promise<void>): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`lock table ${tx(table)} in access exclusive mode`;
    await meanwhile();
  });
}

const skeleton = (page: Page) => page.getByRole('main').locator('[aria-busy="true"]');
const headAt = (page: Page): Promise<number> =>
  page.getByRole('heading', { level: 1 }).evaluate((head) => head.getBoundingClientRect().top);

/** What the browser itself says has moved since, as a share of what is seen, and which elements. */
async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript((least) => {
    // Relative times stand still: that a minute is a wider word than a second is not what is looked at.
    Object.assign(window, { setInterval: () => 0 });
    const moved: string[] = [];
    Object.assign(window, { moved });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const {
          value,
          startTime,
          sources = [],
        } = entry as PerformanceEntry & {
          value: number;
          sources?: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
        };
        const box = ({ x, y, width, height }: DOMRectReadOnly) =>
          [x, y, width, height].map(Math.round).join(',');
        if (value < least) continue;
        moved.push(
          `${value.toFixed(4)} at ${startTime.toFixed(0)} ms, ${String(innerWidth)} wide: ${sources
            .map(
              ({ node, previousRect, currentRect }) =>
                `${box(previousRect)} to ${box(currentRect)} ${node instanceof Element ? node.outerHTML.slice(0, 70) : ''}`,
            )
            .join(' | ')}`,
        );
      }
    }).observe({ type: 'layout-shift', buffered: true });
  }, SHIFT_SEEN);
}
const shifts = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { moved: string[] }).moved);

async function signInAs(page: Page, person: string, path: string): Promise<void> {
  await watchShifts(page);
  if (person === CLARA) await stubStripe(page);
  await signIn(page, person, path);
}

async function expectShape(page: Page): Promise<void> {
  await expect(skeleton(page).first()).toBeVisible();
  await expectOneMain(page);
  await expectNoSidewaysScroll(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}

async function expectItself(page: Page, then: RegExp, top: number): Promise<void> {
  await expect(page.getByRole('main')).toContainText(then);
  await expect(page.getByRole('main').locator('.skel-parts')).toHaveCount(0);
  expect(Math.abs((await headAt(page)) - top), 'how far the heading jumped').toBeLessThan(2);
  expect(await shifts(page), 'what moved').toEqual([]);
}

for (const { page: name, person = ANNA, table, then } of OPENED)
  test(`${name} shows its shape while ${table} is held, and nothing jumps when it comes`, async ({
    page,
  }) => {
    const path = paths?.get(name) ?? name;
    await signInAs(page, person, person === CLARA ? '/portal' : '/settings');
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 640 : 900 });
      let top = 0;
      await whileLocked(table, async () => {
        await page.goto(path, { waitUntil: 'commit' });
        await expectShape(page);
        top = await headAt(page);
      });
      await expectItself(page, then, top);
    }
  });

/** As a link of ours does. */
const follow = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => {
    (window as unknown as { next: { router: { push: (path: string) => void } } }).next.router.push(to);
  }, path);

for (const { page: name, person = ANNA, table, then } of FOLLOWED)
  test(`a link to ${name} leads to its shape while ${table} is held`, async ({ page }) => {
    const path = paths?.get(name) ?? name;
    const from = person === CLARA ? '/portal/documents' : '/settings';
    await signInAs(page, person, from);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 640 : 900 });
      await page.goto(from);
      await expect(page.locator('[aria-busy="true"], template[id^="B:"]')).toHaveCount(0);
      let top = 0;
      await whileLocked(table, async () => {
        await follow(page, path);
        await expect(page).toHaveURL(new URL(path, page.url()).href);
        await expectShape(page);
        top = await headAt(page);
      });
      await expectItself(page, then, top);
    }
  });

test('a link to what is not there leads to a shape, and then to a page that says so', async ({ page }) => {
  await signInAs(page, ANNA, '/settings');
  for (const [path, table] of [
    ['/payouts/po_nothing', 'payouts'],
    ['/payouts/prq_nothing', 'payout_requests'],
    ['/payouts?open=prq_nothing', 'payout_requests'],
  ] as const) {
    await page.goto('/settings');
    await whileLocked(table, async () => {
      await follow(page, path);
      await expect(skeleton(page).first()).toBeVisible();
    });
    await expect(page.getByRole('heading', { name: 'Nothing is at this address' })).toBeVisible();
    await expectOneMain(page);
  }
});

test('the switch can be pressed while the tables of payouts are held', async ({ page }) => {
  await signInAs(page, ANNA, '/settings');
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 360 ? 640 : 900 });
    await whileLocked('payout_requests', async () => {
      await sql`update dispatch_control set locked_at = clock_timestamp(), locked_because = 'A backup was put back.'`;
      try {
        await page.goto('/kill-switch', { waitUntil: 'commit' });
        await expect(page.getByRole('button', { name: 'Stop payouts' })).toBeVisible();
        await expectShape(page);
      } finally {
        await sql`update dispatch_control set read_whole_at = clock_timestamp()`;
        await sql`update dispatch_control set locked_at = null, locked_because = null, unlocked_by = 'a flow'`;
      }
    });
    await expect(page.getByRole('heading', { name: 'Drill' })).toBeVisible();
  }
});
