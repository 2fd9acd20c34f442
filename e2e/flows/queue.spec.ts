import type { Page } from '@playwright/test';
import { currency } from '#lib/money/currency.ts';
import { toDecimalString } from '#lib/money/format.ts';
import { expect, expectCode, expectKeys, settled, signIn, test, typeCode } from '../fixtures.ts';
import { givePasskey, takePasskeys } from '../passkey.ts';
import {
  ANNA,
  INES,
  LEFT_FOR_ME,
  colleague,
  expectMine,
  openId,
  panelOf,
  putAllBack,
  undecided,
} from '../review-desk.ts';
import { sql, stripe } from '../stack-under-test.ts';

test.afterEach(takePasskeys);

/**
 * Confirms with the button that has the focus, and is at the next item then. What was approved before may leave
 * meanwhile, for the same connected account: then other facts are shown, and a person looks and confirms again.
 */
async function confirm(page: Page, id: string): Promise<void> {
  const told = panelOf(page).getByText('Facts have changed since this was shown').first();
  const isNext = async (): Promise<boolean> => (await openId(page)) !== id;
  while (!(await isNext())) {
    await expect(page.locator(':focus')).toHaveText(/^(Approve with passkey|Reject payout)$/);
    await page.keyboard.press('Enter');
    await expect(panelOf(page).locator('[aria-busy="true"]')).toHaveCount(0);
    await expect
      .poll(async () => (await isNext()) || (await told.isVisible()), 'the next item opens')
      .toBe(true);
  }
}

test('a reviewer empties twenty items by keyboard alone', async ({ page }) => {
  await settled();
  await putAllBack();
  await signIn(page, INES.name, LEFT_FOR_ME);
  await givePasskey(page, INES.id);
  await page.reload();
  const left = page
    .getByRole('navigation', { name: 'Lists of payouts' })
    .getByRole('link', { name: /^Left for you/ });
  const before = Number((await left.locator('span').first().textContent())?.replace(',', ''));
  expect(before).toBeGreaterThanOrEqual(20);
  await expectKeys(page, /a r h u/);

  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  const decided: string[] = [];
  let rejected = 0;
  for (let item = 0; item < 20; item += 1) {
    await expect(panelOf(page)).toBeVisible();
    await expectMine(page);
    const id = await openId(page);
    expect(decided, 'the next one, never the same again').not.toContain(id);
    // Five of them, among the approvals; what is held itself keeps its money and is not rejected.
    const canBeRejected = !(await panelOf(page).getByText('It is held itself:').isVisible());
    if (item % 2 === 1 && rejected < 5 && canBeRejected) {
      rejected += 1;
      await page.keyboard.press('r');
      // Letters belong to whoever types.
      await page.keyboard.type('jar of ink? /x has u');
      await expect(panelOf(page).getByRole('textbox', { name: 'Reason' })).toHaveValue(
        'jar of ink? /x has u',
      );
      await page.keyboard.press('Tab');
    } else {
      await page.keyboard.press('a');
      await expect(page.getByRole('button', { name: 'Approve with passkey' })).toBeFocused();
    }
    expect(await openId(page), 'a letter opens a confirmation and does nothing').toBe(id);
    await confirm(page, id);
    decided.push(id);
  }
  const rows = await sql<{ id: string; decision: string }[]>`
    select payout_request_id as id, decision from payout_approvals
    where operator_id = ${INES.id} and payout_request_id = any(${decided}) and state = 'given'`;
  expect(rows.map(({ id }) => id).sort()).toEqual([...decided].sort());
  expect(rows.filter(({ decision }) => decision === 'reject').length).toBe(5);
  await page.goto(LEFT_FOR_ME);
  await expect(left.locator('span').first()).toHaveText(String(before - 20));

  // The last approval is offered back by its key, and the key does not take it back by itself.
  await expectKeys(page, /a r h u/);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expectMine(page);
  const last = await openId(page);
  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  await expect(page.locator('.toast')).toContainText('Approved');
  const [stands] = await sql<{ standing: number; needed: number }[]>`
    select standing_approvals(payout_request_id)::int as standing, approvals_needed as needed
    from payout_requests where payout_request_id = ${last}`;
  const { standing, needed } = stands ?? { standing: -1, needed: -1 };
  await expect(page.locator('.toast')).toContainText(
    standing < needed
      ? `${String(standing)} of ${String(needed)} approvals,`
      : /Leaves in|It leaves|It stays/,
  );
  await page.keyboard.press('u');
  await expect(page.locator('.toast').getByRole('button', { name: 'Undo' })).toBeFocused();
  const approvals = () =>
    sql`select 1 from payout_approvals where payout_request_id = ${last} and operator_id = ${INES.id} and state = 'given'`;
  expect(await approvals()).toHaveLength(1);
  await page.keyboard.press('Enter');
  await expect(page.locator('.toast')).toContainText('Taken back');
  expect(await approvals()).toHaveLength(0);
});

test('two approve what is shown, and the payout stands in Stripe’s own list', async ({ page, browser }) => {
  await settled();
  const [id = ''] = await undecided(1);
  const [request] = await sql<{ account: string; amount: bigint }[]>`
    select connected_account_id as account, amount from payout_requests where payout_request_id = ${id}`;
  await signIn(page, INES.name);
  await givePasskey(page, INES.id);
  await page.goto(`/payouts/${id}`);
  await page.getByText('Approve as first of 2…').click();
  await page.getByRole('button', { name: 'Approve with passkey' }).click();
  await expect(page.getByText('You have approved it. Another person has to decide too.')).toBeVisible();

  const other = await colleague(browser, ANNA, '/');
  await givePasskey(other, ANNA.id);
  await other.goto(`/payouts/${id}`);
  await expect(other.locator('.preview')).toContainText('Ines Okafor');
  await other.getByText('Approve as 2 of 2…').click();
  await other.getByRole('button', { name: 'Approve with passkey' }).click();
  await expect(other.locator('.decide-undo')).toContainText('Leaves in');
  const listed = async () =>
    (await stripe.payouts.list({ limit: 100 }, { stripeAccount: request?.account ?? '' })).data.filter(
      ({ metadata }) => metadata?.['sluice_payout_request_id'] === id,
    );
  expect(await listed(), 'nothing leaves while it can be taken back').toHaveLength(0);
  await expect.poll(async () => (await listed()).length, { timeout: 120_000 }).toBe(1);
  expect((await listed())[0]?.amount).toBe(Number(request?.amount));
  await expect(other.locator('.side-amount')).toContainText(/Stripe has it|Paid for good/);
  await expect(other.locator('.decide-row .confirmed')).toHaveCount(0);
  await other.context().close();
});

test('a part is let go: earlier approvals are void, the rest is free in the ledger, and Stripe gets the part', async ({
  page,
  browser,
}) => {
  await settled();
  const [id = ''] = await undecided(1);
  type Stand = { account: string; amount: bigint; currency: string; version: number; standing: number };
  const stand = async (): Promise<Stand> => {
    const [row] = await sql<Stand[]>`
      select connected_account_id as account, amount, currency, version, standing_approvals(payout_request_id)::int as standing
      from payout_requests where payout_request_id = ${id}`;
    if (row === undefined) throw new Error(`no ${id}`);
    return row;
  };
  /** What waits for this request in 2150, by its own entries. */
  const reserved = async (): Promise<bigint> => {
    const [row] = await sql<{ sum: bigint }[]>`
      select coalesce(sum(case when posting.side = 'credit' then posting.amount else -posting.amount end), 0)::bigint as sum
      from journal_entries as entry join postings as posting using (journal_entry_id)
      where entry.source_type = 'payout_reservation' and entry.source_id like ${`${id}/%`} and posting.ledger_account_code = 2150`;
    return row?.sum ?? 0n;
  };
  const before = await stand();
  const part = before.amount / 2n - ((before.amount / 2n) % 100n);
  expect(await reserved()).toBe(before.amount);

  await signIn(page, INES.name);
  await givePasskey(page, INES.id);
  await page.goto(`/payouts/${id}`);
  await page.getByText('Approve as first of 2…').click();
  await page.getByRole('button', { name: 'Approve with passkey' }).click();
  await expect(page.getByText('You have approved it. Another person has to decide too.')).toBeVisible();
  expect((await stand()).standing).toBe(1);

  const other = await colleague(browser, ANNA, '/');
  await givePasskey(other, ANNA.id);
  await other.goto(`/payouts/${id}`);
  await other.getByText('A part…').click();
  const form = other.locator('form', { has: other.getByRole('button', { name: 'Let only this go' }) });
  await form.getByLabel('Why').fill('The rest waits for the parcels.');
  const typed = (amount: bigint): string => toDecimalString({ amount, currency: currency(before.currency) });
  await form.getByLabel(/^Amount/).fill(typed(before.amount));
  await form.getByRole('button', { name: 'Let only this go' }).click();
  await expect(form.locator('.field', { has: other.getByLabel(/^Amount/) }).getByRole('alert')).toContainText(
    'A part is less than',
  );
  await expect(form.getByLabel('Why')).toHaveValue('The rest waits for the parcels.');
  await form.getByLabel(/^Amount/).fill(typed(part));
  await form.getByRole('button', { name: 'Let only this go' }).click();
  await expect.poll(stand).toMatchObject({ amount: part, version: before.version + 1, standing: 0 });
  expect(await reserved(), 'only the part is reserved; the rest is free').toBe(part);
  await expect(other.locator('[aria-labelledby="history"]')).toContainText('The rest waits for the parcels.');
  await expect(page.locator('.decide-undo'), 'who had approved is asked again').toHaveCount(0);

  await other.goto('/');
  for (const who of [page, other]) {
    await who.goto(`/payouts/${id}`);
    await expect(who.locator('.review-claim')).toHaveText('Yours while you have it open.');
    await who.getByText(/^Approve as (first of 2|2 of 2)…/).click();
    await who.getByRole('button', { name: 'Approve with passkey' }).click();
    await expect(who.locator('.decide-undo')).toBeVisible();
  }
  const listed = async () =>
    (await stripe.payouts.list({ limit: 100 }, { stripeAccount: before.account })).data
      .filter(({ metadata }) => metadata?.['sluice_payout_request_id'] === id)
      .map(({ amount }) => amount);
  await expect.poll(listed, { timeout: 120_000 }).toEqual([Number(part)]);
  await expect.poll(reserved, { timeout: 120_000 }).toBe(0n);
  await other.context().close();
});

test('other facts are refused with a fresh preview, and a code is not used up by it', async ({ page }) => {
  await settled();
  const [id = ''] = await undecided(1);
  await signIn(page, INES.name, `/payouts/${id}`);
  await page.getByText('Approve as first of 2…').click();
  await typeCode(page);
  // The page draws what changed within a second: these facts change when what it showed is on its way already.
  const facts = { account: '' };
  await page.route(
    ({ pathname }) => pathname === `/payouts/${id}`,
    async (route) => {
      if (route.request().method() !== 'POST' || facts.account !== '') return route.fallback();
      const [account] = await sql<{ id: string }[]>`
        update connected_accounts set payouts_enabled = false
        where connected_account_id = (select connected_account_id from payout_requests where payout_request_id = ${id})
        returning connected_account_id as id`;
      facts.account = account?.id ?? '';
      return route.fallback();
    },
  );
  try {
    await page.getByLabel('One-time code').press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'Facts have changed' })).toBeVisible();
    await expect(page.locator('.preview')).toContainText('Stripe has switched payouts of this account off.');
    expect(await sql`select 1 from payout_approvals where payout_request_id = ${id}`).toHaveLength(0);
    await page.getByRole('button', { name: 'Type it' }).click();
    await page.keyboard.press('Enter');
    await expect(page.getByText('You have approved it.')).toBeVisible();
  } finally {
    await sql`update connected_accounts set payouts_enabled = true where connected_account_id = ${facts.account}`;
  }
});

test('an item is decided without JavaScript, by a one-time code', async ({ browser }) => {
  await settled();
  const [id = ''] = await undecided(1);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, ANNA.name, `/payouts/${id}`);
  await expectCode(page);
  await page.getByText('Approve as first of 2…').click();
  const code = (await page.locator('.step-up-demo .mono').textContent()) ?? '';
  await page.getByLabel('One-time code').fill(code);
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByText('You have approved it. Another person has to decide too.')).toBeVisible();
  await context.close();
});

test('an item is held from its panel, once: its confirmation is shut then', async ({ page }) => {
  await settled();
  const [id = ''] = await undecided(1);
  await signIn(page, INES.name, `/payouts?q=${id}&open=${id}`);
  await expectMine(page);
  await page.keyboard.press('h');
  const hold = panelOf(page).locator('[data-decide="h"]');
  await hold.getByRole('combobox').first().selectOption({ index: 1 });
  await hold.getByRole('textbox').first().fill('The invoice is missing.');
  await hold.getByRole('button', { name: 'Hold this payout' }).click();
  await expect(panelOf(page).locator('.preview')).toContainText('The invoice is missing.');
  await expect(hold).not.toHaveAttribute('open');
  await expect(hold.locator('summary')).toBeFocused();
  expect(await sql`select 1 from holds where payout_request_id = ${id} and state = 'open'`).toHaveLength(1);
});
