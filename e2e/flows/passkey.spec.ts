import type { Browser, Page } from '@playwright/test';
import { expect, expectAccessible, settled, signIn, test } from '../fixtures.ts';
import { givePasskey, takePasskeys } from '../passkey.ts';
import { putAllBack } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

/*
 * What a passkey signs in a real browser: an approval, a press of the kill switch from a phone and its release, and the
 * release of a hold by the second person. Each time the proof on record is the key's, over exactly what was shown.
 */

test.afterEach(takePasskeys);

async function somebody(browser: Browser, name: string, id: string, path: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' })).newPage();
  await givePasskey(page, id);
  await signIn(page, name, path);
  return page;
}

/** Proofs by passkey that one person has used for one purpose. */
async function proofs(operatorId: string, purpose: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from step_up_proofs
    where operator_id = ${operatorId} and purpose = ${purpose} and kind = 'passkey'
      and exists (select from step_up_uses as used where used.step_up_proof_id = step_up_proofs.step_up_proof_id)`;
  return row?.count ?? 0;
}

/** An account on a manual schedule with nothing held and nothing to decide: stopping it disturbs no other flow. */
async function quietAccount(): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select connected_account_id as id from payout_accounts join connected_accounts as account using (connected_account_id)
    where account.payout_interval = 'manual' and account.deauthorized_at is null
      and not exists (select from holds where holds.connected_account_id = account.connected_account_id)
    order by connected_account_id desc limit 1`;
  if (row === undefined) throw new Error('every account of the seeded world is held');
  return row.id;
}

test('an approval is signed by a passkey over what was shown', async ({ page }) => {
  await settled();
  await putAllBack();
  const [request] = await sql<{ id: string }[]>`
    select payout_request_id as id from payout_requests as request
    where state = 'in_review' and requested_by_operator_id is null and approvals_needed = 2
      and not exists (select from payout_approvals where payout_request_id = request.payout_request_id)
    order by payout_request_id limit 1`;
  const id = request?.id ?? '';
  await givePasskey(page, 'opr_demo_ines');
  await signIn(page, 'Ines Okafor', `/payouts/${id}`);
  await expect(page.locator('.review-claim')).toHaveText('Yours while you have it open.');
  const before = await proofs('opr_demo_ines', 'payouts.approve');

  await page.locator('[data-decide="a"] > summary').click();
  await page.getByRole('button', { name: 'Approve with passkey' }).click();
  await expect(page.getByText('You have approved it. Another person has to decide too.')).toBeVisible();
  expect(await proofs('opr_demo_ines', 'payouts.approve')).toBe(before + 1);
  const [given] = await sql<{ isOver: boolean }[]>`
    select approval.payload_hash = request.payload_hash as "isOver"
    from payout_approvals as approval join payout_requests as request using (payout_request_id)
    where payout_request_id = ${id} and approval.operator_id = 'opr_demo_ines'`;
  expect(given).toEqual({ isOver: true });
});

test('the kill switch is pressed from a phone with a passkey, and released by another person’s', async ({
  page,
  browser,
}) => {
  await settled();
  const account = await quietAccount();
  await page.setViewportSize({ width: 360, height: 640 });
  await givePasskey(page, 'opr_demo_anna');
  const before = await proofs('opr_demo_anna', 'kill_switch.engage');
  await signIn(page, 'Anna Lindqvist', `/kill-switch?account=${account}`);
  await page.getByLabel('Why').fill('Strange payouts to one bank');
  const press = page.getByRole('button', { name: 'Stop payouts with passkey' });
  // One of two ways to the same stop stands out.
  await expect(page.locator('.press .btn-danger')).toHaveText('Stop payouts');
  await test.step('not before the box is ticked', async () => {
    await press.click();
    expect(await sql`select from kill_switches where not is_drill and state <> 'released'`).toHaveLength(0);
  });
  await page.getByLabel('Yes, stop these payouts now').check();
  await expectAccessible(page);
  await press.click();
  await expect(page).toHaveURL(/\/kill-switch\/ksw_/);
  await expect(page.locator('.banner.stopped')).toBeVisible();
  expect(await proofs('opr_demo_anna', 'kill_switch.engage')).toBe(before + 1);
  const path = new URL(page.url()).pathname;

  const ines = await somebody(browser, 'Ines Okafor', 'opr_demo_ines', path);
  await ines.getByLabel('Why money may leave again').fill('The bank was the right one');
  await ines.getByRole('button', { name: 'Ask for the release' }).click();
  await expect(ines.getByText('You asked. A second person has to confirm.')).toBeVisible();
  const marek = await somebody(browser, 'Marek Dudek', 'opr_demo_marek', path);
  await marek.getByRole('button', { name: 'Release the switch with passkey' }).click();
  await expect(marek.locator('.banner.stopped')).toHaveCount(0);
  expect(await proofs('opr_demo_marek', 'kill_switch.release')).toBeGreaterThan(0);
  await ines.context().close();
  await marek.context().close();
});

test('a hold is released by the second person’s passkey', async ({ page, browser }) => {
  const path = `/connected-accounts/${await quietAccount()}`;
  const holdsOf = (who: Page) => who.getByRole('region', { name: 'Holds', exact: true });
  await signIn(page, 'Ines Okafor', path);
  await holdsOf(page).getByText('Hold its payouts…').click();
  await holdsOf(page).getByLabel('What is to be cleared up').fill('A parcel came back.');
  await holdsOf(page).getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(holdsOf(page).getByText('A parcel came back.')).toBeVisible();
  await holdsOf(page).getByText('Ask for its release…').click();
  await holdsOf(page).getByLabel('Why the reason is gone').fill('It was found.');
  await holdsOf(page).getByRole('button', { name: 'Ask for the release' }).click();
  await expect(holdsOf(page)).toContainText('You asked. A second person has to confirm.');

  const marek = await somebody(browser, 'Marek Dudek', 'opr_demo_marek', path);
  const before = await proofs('opr_demo_marek', 'holds.release');
  await holdsOf(marek).getByText('Release…', { exact: true }).click();
  await expectAccessible(marek);
  await holdsOf(marek).getByRole('button', { name: 'Release with passkey' }).click();
  await expect(holdsOf(marek)).toContainText('Nothing is held.');
  expect(await proofs('opr_demo_marek', 'holds.release')).toBe(before + 1);
  await marek.context().close();
});
