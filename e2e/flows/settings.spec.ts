import type { Browser, Page } from '@playwright/test';
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
import { sql, stack } from '../stack-under-test.ts';

const VERA = { name: 'Vera Holm', operatorId: 'opr_demo_vera' };

/** As she was before, for the tests that come after. */
async function forgetPreferences(): Promise<void> {
  await sql`delete from operator_preferences where operator_id = ${VERA.operatorId}`;
}
test.beforeEach(forgetPreferences);
test.afterAll(forgetPreferences);

async function preferenceChanges(): Promise<number> {
  const rows = await sql`select 1 from audit_records
    where action = 'preferences.change' and actor_id = ${VERA.operatorId} and outcome = 'done'`;
  return rows.length;
}

async function withoutScripts(browser: Browser, work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

test('what is chosen without a script follows to another browser', async ({ page, browser }) => {
  await settled();
  const before = await preferenceChanges();
  await withoutScripts(browser, async (plain) => {
    await signIn(plain, VERA.name, '/settings');
    const kept = plain.getByRole('status').filter({ hasText: 'Saved.' });
    await plain.getByLabel('City, region or IANA name').fill('america north');
    await plain.getByRole('button', { name: 'Use this zone' }).click();
    await expect(plain.getByRole('alert')).toContainText('“america north” could be one of these');
    await plain.getByLabel('City, region or IANA name').fill('atlantis');
    await plain.getByRole('button', { name: 'Use this zone' }).click();
    await expect(plain.getByRole('alert')).toContainText('There is no time zone called “atlantis”');
    expect(await preferenceChanges()).toBe(before);

    await plain.getByLabel('City, region or IANA name').fill('tokyo');
    await plain.getByRole('button', { name: 'Use this zone' }).click();
    await expect(kept).toContainText('All times are now in Asia/Tokyo (Tokyo, UTC+9).');
    for (const [name, value, words] of [
      ['Theme', 'Dark', 'The theme is now dark.'],
      ['Density', 'Compact', 'Rows are now compact.'],
      ['Single keys', 'Off', 'Single keys are now off.'],
    ] as const) {
      await plain
        .getByRole('region', { name })
        .getByRole('group', { name })
        .getByRole('button', { name: value })
        .click();
      await expect(kept).toContainText(words);
    }
    await expect(plain.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
  expect(await preferenceChanges()).toBe(before + 4);

  await signIn(page, VERA.name, '/payouts/stripe');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact');
  await expect(page.getByRole('banner').getByText('Times in Tokyo, UTC+9')).toBeVisible();
  const time = page.locator('[data-list] tbody time').first();
  const instant = new Date((await time.getAttribute('datetime')) ?? '');
  const clock = new Date(instant.getTime() + 9 * 3_600_000).toISOString().slice(11, 16);
  await expect(time).toContainText(clock);
  await expect(time).toHaveAttribute('title', /Asia\/Tokyo/);

  const keys = page.getByRole('group', { name: 'Keys of this list' });
  await expect(keys).toContainText('Single keys are off.');
  await expect(page.getByRole('combobox', { name: /Search/ })).toBeEnabled();
  await page.keyboard.press('/');
  await page.keyboard.press('j');
  await expect(page.locator('[data-filter-field]')).not.toBeFocused();
  await keys.getByRole('button', { name: 'Turn keys on' }).click();
  await expect(keys).toHaveAttribute('aria-keyshortcuts', /j/);
  await page.keyboard.press('/');
  await expect(page.locator('[data-filter-field]')).toBeFocused();

  const csv = await page.request.get('/api/exports/payouts.csv');
  expect(await csv.text()).toContain('# Times in Asia/Tokyo');
});

test('the settings by keyboard alone, with the browser’s own zone as the suggestion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page, VERA.name, '/settings');
  // The browsers of these tests are in UTC, as is whoever has chosen nothing.
  await expect(page.getByText('This browser is in that zone as well.')).toBeVisible();
  const tabTo = async (target: ReturnType<Page['getByRole']>): Promise<void> => {
    for (let stops = 0; stops < 100; stops += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('Tab does not lead there.');
  };
  await tabTo(page.getByLabel('City, region or IANA name'));
  await page.keyboard.type('Kolkata');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toContainText('Kolkata, UTC+5:30');
  const suggestion = page.getByRole('button', { name: 'Use it' });
  await expect(page.getByText('This browser is in UTC')).toBeVisible();
  await tabTo(suggestion);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Saved.' })).toContainText(
    'All times are now in UTC',
  );
  await tabTo(
    page.getByRole('group', { name: 'Density' }).getByRole('button', { name: 'Comfortable' }).last(),
  );
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-density', 'comfortable');
  for (const place of ['Saved views', 'Your sessions', 'Webhooks', 'People']) {
    const nav = page.getByRole('navigation', { name: 'Settings' });
    await tabTo(nav.getByRole('link', { name: place }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: place })).toBeVisible();
  }
});

test('a saved view is renamed, shared, opened by others and deleted, without a script', async ({
  page,
  browser,
}) => {
  await sql`insert into saved_views (saved_view_id, list, owner_id, name, query)
    values ('view_e2e', 'payouts', 'opr_demo_anna', 'Came back', 'q=status%3Afailed')`;
  const [counted] = await sql<{ failed: bigint }[]>`
    select count(*) as failed from payouts where status = 'failed'`;
  const rows = `${String(counted?.failed)} rows`;
  try {
    await withoutScripts(browser, async (plain) => {
      await signIn(plain, 'Anna Lindqvist', '/settings/views');
      const row = plain.getByRole('listitem').filter({ hasText: /^(Came back|Returned by their banks)/ });
      await expect(row).toContainText(rows);
      await row.getByText('Change Came back').click();
      await row.getByLabel('New name of Came back').fill('Returned by their banks');
      await row.getByRole('button', { name: 'Rename' }).click();
      await expect(row.getByRole('link', { name: 'Returned by their banks' })).toBeVisible();
      await row.getByText('Change Returned by their banks').click();
      await row.getByRole('button', { name: 'Share', exact: true }).click();
      await expect(row.getByText('Shared', { exact: true })).toBeVisible();
    });
    await signIn(page, VERA.name, '/settings/views');
    const shared = page.getByRole('listitem').filter({ hasText: 'Returned by their banks' });
    await expect(shared).toContainText('by Anna Lindqvist');
    await expect(shared.getByText(/^Change/)).toHaveCount(0);
    await shared.getByRole('link').click();
    await expect(page).toHaveURL(/\/payouts\/stripe\?q=status%3Afailed/);

    await page.context().clearCookies();
    await signIn(page, 'Anna Lindqvist', '/settings/views');
    const own = page.getByRole('listitem').filter({ hasText: 'Returned by their banks' });
    await own.getByText('Change Returned by their banks').click();
    const forGood = own.getByRole('button', { name: 'Delete for good' });
    await expect(forGood, 'asked before').toBeHidden();
    await own.getByText('Delete “Returned by their banks”…').click();
    await expect(own).toContainText('It is gone for everybody');
    await forGood.click();
    await expect(own).toHaveCount(0);
    const changes =
      await sql`select action from audit_records where subject = 'view_e2e' order by audit_record_id`;
    expect(changes.map((change) => String(change['action']))).toEqual([
      'view.rename',
      'view.share',
      'view.delete',
    ]);
  } finally {
    await sql`delete from saved_views where saved_view_id = 'view_e2e'`;
  }
});

test('the webhooks’ page says what comes in, how to connect, and never a secret', async ({
  page,
  baseURL,
}) => {
  await settled();
  await signIn(page, VERA.name, '/settings/webhooks');
  const account = page.getByRole('region', { name: 'Your account' });
  await expect(account.locator('time').first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'stripe listen command' })).toContainText(
    '/api/webhooks/stripe-connect',
  );
  const html = await page.content();
  for (const secret of [stack.webhookSecret, stack.connectWebhookSecret]) expect(html).not.toContain(secret);
  expect(html).not.toMatch(/whsec_[A-Za-z0-9]/);

  const wrong = async (): Promise<number> => {
    await page.goto('/settings/webhooks');
    const row = account.getByRole('row').filter({ hasText: 'signed with another secret' });
    return (await row.count()) === 0 ? 0 : Number(await row.getByRole('cell').first().textContent());
  };
  const before = await wrong();
  const time = String(Math.floor(Date.now() / 1_000));
  const refused = await page.request.post(`${baseURL ?? ''}/api/webhooks/stripe`, {
    headers: { 'stripe-signature': `t=${time},v1=${'0'.repeat(64)}` },
    data: '{"id":"evt_x"}',
  });
  expect(refused.status()).toBe(400);
  await expect.poll(wrong, { timeout: 120_000 }).toBe(before + 1);
  await expect(account).toContainText(/Wrong signatures.*in 24 hours/);
});

test('a relative time goes on while the page stays open', async ({ page }) => {
  await page.clock.install();
  await signIn(page, VERA.name, '/settings/webhooks');
  const last = page.getByRole('region', { name: 'Your account' }).locator('time').first();
  await expect(last).toContainText('ago');
  const first = await last.textContent();
  await page.clock.fastForward('05:00');
  await expect(last).not.toHaveText(first ?? '');
});

test('every page of the settings, wide and narrow, light and dark, obeys policy, width and accessibility', async ({
  page,
  problems,
}) => {
  await sql`insert into saved_views (saved_view_id, list, owner_id, name, query)
    values ('view_axe', 'payouts', 'opr_demo_marek', 'Large and late', 'q=status%3Afailed%20amount%3A%3E500')`;
  try {
    await signIn(page, 'Marek Dudek');
    for (const path of [
      '/settings',
      '/settings?saved=zone',
      '/settings?like=ber',
      '/settings?refused=theme',
      '/settings/views',
      '/settings/webhooks',
      '/settings/sessions',
      '/settings/people',
    ]) {
      for (const viewport of [
        { width: 1440, height: 900 },
        { width: 360, height: 740 },
      ]) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await test.step(`${path} ${String(viewport.width)} ${colorScheme}`, async () => {
            await page.setViewportSize(viewport);
            await page.emulateMedia({ colorScheme });
            expect((await page.goto(path))?.status()).toBe(200);
            await expect(page.locator('[aria-busy="true"], template[id^="B:"]')).toHaveCount(0);
            for (const fold of await page.locator('main details > summary').all()) await fold.click();
            await expectAccessible(page);
            await expectNoSidewaysScroll(page);
            await expectNothingCut(page);
            await expectOneMain(page);
            await expectTargets(page);
          });
        }
      }
    }
    expect(problems).toEqual([]);
  } finally {
    await sql`delete from saved_views where saved_view_id = 'view_axe'`;
  }
});
