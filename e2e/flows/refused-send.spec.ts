import type { Page } from '@playwright/test';
import { expect, expectKeys, settled, signIn, test } from '../fixtures.ts';
import { givePasskey, takePasskeys } from '../passkey.ts';
import { INES, LEFT_FOR_ME, expectMine, openId, panelOf, putAllBack } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

test.afterEach(takePasskeys);

const withPasskey = (page: Page) => page.getByRole('button', { name: 'Approve with passkey' });
const told = (page: Page) => panelOf(page).getByText('Facts have changed since this was shown to you.');
const digest = (page: Page) => panelOf(page).getByText(/^Preview [0-9a-f]{12}/);
const given = (id: string) => sql`select from payout_approvals
  where payout_request_id = ${id} and operator_id = ${INES.id} and state = 'given'`;

/** The confirmation of the first item that is left for Ines, by keyboard. */
async function openConfirmation(page: Page): Promise<string> {
  await settled();
  await putAllBack();
  await signIn(page, INES.name, LEFT_FOR_ME);
  await givePasskey(page, INES.id);
  await page.reload();
  await expectKeys(page, /a r h u/);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expectMine(page);
  await page.keyboard.press('a');
  await expect(withPasskey(page)).toBeFocused();
  return openId(page);
}

test('what is refused because facts have changed leaves the focus where the next key confirms them', async ({
  page,
}) => {
  const id = await openConfirmation(page);
  const before = await digest(page).textContent();
  // The page hears nothing of another name before the answer tells it.
  const [renamed] = await sql<{ account: string; name: string }[]>`
    with before as (select connected_account_id, display_name from connected_accounts
      where connected_account_id = (select connected_account_id from payout_requests where payout_request_id = ${id}))
    update connected_accounts as account set display_name = account.display_name || ' (renamed)' from before
    where account.connected_account_id = before.connected_account_id
    returning account.connected_account_id as account, before.display_name as name`;
  try {
    await page.keyboard.press('Enter');
    await expect(told(page)).toBeVisible();
    await expect(digest(page)).not.toHaveText(before ?? '');
    expect(await given(id)).toHaveLength(0);
    await expect(withPasskey(page)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(() => openId(page), 'the next item opens').not.toBe(id);
    expect(await given(id)).toHaveLength(1);
  } finally {
    await sql`update connected_accounts set display_name = ${renamed?.name ?? ''}
      where connected_account_id = ${renamed?.account ?? ''}`;
  }
});

test('what changes while the passkey is asked is not sent as signed, and the next key confirms what stands there', async ({
  page,
}) => {
  const id = await openConfirmation(page);
  const before = await digest(page).textContent();
  const asked = Promise.withResolvers<undefined>();
  let questions = 0;
  await page.route('**/api/step-up/challenges', async (route) => {
    questions += 1;
    await asked.promise;
    await route.continue();
  });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Waiting for your passkey' })).toBeFocused();
  await page.keyboard.press('Enter');
  const [off] = await sql<{ account: string }[]>`
    update connected_accounts set payouts_enabled = false
    where connected_account_id = (select connected_account_id from payout_requests where payout_request_id = ${id})
    returning connected_account_id as account`;
  // Told that the row stands otherwise by now, the page is read again, as when somebody holds it.
  await page.route(
    ({ pathname, search }) => pathname === '/payouts/live' && search === `?row=${id}`,
    (route) => route.fulfill({ json: { rows: {} } }),
  );
  try {
    await expect(digest(page)).not.toHaveText(before ?? '');
    asked.resolve(undefined);
    await expect(told(page)).toBeVisible();
    expect(questions, 'pressed again while it waited, it asked nothing more').toBe(1);
    expect(await given(id)).toHaveLength(0);
    await expect(withPasskey(page)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(() => openId(page), 'the next item opens').not.toBe(id);
    expect(await given(id)).toHaveLength(1);
  } finally {
    await sql`update connected_accounts set payouts_enabled = true where connected_account_id = ${off?.account ?? ''}`;
  }
});
