import type { Page } from '@playwright/test';
import { colleague, INES, MAREK } from '../review-desk.ts';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  settled,
  signIn,
  test,
  typeCode,
} from '../fixtures.ts';
import { RISK_RULES } from '#lib/risk/rules/starter-rules.ts';
import { control, sql, stripe } from '../stack-under-test.ts';

/* The seeded world's stories of risk, with the real worker and the local Stripe: what is found, and what leaves all the same. */

const MINUTE = 60_000;

async function sellerOf(name: string): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select connected_account_id as id from connected_accounts where display_name like ${`${name}%`}`;
  if (row === undefined) throw new Error(`The seeded world has no ${name}.`);
  return row.id;
}

type Flag = { id: string; cause: string; action: string; state: string; because: string | null };

async function flagOf(seller: string): Promise<Flag | undefined> {
  const [flag] = await sql<Flag[]>`
    select risk_flag_id as id, cause, action, state, closed_because as because from risk_flags
    where connected_account_id = ${seller} order by opened_at desc limit 1`;
  return flag;
}

/** Two people say yes to one payout of the account; how they do it in the browser is the story of queue.spec.ts. @returns its id */
async function approved(seller: string): Promise<string> {
  const [request] = await sql<{ id: string }[]>`
    select payout_request_id as id from payout_requests
    where connected_account_id = ${seller} and state = 'in_review' and method = 'standard'
      and requested_by_operator_id is distinct from ${INES.id}
    order by amount, payout_request_id limit 1`;
  const payoutRequestId = request?.id ?? '';
  for (const operator of [INES.id, 'opr_demo_noor'])
    await sql`
      insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
        preview_hash, request_version, operator_id, operator_role)
      select ${`pap_${crypto.randomUUID().replaceAll('-', '')}`}, payout_request_id, connected_account_id, 'approve', payload_hash,
        'shown', version, operator_id, role
      from payout_requests, operators where payout_request_id = ${payoutRequestId} and operator_id = ${operator}
        and not exists (select from payout_approvals as given where given.payout_request_id = ${payoutRequestId}
          and given.operator_id = ${operator})`;
  await sql`update payout_requests set state = 'approved', leaves_after = null
    where payout_request_id = ${payoutRequestId} and state = 'in_review'`;
  return payoutRequestId;
}

const stateOf = async (payoutRequestId: string): Promise<string | undefined> =>
  (
    await sql<
      { state: string }[]
    >`select state from payout_requests where payout_request_id = ${payoutRequestId}`
  )[0]?.state;

/** Another account comes to be paid out to the same bank account: the case draws it, and says it in words. */
async function linkedBySameBankAccount(page: Page, seller: string): Promise<void> {
  const own = page.getByRole('region', { name: 'Linked accounts' });
  const other = await sellerOf('Tidewater Outfitters');
  await sql`
    insert into external_accounts (external_account_id, connected_account_id, kind, country, last4, fingerprint, is_default_for_currency,
      payout_methods, deleted_at, read_at)
    select 'ba_linked', ${other}, kind, country, last4, fingerprint, false, '[]', now(), now() from external_accounts
    where connected_account_id = ${seller} and fingerprint is not null limit 1`;
  await page.reload();
  await expect(
    own.getByRole('img', { name: /and \d+ linked accounts?; the table says by what$/ }),
  ).toBeVisible();
  await expect(own.getByRole('row', { name: /Tidewater Outfitters/ })).toContainText('its bank account');
}

const holdsOf = (page: Page) => page.getByRole('region', { name: 'Holds', exact: true });
const panelOf = (page: Page) => page.locator('[data-panel]');

test('who gives money back by the dozen is paused, explained, reviewed and released; the victim of card testing is paid meanwhile', async ({
  page,
  browser,
}) => {
  test.setTimeout(6 * MINUTE);
  const attacked = await sellerOf('L’Atelier du Faïencier');
  const victim = await sellerOf('Ísbjörn');
  await signIn(page, INES.name);
  await settled();

  await test.step('one is paused, of the other only what the attack brought stays', async () => {
    expect(await flagOf(attacked)).toMatchObject({ cause: 'seller', action: 'hold', state: 'open' });
    expect(await flagOf(victim)).toMatchObject({ cause: 'card_testing', action: 'reserve', state: 'open' });
  });

  const stays = await approved(attacked);
  const leaves = await approved(victim);
  await test.step('the victim’s payout leaves, the other one does not', async () => {
    await expect.poll(() => stateOf(leaves), { timeout: 2 * MINUTE }).toBe('sent');
    const paid = await stripe.payouts.list({ limit: 100 }, { stripeAccount: victim });
    expect(paid.data.map(({ metadata }) => metadata?.['sluice_payout_request_id'])).toContain(leaves);
    expect(await stateOf(stays)).toBe('approved');
    const unpaid = await stripe.payouts.list({ limit: 100 }, { stripeAccount: attacked });
    expect(unpaid.data.map(({ metadata }) => metadata?.['sluice_payout_request_id'])).not.toContain(stays);
  });

  await test.step('the victim’s page says what stays of the attack, and why', async () => {
    await page.goto(`/connected-accounts/${victim}`);
    await expect(page.getByText('Unusual: stolen cards are being tried')).toBeVisible();
    await expect(holdsOf(page)).toContainText(/\d+ % of the balance in ISK stays/);
    await expect(holdsOf(page)).toContainText(/\d+ of \d+ payments declined, usual/);
  });

  await test.step('the list explains the pause in lines that sum to the score', async () => {
    await page.goto(`/anomalies?open=${(await flagOf(attacked))?.id ?? ''}`);
    const panel = panelOf(page);
    await expect(panel.getByRole('heading', { name: 'L’Atelier du Faïencier' })).toBeVisible();
    await expect(panel).toContainText('Payouts held');
    await expect(panel).toContainText(/\d+ of \d+ charges refunded, usual [\d.]+, since/);
    await expect(panel).toContainText(/Ends after \d+ more charges of which none is refunded/);
    await expect(panel).toContainText('Its words for the owner:');
    await expectAccessible(page);
  });

  await test.step('the case has a page: the stream by day, what waits, and whose case it is', async () => {
    await panelOf(page).getByRole('link', { name: 'Open the case' }).click();
    await expect(page).toHaveURL(/\/anomalies\/rfl_/);
    await expect(page.getByRole('heading', { name: 'Refunded charges by day' })).toBeVisible();
    await page.getByText('As a table').click();
    await expect(page.getByRole('region', { name: /as a table/ }).getByRole('row')).toHaveCount(31);
    await expect(page.getByText(/\d payouts? over [\d.,]+ EUR/)).toBeVisible();
    await expect(page.getByText('nothing that Sluice sends leaves, approved or not.')).toBeVisible();
    await linkedBySameBankAccount(page, attacked);
    await page.getByRole('button', { name: 'Take the case' }).click();
    await expect(page.getByRole('button', { name: 'Leave it to others' })).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('the payout that waits for it says so too, with the parts of the score', async () => {
    const here = page.url();
    await page.goto(`/payouts/${stays}`);
    const found = page.getByRole('region', { name: 'What risk found' });
    await expect(found).toContainText('Payouts held');
    await expect(found).toContainText(/\d+ of \d+ charges refunded, usual [\d.]+, since/);
    await expect(found).toContainText('Where every account begins');
    await expectAccessible(page);
    await found.getByRole('link', { name: 'The case of this anomaly' }).click();
    await expect(page).toHaveURL(here);
  });

  await test.step('she says what it is; alone she lets no money go', async () => {
    await page.getByLabel(/^False alarm/).check();
    await page.getByLabel('Why', { exact: true }).fill('The cups were seconds and every buyer was told.');
    await page.getByRole('button', { name: 'Say so' }).click();
    await expect.poll(async () => (await flagOf(attacked))?.state).toBe('waiting');
    expect(await stateOf(stays)).toBe('approved');
  });

  await test.step('a second person releases it; the flag is closed as what she said, and the payout leaves', async () => {
    const marek = await colleague(browser, MAREK, `/connected-accounts/${attacked}`);
    await expect(holdsOf(marek)).toContainText('Ines Okafor asks for the release');
    await holdsOf(marek).getByText('Release…', { exact: true }).click();
    await typeCode(holdsOf(marek));
    await holdsOf(marek).getByRole('button', { name: 'Release', exact: true }).click();
    await expect(holdsOf(marek)).toContainText('Nothing is held.');
    await expect
      .poll(() => flagOf(attacked), { timeout: 2 * MINUTE })
      .toMatchObject({ state: 'closed', because: 'false_alarm' });
    await expect.poll(() => stateOf(stays), { timeout: 2 * MINUTE }).toBe('sent');
    await marek.context().close();
  });
});

test('who can pay herself is not called held, and the page says why', async ({ page }) => {
  const weak = await sellerOf('Tidewater Outfitters');
  await signIn(page, INES.name);
  // Nobody else may be paused unseen: of forty accounts one may.
  await sql`update risk_flags set state = 'waiting' where state = 'open' and action in ('hold', 'pause_lock')`;
  const now = Math.floor(Date.now() / 1000);
  for (let sale = 0; sale < 14; sale += 1) {
    const charge = await control<{ id: string }>('/charges', {
      account: weak,
      amount: 40_000,
      currency: 'usd',
      availableOn: now,
    });
    if (sale % 4 !== 0) await control('/refunds', { account: weak, charge: charge.id });
  }
  await settled();
  await expect.poll(async () => (await flagOf(weak))?.action, { timeout: 2 * MINUTE }).toBe('pause_lock');
  const [alarm] =
    await sql`select 1 from alarms where kind = 'risk_cannot_hold' and subject = ${weak} and closed_at is null`;
  expect(alarm).toBeDefined();

  await page.goto(`/connected-accounts/${weak}`);
  await page.getByRole('link', { name: 'See why, and decide' }).first().click();
  const panel = panelOf(page);
  await expect(panel).toContainText('Cannot be held');
  await expect(panel).not.toContainText('Payouts held');
  await expect(panel).toContainText('Sluice holds only what it would send itself.');
  await expectAccessible(page);
});

/** Flags of accounts that nothing was found about, put there around the verbs. @returns their ids */
async function openFlags(count: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    insert into risk_flags (risk_flag_id, connected_account_id, currency, opened_at, state, cause, action, score, exposure,
      risk_assessment_id, decided_at, due_at)
    select 'rfl_together_' || row_number() over (order by connected_account_id), connected_account_id, currency, now(), 'open',
      'seller', 'flag', -1, 5000, risk_assessment_id, now(), now() + interval '3 days'
    from risk_standings as standing where not exists (
      select from risk_flags as flag where flag.connected_account_id = standing.connected_account_id and flag.state <> 'closed')
    order by connected_account_id limit ${count}
    returning risk_flag_id as id`;
  expect(rows).toHaveLength(count);
  return rows.map(({ id }) => id);
}

test('several are chosen and closed together; one that changed meanwhile is not, and comes back selected', async ({
  page,
}) => {
  await settled();
  const ids = await openFlags(3);
  const changed = ids[2] ?? '';
  await signIn(page, INES.name, '/anomalies');
  const bar = page.getByRole('region', { name: 'Selection' });
  const box = (id: string) => page.locator(`input[data-select="${id}"]`);
  for (const id of ids) await box(id).check();
  await expect(bar.getByRole('status').filter({ hasText: 'selected' })).toHaveText('3 selected');
  // What is at risk in them, by currency.
  await expect(bar.locator('.sums')).toContainText(/\d/);
  await page.keyboard.press('v');
  await expect(page).toHaveURL(/\/anomalies\/together\?flag=/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('What are these 3 anomalies?');
  await expectAccessible(page);
  await sql`update risk_flags set cause = 'card_testing' where risk_flag_id = ${changed}`;
  await page.getByLabel(/^False alarm/).check();
  await page.getByLabel('Why', { exact: true }).fill('A sale that was announced.');
  await page.getByRole('button', { name: 'Say so of all 3' }).click();
  await expect(page.getByText('2 of 3 said. The table says why the others were not.')).toBeVisible();
  const table = page.getByRole('region', { name: 'Chosen anomalies' });
  await expect(table.getByText('Closed', { exact: true })).toHaveCount(2);
  await expect(table.getByText('Something else has been found since you opened this.')).toHaveCount(1);
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  const states = await sql<{ id: string; because: string | null }[]>`
    select risk_flag_id as id, closed_because as because from risk_flags where risk_flag_id = any(${ids}) order by 1`;
  expect([...states]).toEqual(
    ids.toSorted().map((id) => ({ id, because: id === changed ? null : 'false_alarm' })),
  );

  await page.getByRole('link', { name: 'Back, with 1 still selected' }).click();
  await expect(bar.getByRole('status').filter({ hasText: 'selected' })).toHaveText('1 selected');
  await expect(box(changed)).toBeChecked();
  await sql`update risk_flags set state = 'closed', closed_at = now(), closed_because = 'cause_gone' where risk_flag_id = ${changed}`;
});

test('rules are written by one person, shown with their faults, tried on the past, and published by another', async ({
  page,
}) => {
  await signIn(page, INES.name, '/anomalies/rules');
  await settled();
  const everybody = 'flag +8 when days of history >= 1';
  const write = async (text: string) => {
    await page.getByLabel('Rules, one a line').fill(text);
    await page.getByRole('button', { name: 'Save the draft' }).click();
  };
  await write(`${everybody}\nlet it rain`);
  await expect(page.getByText('“let it rain” is no rule.')).toBeVisible();
  await expect(page.getByText('It is tried on the past once nothing is to be mended.')).toBeVisible();
  await expectAccessible(page);
  await write(everybody);
  await expect(page.getByText('“let it rain” is no rule.')).toHaveCount(0);
  await expect(page.getByText(/It would have flagged \d+ accounts/)).toBeVisible();
  await expect(page.getByText(/The rules in force would have flagged \d+ accounts?/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Table of the trial' })).toContainText('Flagged');
  await expect(page.getByRole('button', { name: /^Publish/ })).toHaveCount(0);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  // What is published here decides for every other flow of this stack, so it says what is in force already.
  await page.getByLabel('Rules, one a line').fill(`${RISK_RULES}\n# Looked at by two of us.`);
  await page.getByRole('button', { name: 'Save the draft' }).click();
  await expect(page.getByText('No account would have been treated otherwise.')).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, MAREK.name, '/anomalies/rules');
  await typeCode(page);
  await page.getByRole('button', { name: /^Publish version/ }).click();
  await expect(page.getByText('published by Marek Dudek').first()).toBeVisible();
  const [published] = await sql<{ text: string }[]>`
    select text from risk_rule_versions where state = 'published' order by version desc limit 1`;
  expect(published?.text).toContain('# Looked at by two of us.');
});
