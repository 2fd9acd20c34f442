import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test, typeCode } from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

/** An enrolled account that can be paid, with as much as these flows ask for that nobody has asked for yet. */
async function payableAccount(): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select balance.connected_account_id as id from ledger_balances as balance
    join payout_accounts using (connected_account_id)
    join connected_accounts as account using (connected_account_id)
    where balance.ledger_account_code = 2100 and balance.credits - balance.debits > 6000 and balance.currency = 'eur'
      and account.payouts_enabled and account.deauthorized_at is null
      and not exists (select from holds where holds.connected_account_id = account.connected_account_id and holds.state <> 'released')
      and exists (select from external_accounts as destination
        where destination.connected_account_id = account.connected_account_id and destination.currency = 'eur'
          and destination.deleted_at is null and destination.status is distinct from 'errored')
    order by balance.credits - balance.debits desc, 1 limit 1`;
  if (row === undefined) throw new Error('The seeded world has no such account.');
  return row.id;
}

async function requestsOf(connectedAccountId: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from payout_requests where connected_account_id = ${connectedAccountId}`;
  return row?.count ?? 0;
}

test('a payout is asked for on the account’s page, with a sentence where it cannot be', async ({ page }) => {
  const id = await payableAccount();
  const before = await requestsOf(id);
  await signIn(page, 'Anna Lindqvist', `/connected-accounts/${id}`);
  const form = page.locator('form', { has: page.getByRole('button', { name: 'Propose a payout in EUR' }) });
  await form.getByLabel('Amount in EUR').fill('9,999,999.00');
  await form.getByRole('button').click();
  await expect(form.getByText('can be paid out now. Ask for that much or less.')).toBeVisible();
  await form.getByLabel('Amount in EUR').fill('12.34');
  await form.getByRole('button').click();
  await expect(form.getByText(/^Asked for\./)).toBeVisible();
  // Empty again: the next click asks for nothing, and everything has a button of its own that says how much it is.
  await expect(form.getByLabel('Amount in EUR')).toHaveValue('');
  await expect(page.getByRole('button', { name: /^Propose all: [\d,.]+ EUR$/ })).toBeVisible();
  expect(await requestsOf(id)).toBe(before + 1);
  await form.getByRole('link', { name: 'See the request' }).click();
  await expect(page).toHaveURL(/\/payouts\/prq_/);
  await expect(page.getByText('12.34').first()).toBeVisible();
});

test('a file is reported line by line, proposed once, and known when it is sent again', async ({ page }) => {
  const id = await payableAccount();
  const before = await requestsOf(id);
  const text = `# ${randomUUID()}\nconnected_account,currency,amount\n${id},EUR,10.00\n${id},EUR,11.00\nacct_nobody,EUR,5\n`;
  const send = async () => {
    await page.goto('/payouts/propose');
    await page
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'week-47.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Read the file' }).click();
    await expect(page.getByRole('heading', { name: 'week-47.csv' })).toBeVisible();
  };
  await signIn(page, 'Anna Lindqvist', '/payouts/propose');
  await expectAccessible(page);
  await send();
  await expect(page.getByText('Line 3 asks for the same account and currency')).toBeVisible();
  await expect(page.getByText('There is no such connected account')).toBeVisible();
  expect(await requestsOf(id)).toBe(before);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Propose one payout' }).click();
  await expect(page.getByText('1 proposed.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Propose/ })).toHaveCount(0);
  await send();
  await expect(page.getByText('This file was sent before')).toBeVisible();
  expect(await requestsOf(id)).toBe(before + 1);
});

test('a file of any size is refused beside its field, before it is sent and without scripts, and so is one that is no text, once', async ({
  page,
  browser,
  baseURL,
}) => {
  const tooLarge = 'The file is larger than 200 kB. Send it in parts.';
  const file = (bytes: number) => ({
    name: 'all.csv',
    mimeType: 'text/csv',
    buffer: Buffer.alloc(bytes, 'acct_1A,EUR,1.00\n'),
  });
  const field = (on: Page) => on.getByLabel('File', { exact: true });
  const read = (on: Page) => on.getByRole('button', { name: 'Read the file' }).click();
  await signIn(page, 'Anna Lindqvist', '/payouts/propose');
  await field(page).setInputFiles(file(6_000_000));
  await expect(page.getByText(tooLarge)).toHaveCount(1);
  await expect(field(page), 'nothing of it is sent').toHaveValue('');
  await expectAccessible(page);
  await field(page).setInputFiles({ ...file(1), buffer: Buffer.from('\uFEFFacct_1A,EUR,1', 'utf16le') });
  await expect(page.getByText(tooLarge)).toHaveCount(0);
  await read(page);
  await expect(page.getByText('This is no text in UTF-8.')).toHaveCount(1);

  const bare = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const plain = await bare.newPage();
  await signIn(plain, 'Anna Lindqvist', '/payouts/propose');
  for (const bytes of [6_000_000, 300_000]) {
    await plain.goto('/payouts/propose');
    await field(plain).setInputFiles(file(bytes));
    await read(plain);
    await expect(plain.getByText(tooLarge), String(bytes)).toHaveCount(1);
    await expect(plain.getByRole('heading', { level: 1 })).toHaveText('Propose payouts');
  }
  await bare.close();
});

test('a cadence is set, and the page says when it is due', async ({ page }) => {
  const id = await payableAccount();
  await signIn(page, 'Anna Lindqvist', `/connected-accounts/${id}`);
  await page.locator('.cadence-edit summary').click();
  await page.getByLabel('Propose', { exact: true }).selectOption('On days of the week');
  const boxes = await page
    .getByRole('group', { name: 'On' })
    .getByRole('checkbox')
    .evaluateAll((days) => days.map((day) => day.getBoundingClientRect().toJSON() as DOMRect));
  expect(boxes).toHaveLength(7);
  for (const { width, height } of boxes) expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
  expect(new Set(boxes.map(({ x }) => Math.round(x))).size, 'columns of boxes').toBeLessThanOrEqual(3);
  await page.getByLabel('Propose', { exact: true }).selectOption('Only when somebody asks');
  await expect(page.getByLabel('At', { exact: true })).toBeHidden();
  await page.getByLabel('Propose', { exact: true }).selectOption('On a day of the month');
  await page.getByLabel('Day of the month').fill('31');
  await page.getByLabel('At', { exact: true }).fill('06:00');
  await page.getByLabel('In the time zone').fill('Atlantis');
  await page.getByRole('button', { name: 'Save the cadence' }).click();
  const zone = page.locator('.field', { has: page.getByLabel('In the time zone') });
  await expect(zone.getByRole('alert')).toContainText('There is no one time zone called “Atlantis”.');
  await expect(page.getByLabel('In the time zone')).toHaveValue('Atlantis');
  await expect(page.getByLabel('Day of the month')).toHaveValue('31');
  await page.getByLabel('In the time zone').fill('berlin');
  await page.getByLabel('Keep in the balance').fill('50 EUR');
  await page.getByRole('button', { name: 'Save the cadence' }).click();
  await expect(page.getByText('Every month on day 31 or the last, at 06:00, Europe/Berlin')).toBeVisible();
  await expect(page.getByText('Minimum balance set here').first()).toBeVisible();
});

test('whoever saves a cadence over somebody else’s is told so, with a way to theirs', async ({ page }) => {
  const id = await payableAccount();
  await signIn(page, 'Anna Lindqvist', `/connected-accounts/${id}`);
  await page.locator('.cadence-edit summary').click();
  await page.getByLabel('Keep in the balance').fill('40 EUR');
  await sql`
    insert into payout_cadences (connected_account_id, cadence, weekdays, thresholds, minimum_balances, zone, at_minute, set_by)
    values (${id}, 'on_request', '{}', '{}', '{"eur": "1100"}', 'UTC', 0, 'opr_noor')
    on conflict (connected_account_id) do update set minimum_balances = excluded.minimum_balances,
      version = payout_cadences.version + 1`;
  await page.getByRole('button', { name: 'Save the cadence' }).click();
  await expect(page.getByText('Somebody has changed this cadence since you opened it.')).toBeVisible();
  await page.getByRole('link', { name: 'Load it as it is now' }).click();
  await expect(page.getByText('Somebody has changed this cadence')).toHaveCount(0);
  await page.locator('.cadence-edit summary').click();
  await expect(page.getByLabel('Keep in the balance')).toHaveValue('11.00 EUR');
});

test('a payout that waits says so in the queue, the panel and on its page: until when, why, what comes next', async ({
  page,
}) => {
  const id = await payableAccount();
  await signIn(page, 'Anna Lindqvist', `/connected-accounts/${id}`);
  const form = page.locator('form', { has: page.getByRole('button', { name: 'Propose a payout in EUR' }) });
  await form.getByLabel('Amount in EUR').fill('13.57');
  await form.getByRole('button').click();
  await form.getByRole('link', { name: 'See the request' }).click();
  await expect(page).toHaveURL(/\/payouts\/prq_/);
  const request = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  // A policy with a wait would be one for every flow after this.
  await sql`
    update payout_requests set waits_until = now() + interval '48 hours', version = version + 1, route_reasons = route_reasons ||
      '["Line 2: wait 48 hours when first payout"]' where payout_request_id = ${request}`;
  const because = 'Waits 48 hours, because nothing was paid to the account before (line 2 of the policy)';
  for (const [address, within] of [
    [`/payouts/${request}`, page.getByRole('main')],
    [`/payouts?q=${request}&open=${request}`, page.locator('.evidence')],
  ] as const) {
    await page.goto(address);
    await expect(within.getByRole('heading', { name: /^Waits until/ })).toBeVisible();
    await expect(within.getByText(because).first()).toBeVisible();
    await expect(
      within.getByText('No approval ends the wait. It can be decided meanwhile').first(),
    ).toBeVisible();
    await expectAccessible(page);
  }
  await expect(page.locator('td.c-status', { hasText: 'waits until' })).toHaveCount(1);
  await page.goto(`/payouts/${request}`);
  await page.locator('summary', { hasText: 'Cancel…' }).click();
  await page.getByLabel('Reason').last().fill('Was asked for to be looked at.');
  await page.getByRole('button', { name: 'Cancel payout' }).click();
  await expect(page.getByText('Cancelled').first()).toBeVisible();
});

test('a policy is written by one administrator, shown with its faults and its trial, and published by another', async ({
  page,
}) => {
  const rules = `# ${randomUUID().slice(0, 8)}\nhold for 2 approvals`;
  await signIn(page, 'Marek Dudek', '/settings/payout-policy');
  const write = async (text: string) => {
    await page.getByLabel('Rules, one a line').fill(text);
    await page.getByRole('button', { name: 'Save the draft' }).click();
  };
  await write(`${rules}\nlet it rain`);
  await expect(page.getByText('“let it rain” is no outcome.')).toBeVisible();
  await expectAccessible(page);
  await write(rules);
  await expect(page.getByText('“let it rain” is no outcome.')).toHaveCount(0);
  await expect(page.getByText('It would have held')).toBeVisible();
  await expect(page.getByText('another administrator publishes it')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Publish/ })).toHaveCount(0);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.context().clearCookies();
  await signIn(page, 'Noor Haddad', '/settings/payout-policy');
  await typeCode(page);
  await page.getByRole('button', { name: /^Publish version/ }).click();
  await expect(page.getByRole('region', { name: 'The policy in force' })).toContainText(
    'hold for 2 approvals',
  );
  await expect(page.getByText('published by Noor Haddad').first()).toBeVisible();
});

test('rules that were typed before the page’s scripts ran are not lost', async ({ page }) => {
  await signIn(page, 'Marek Dudek');
  const scripts = Promise.withResolvers<undefined>();
  await page.route('**/_next/static/**/*.js', async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto('/settings/payout-policy', { waitUntil: 'commit' });
  const field = page.getByLabel('Rules, one a line');
  await field.fill('hold for 2 approvals');
  scripts.resolve(undefined);
  const isTakenOver = (): Promise<boolean> =>
    field.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps')));
  await expect.poll(isTakenOver).toBe(true);
  await expect(field).toHaveValue('hold for 2 approvals');
});
