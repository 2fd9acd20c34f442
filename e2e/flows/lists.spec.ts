import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectKeys,
  expectNoSidewaysScroll,
  expectTargets,
  settled,
  signIn,
  test,
} from '../fixtures.ts';
import { newSeller } from '../new-seller.ts';
import { control, sql } from '../stack-under-test.ts';

/** A status is told at once after new events, else within five seconds; a loaded machine takes its time. */
const TOLD_WITHIN_MS = 20_000;

const rowIds = (page: Page): Promise<(string | null)[]> =>
  page.locator('[data-list] tbody tr').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));

test('a row says what became of it where it stands, and new rows wait behind a number', async ({
  page,
  problems,
}) => {
  // The first flow of a run waits for the whole story to be processed.
  await settled();
  await signIn(page, 'Anna Lindqvist', '/events');
  const ids = await rowIds(page);
  const changing = ids[3] ?? '';
  const row = page.locator(`[data-row="${changing}"]`);
  const [before] = await sql<{ state: string }[]>`
    select state from stripe_events where stripe_event_id = ${changing}`;
  await sql`update stripe_events set state = 'failed' where stripe_event_id = ${changing}`;
  try {
    const cell = row.locator('[data-changed]').first();
    await expect(cell).toContainText('Failed', { timeout: TOLD_WITHIN_MS });
    await expectAccessible(page);
    await control('/events', { type: 'customer.created', object: { id: 'cus_seen', object: 'customer' } });
    await settled();
    const shown = page.getByRole('link', { name: /new, show/ });
    await expect(shown).toBeVisible({ timeout: TOLD_WITHIN_MS });
    expect(await rowIds(page)).toEqual(ids);
    await shown.click();
    await expect(page.getByRole('rowheader', { name: /customer\.created/ }).first()).toBeVisible();
    await expect(row).toContainText('Failed');
    await expect(row.locator('[data-changed]')).toHaveCount(0);
  } finally {
    await sql`update stripe_events set state = ${before?.state ?? 'processed'} where stripe_event_id = ${changing}`;
  }
  expect(problems).toEqual([]);
});

test('a payout’s status follows on every page of every order', async ({ page }) => {
  await settled();
  const [payout] = await sql<{ id: string }[]>`
    select payout_id as id from payouts where status = 'paid' order by occurred_at limit 1`;
  const id = payout?.id ?? '';
  await signIn(page, 'Vera Holm', '/payouts/stripe?q=status%3Apaid&sort=oldest');
  const row = page.locator(`[data-row="${id}"]`);
  await expect(row).toContainText('Paid');
  await sql`update payouts set status = 'failed', failure_code = 'account_closed' where payout_id = ${id}`;
  try {
    await expect(row.locator('[data-changed]')).toContainText(/Failed.*account closed/, {
      timeout: TOLD_WITHIN_MS,
    });
  } finally {
    await sql`update payouts set status = 'paid', failure_code = null where payout_id = ${id}`;
  }
  await expect(row.locator('[data-changed]')).toHaveCount(0, { timeout: TOLD_WITHIN_MS });
});

test('a connected account that comes is told of where rows are and where none were, and is there when shown', async ({
  page,
  context,
}) => {
  await settled();
  await signIn(page, 'Anna Lindqvist', '/connected-accounts');
  const name = 'Zwetschgenröster Nachfahren';
  const ids = await rowIds(page);
  const narrowed = await context.newPage();
  await narrowed.goto(`/connected-accounts?${new URLSearchParams({ q: name }).toString()}`);
  await expect(narrowed.getByText('No connected account matches')).toBeVisible();
  // Its stream stops while it is not seen: the first page is brought to the front again below.
  const id = await newSeller(name);
  const shown = narrowed.getByRole('link', { name: '1 new, show' });
  await expect(shown).toBeVisible({ timeout: TOLD_WITHIN_MS });
  await expectAccessible(narrowed);
  await shown.click();
  await expect(narrowed.locator(`[data-row="${id}"]`)).toBeVisible();
  await expect(narrowed.getByRole('link', { name: /new, show/ })).toHaveCount(0);
  await page.bringToFront();
  await expect(page.getByRole('link', { name: /new, show/ })).toBeVisible({ timeout: TOLD_WITHIN_MS });
  expect(await rowIds(page)).toEqual(ids);
});

/** A list with the word of its rows, a line that leaves some, a facet in its menus, and what its panel is called. */
const LISTS = [
  {
    path: '/events',
    line: 'type:payout.paid state:processed',
    menu: 'Arrived by',
    panel: /^Event evt_/,
    file: 'events',
    heading: '"# Sluice events, newest first"',
  },
  {
    path: '/ledger/entries',
    line: 'kind:payout effective:>2026-01-01',
    menu: 'Currency',
    panel: /^Journal entry jnl_/,
    file: 'journal-entries',
    heading: '"# Sluice journal entries, newest first"',
  },
] as const;

for (const { path, line, menu, panel, file, heading } of LISTS)
  test(`${path} is filtered, counted, opened, selected, arranged and taken along like every list`, async ({
    page,
    problems,
  }) => {
    await settled();
    await signIn(page, 'Anna Lindqvist', path);
    await expectKeys(page, /j/);
    await page.keyboard.press('/');
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/q=/);
    // Every choice of a menu leads to exactly the number that it shows.
    const facet = page.locator('details.facet', { hasText: menu }).first();
    await facet.locator('summary').click();
    const choice = facet.getByRole('link').filter({ hasText: /\d$/ }).first();
    const count = /([\d,]+)$/.exec((await choice.textContent()) ?? '')?.[1] ?? '';
    await choice.click();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toContainText(`of ${count} `);

    await page.goto(`${path}?q=${encodeURIComponent(line)}&open=first`);
    await expect(page.getByRole('complementary', { name: panel })).toBeVisible();
    await expectAccessible(page);
    await expectKeys(page, /j/);
    await page.keyboard.press('j');
    await expect(page).toHaveURL(/open=(evt|jnl)_/);
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-panel]')).toHaveCount(0);

    await page.getByRole('checkbox', { name: 'Select this page' }).check();
    const selection = page.getByRole('region', { name: 'Selection' });
    await selection.getByRole('button', { name: /^Select all/ }).click();
    await expect(selection).toContainText(/matching (events|entries) selected/);
    await page.locator('input[data-select]').first().uncheck();
    await expect(selection).toContainText('1 left out');

    const rows = Number(
      /(\d+) of/.exec(await page.getByRole('navigation', { name: 'Pages' }).innerText())?.[1],
    );
    const answer = await page.request.get(`/api/exports/${file}.csv?q=${encodeURIComponent(line)}`);
    expect(answer.status()).toBe(200);
    const lines = (await answer.text()).trimEnd().split('\r\n');
    expect(lines[0]).toBe(heading);
    expect(lines[1]).toContain(line);
    expect(lines.filter((text) => !/^"?#/.test(text)).length - 1).toBeGreaterThanOrEqual(rows);
    expect(problems).toEqual([]);
  });

for (const path of [
  '/events?q=state:lost',
  '/events?q=type:nothing.known',
  '/ledger/entries?q=amount:%3E500',
  '/ledger/entries?q=currency:kwd+amount:%3E999999999',
  '/ledger/entries?open=first',
  '/events?open=first',
])
  test(`${path}, which no list can answer, is refused in words, in every size and colour`, async ({
    page,
    problems,
  }) => {
    await settled();
    await signIn(page, 'Anna Lindqvist');
    for (const [width, height] of [
      [1440, 900],
      [360, 740],
    ] as const)
      for (const colorScheme of ['light', 'dark'] as const)
        await test.step(`${String(width)} ${colorScheme}`, async () => {
          await page.setViewportSize({ width, height });
          await page.emulateMedia({ colorScheme });
          await page.goto(path);
          await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
          await expectNoSidewaysScroll(page);
          await expectTargets(page);
          await expectAccessible(page);
        });
    expect(problems).toEqual([]);
  });
