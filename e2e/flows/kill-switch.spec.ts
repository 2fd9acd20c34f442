import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectCode,
  expectNoSidewaysScroll,
  settled,
  signIn,
  test,
  typeCode as typeShown,
} from '../fixtures.ts';
import { clearFaults, control, sql } from '../stack-under-test.ts';

/*
 * Stop means stop, from a phone: 360 by 640, no script, a slow line. Two people release it, and every open page knows
 * within a second.
 */

const SECONDS_MAX = 10;

/** About what a phone gets at the edge of a cell. */
const SLOW_LINE = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 25_000 };

async function slowDown(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', SLOW_LINE);
}

/** What the person's phone would show; the demo shows it, because it has no phones. */
async function typeCode(page: Page): Promise<void> {
  const shown = await page.locator('.step-up-demo .mono').innerText();
  await page.getByLabel('One-time code').fill(shown);
}

type Scheduled = { id: string; interval: string };
let scheduled: Scheduled[];
test.beforeAll(async () => {
  scheduled = await sql<Scheduled[]>`
    select connected_account_id as id, payout_interval as interval from connected_accounts
    where payout_interval <> 'manual' and deauthorized_at is null`;
});
// A release switches no schedule on again; the flows after this one need the world as it was.
test.afterAll(async () => {
  for (const { id, interval } of scheduled)
    await control(`/accounts/${id}/schedule`, { interval, force: true });
  await settled();
});

test('money stops from a phone without a script, and two people let it go again', async ({
  browser,
  baseURL,
}) => {
  const site = baseURL ?? '';
  const phones = await browser.newContext({
    baseURL: site,
    viewport: { width: 360, height: 640 },
    javaScriptEnabled: false,
  });
  const desk = await browser.newContext({ baseURL: site, viewport: { width: 1440, height: 900 } });
  const [phone, watcher] = [await phones.newPage(), await desk.newPage()];
  await signIn(watcher, 'Ines Okafor', '/ledger');
  await signIn(phone, 'Anna Lindqvist', '/kill-switch');
  await expectNoSidewaysScroll(phone);
  await expectCode(phone);
  await slowDown(phone);

  await test.step('a wrong code stops nothing and loses nothing that was typed', async () => {
    await phone.getByLabel('Why').fill('Strange payouts to one bank');
    await phone.getByLabel('One-time code').fill('000 000');
    await phone.getByLabel('Yes, stop these payouts now').check();
    await phone.getByRole('button', { name: 'Stop payouts' }).click();
    await expect(phone.getByRole('alert')).toContainText('Nothing was stopped');
    await expect(phone.getByLabel('Why')).toHaveValue('Strange payouts to one bank');
    expect(await sql`select from kill_switches where not is_drill and state <> 'released'`).toHaveLength(0);
  });

  await test.step('engaged within ten seconds, the page itself included', async () => {
    const began = performance.now();
    await phone.goto('/kill-switch');
    await phone.getByLabel('Why').fill('Strange payouts to one bank');
    await typeCode(phone);
    await phone.getByLabel('Yes, stop these payouts now').check();
    await phone.getByRole('button', { name: 'Stop payouts' }).click();
    await expect(phone).toHaveURL(/\/kill-switch\/ksw_/);
    const took = (performance.now() - began) / 1_000;
    const pressed = await sql`
      select scope, state, step_up_proof_id is not null as proven from kill_switches
      where not is_drill and state <> 'released'`;
    expect(pressed).toEqual([{ scope: 'everything', state: 'engaged', proven: true }]);
    expect(took).toBeLessThan(SECONDS_MAX);
  });

  const path = new URL(phone.url()).pathname;
  await test.step('every open page says so', async () => {
    await expect(watcher.locator('.banner.stopped')).toBeVisible({ timeout: 2_000 });
    await expect(phone.locator('.banner.stopped')).toBeVisible();
    await expectNoSidewaysScroll(phone);
  });

  await test.step('whoever presses it second, without a script too, is told who was first', async () => {
    const other = await (
      await browser.newContext({
        baseURL: site,
        viewport: { width: 360, height: 640 },
        javaScriptEnabled: false,
      })
    ).newPage();
    await signIn(other, 'Marek Dudek', '/kill-switch');
    await expectCode(other);
    await other.getByLabel('Why').fill('Strange payouts to one bank');
    await typeCode(other);
    await other.getByLabel('Yes, stop these payouts now').check();
    await other.getByRole('button', { name: 'Stop payouts' }).click();
    await expect(other).toHaveURL(new RegExp(`${path}\\?pressed=again$`));
    const told = other.locator('.callout', { hasText: 'It was pressed already' });
    await expect(told).toContainText('Anna Lindqvist pressed it');
    await expect(told).toContainText('your press changed nothing');
    await expectNoSidewaysScroll(other);
    await expect(phone.getByText('It was pressed already')).toHaveCount(0);
    await other.context().close();
  });

  await test.step('the page says how far Stripe is, and what stays open', async () => {
    await watcher.goto(path);
    await expect(watcher.getByText('Read back from Stripe', { exact: true })).toBeVisible();
    await expect
      .poll(
        async () =>
          (
            await sql`select stripe_ended_at is not null as ended from kill_switches where kill_switch_id = ${path.split('/').at(-1) ?? ''}`
          )[0],
        {
          timeout: 120_000,
        },
      )
      .toEqual({ ended: true });
    await watcher.reload();
    await expect(watcher.getByRole('heading', { name: 'Paths still open' })).toBeVisible();
    await expect(watcher.locator('.phase.under-way')).toHaveCount(0);
    // One seller of the story shows no schedule: Stripe takes the order, and nobody knows whether the money stays.
    await expect(watcher.getByRole('region', { name: 'Money that stays' })).toContainText(
      /Not known to be stopped.*in 1 account: Stripe has not told that it pays nothing out by itself/s,
    );
    await expect(watcher.getByRole('region', { name: 'On record' })).toContainText(
      /Not known to be stopped\s*1 account with/,
    );
    await expectAccessible(watcher);
  });

  await test.step('a schedule that is switched on again is set back, and the page says so', async () => {
    const [again] = scheduled;
    if (again === undefined) throw new Error('No account of the seeded world was automatic');
    await control(`/accounts/${again.id}/schedule`, { interval: 'weekly', force: true });
    await settled();
    const since = watcher.getByRole('region', { name: 'Seen after the press' });
    await expect
      .poll(
        async () => {
          await watcher.reload();
          return (await since.count()) === 0 ? '' : since.innerText();
        },
        { timeout: 120_000 },
      )
      .toContain('It is manual again.');
    await expect(since).toContainText('was set to weekly outside Sluice.');
    await expectAccessible(watcher);
    await phone.reload();
    await expectNoSidewaysScroll(phone);
    // Without a script no curve is drawn; its numbers stand beneath.
    await expect(phone.locator('.stop-curve summary')).toBeVisible();
    await expect(phone.locator('.stop-curve .chart-frame')).toBeHidden();
    // The flows after this one count alarms.
    await sql`update alarms set closed_at = now() where subject = ${again.id} and closed_at is null
      and kind in ('schedule_bypassed', 'lock_weakened')`;
  });

  await test.step('one asks, another confirms, and no schedule is switched on again', async () => {
    const manual = () =>
      sql`select connected_account_id as id from connected_accounts where payout_interval = 'manual' order by 1`;
    const before = await manual();
    await watcher.getByLabel('Why money may leave again').fill('The bank was the right one');
    await watcher.getByRole('button', { name: 'Ask for the release' }).click();
    await expect(watcher.getByText('You asked. A second person has to confirm.')).toBeVisible();
    const second = await (await browser.newContext({ baseURL: site })).newPage();
    await signIn(second, 'Marek Dudek', path);
    await typeShown(second);
    await expectAccessible(second);
    await second.getByRole('button', { name: 'Release the switch' }).click();
    await expect(second.locator('.banner.stopped')).toHaveCount(0);
    expect(await manual()).toEqual(before);
    await second.context().close();
  });
  await phones.close();
  await desk.close();
});

/** One a person: a person of the demo has two codes a minute. */
const NARROWER = [
  { who: 'Ines Okafor', scope: 'method', label: 'Which payouts', value: 'instant', says: 'Instant payouts' },
  {
    who: 'Marek Dudek',
    scope: 'country',
    label: 'Country of the accounts',
    value: 'de',
    says: 'Payouts of accounts in Germany',
  },
  { who: 'Noor Haddad', scope: 'currency', label: 'Currency, three', value: 'isk', says: 'Payouts in ISK' },
  {
    who: 'Anna Lindqvist',
    scope: 'risk_band',
    label: 'Risk of the accounts',
    value: 'high',
    says: 'Payouts of accounts of high risk or more',
  },
] as const;

test('something narrower is stopped from the same phone', async ({ browser, baseURL }) => {
  const site = baseURL ?? '';
  for (const { who, scope, label, value, says } of NARROWER) {
    const viewport = { width: 360, height: 640 };
    const phones = await browser.newContext({ baseURL: site, viewport, javaScriptEnabled: false });
    const phone = await phones.newPage();
    await signIn(phone, who, '/kill-switch');
    await expectCode(phone);
    await slowDown(phone);
    const began = performance.now();
    await phone.goto('/kill-switch');
    await phone.getByText('Something narrower').click();
    await phone.locator(`input[name="scope"][value="${scope}"]`).check();
    const field = phone.getByLabel(label);
    await (scope === 'method' || scope === 'risk_band' ? field.selectOption(value) : field.fill(value));
    await phone.getByLabel('Why').fill('Strange payouts to one bank');
    await typeCode(phone);
    await phone.getByLabel('Yes, stop these payouts now').check();
    await phone.getByRole('button', { name: 'Stop payouts' }).click();
    await expect(phone.getByRole('heading', { level: 1 })).toContainText(says);
    expect((performance.now() - began) / 1_000, scope).toBeLessThan(SECONDS_MAX);
    await expectNoSidewaysScroll(phone);
    const paths = phone.getByRole('region', { name: 'Paths still open' });
    if (scope === 'method') await expect(paths).not.toContainText('Not locked');
    const [pressed] = await sql<{ id: string; scope: string; state: string }[]>`
      select kill_switch_id as id, scope, state from kill_switches where not is_drill and state <> 'released'`;
    expect(pressed).toMatchObject({ scope, state: 'engaged' });
    await sql`update kill_switches set state = 'release_asked', release_asked_by = 'opr_demo_marek', release_asked_at = now()
      where kill_switch_id = ${pressed?.id ?? ''}`;
    await sql`update kill_switches set state = 'released', released_by = 'opr_demo_noor', released_at = now()
      where kill_switch_id = ${pressed?.id ?? ''}`;
    await phones.close();
  }
});

test('a drill stops nothing and leaves its times', async ({ page }) => {
  await signIn(page, 'Ines Okafor', '/kill-switch');
  await page.getByRole('button', { name: 'Run a drill' }).click();
  await expect
    .poll(
      async () =>
        (
          await sql`select count(*)::int as ended from kill_switches where is_drill and stripe_ended_at is not null`
        )[0],
      {
        timeout: 120_000,
      },
    )
    .toEqual({ ended: 1 });
  await page.goto('/kill-switch');
  await expect(page.getByText('Last drill')).toBeVisible();
  await expect(page.locator('.banner.stopped')).toHaveCount(0);
  await expectAccessible(page);
});

/** Locked a while ago, and Stripe does not show the list of one account, twice a minute apart: two people may end it then. */
async function lockedAndUnreadable(): Promise<void> {
  const [enrolled] = await sql<{ account: string }[]>`
    select connected_account_id as account from payout_accounts order by connected_account_id limit 1`;
  await control('/faults', {
    match: { method: 'GET', path: '/v1/payouts', account: enrolled?.account ?? '' },
    fault: { kind: 'error', status: 400, type: 'invalid_request_error', message: 'Not now.' },
    times: null,
  });
  await sql`update dispatch_control set locked_at = clock_timestamp() - interval '3 minutes', locked_because = 'A backup was put back.'`;
  const failed = (at: 'reading_failed_at' | 'reading_failed_again_at') =>
    expect
      .poll(async () => (await sql`select ${sql(at)} is not null as failed from dispatch_control`)[0], {
        timeout: 120_000,
      })
      .toEqual({ failed: true });
  await failed('reading_failed_at');
  // As if it had failed a minute earlier.
  await sql`update dispatch_control set reading_failed_at = reading_failed_at - interval '1 minute'`;
  await failed('reading_failed_again_at');
}

test('a lock of dispatch says what must be so first, and two people end it where its lists cannot be read', async ({
  page,
  browser,
  baseURL,
}) => {
  await settled();
  await signIn(page, 'Ines Okafor', '/kill-switch');
  await expect(page.getByRole('heading', { name: /Dispatch is locked/ })).toHaveCount(0);
  // Ahead of now, so that nothing from before has settled.
  await sql`update dispatch_control set locked_at = clock_timestamp() + interval '1 hour', locked_because = 'A backup was put back.'`;
  await page.goto('/kill-switch');
  await expect(page.locator('.banner.stopped')).toContainText('dispatch is locked');
  const lock = page.getByRole('region', { name: /Dispatch is locked/ });
  await expect(lock).toContainText('A backup was put back.');
  await expect(lock).toContainText('What must be so first');
  await expect(lock).toContainText('What unlocking does');
  await expectAccessible(page);
  await lock.getByLabel('How you know what left meanwhile').fill('Compared with the dashboard.');
  await lock.getByRole('button', { name: 'Ask to unlock' }).click();
  await expect(lock).toContainText('You asked. A second person has to confirm.');

  const second = await (await browser.newContext({ baseURL: baseURL ?? '' })).newPage();
  await signIn(second, 'Marek Dudek', '/kill-switch');
  const shown = second.getByRole('region', { name: /Dispatch is locked/ });
  await expect(shown).toContainText('Ines Okafor asks to unlock it');
  await expect(shown).toContainText('Compared with the dashboard.');
  await expect(shown).toContainText('nobody can unlock before');
  await expect(shown.getByRole('button', { name: 'Unlock dispatch' })).toHaveCount(0);
  await lockedAndUnreadable();
  await expect(shown).toContainText('two people may unlock without the lists');
  // Nothing but the banner of this page tells its reader that dispatch is open again.
  await expect(page.locator('.banner.stopped')).toBeVisible();
  await second.setViewportSize({ width: 360, height: 640 });
  await expectNoSidewaysScroll(second);
  await typeShown(shown);
  await shown.getByRole('button', { name: 'Unlock dispatch' }).click();
  await expect(shown).toHaveCount(0);
  await expect(page.locator('.banner.stopped'), 'every open page is told at once').toHaveCount(0, {
    timeout: 2_000,
  });
  await clearFaults();
  const [gate] = await sql`select locked_at, unlocked_by from dispatch_control`;
  expect(gate).toEqual({ locked_at: null, unlocked_by: 'opr_demo_marek' });
  await second.context().close();
});
