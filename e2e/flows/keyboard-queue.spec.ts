import type { Locator, Page } from '@playwright/test';
import { expect, expectKeys, expectNoSidewaysScroll, settled, signIn, test } from '../fixtures.ts';
import { givePasskey, takePasskeys } from '../passkey.ts';
import { ANNA, INES, expectMine, openId, panelOf, undecided } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

test.afterEach(takePasskeys);

/** From where a page opens to what is to be done with it: more stops than this nobody presses. */
const STOPS_MAX = 60;

async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < STOPS_MAX; stops += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab does not lead there.');
}

/** The demo shows the code that a phone would; when this minute's are used, the next one comes within half a minute. */
async function enterCode(page: Page, within: Page | Locator, button: string): Promise<void> {
  const show = within.getByRole('button', { name: 'Type it' });
  await expect(show).toBeVisible({ timeout: 120_000 });
  await tabTo(page, show);
  await page.keyboard.press('Enter');
  const code = within.getByLabel('One-time code');
  await expect(code).toHaveValue(/\d{6}/);
  await expect(code).toBeFocused();
  const send = within.getByRole('button', { name: button, exact: true });
  await tabTo(page, send);
  await page.keyboard.press('Enter');
}

test('the queue by keyboard alone: open, approve with a code, next, back, and many together', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await settled();
  await undecided(6);
  const approvals = async (ids: readonly string[]): Promise<number> => {
    const rows = await sql`select from payout_approvals
      where payout_request_id = any(${ids}) and operator_id = ${INES.id} and decision = 'approve' and state = 'given'`;
    return rows.length;
  };
  await signIn(page, INES.name, '/payouts?q=state%3Ain_review%20for%3Ame%20hold%3Anone');
  await expectKeys(page, /j/);

  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expectMine(page);
  const first = await openId(page);

  await test.step('approves with a code, and the next one opens', async () => {
    await page.keyboard.press('a');
    await expect(panelOf(page).getByLabel('One-time code')).toBeFocused();
    await enterCode(page, panelOf(page), 'Approve');
    await expect.poll(() => openId(page)).not.toBe(first);
    await expectMine(page);
    expect(await approvals([first])).toBe(1);
  });

  await test.step('on to the next, back to the one before, and out', async () => {
    const second = await openId(page);
    await page.keyboard.press('j');
    await expect.poll(() => openId(page)).not.toBe(second);
    await expectMine(page);
    await page.keyboard.press('k');
    await expect.poll(() => openId(page)).toBe(second);
    await page.keyboard.press('Escape');
    await expect(panelOf(page)).toHaveCount(0);
  });

  await test.step('chooses two and approves them together with a code', async () => {
    const chosen = page.locator('[data-list] input[data-select]:checked');
    for (let row = 0; row < 2; row += 1) {
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    }
    const ids = await chosen.evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
    expect(ids).toHaveLength(2);
    await page.keyboard.press('a');
    await expect(page).toHaveURL(/\/bulk-decisions\/bdc_/);
    const code = page.getByLabel('One-time code');
    await expect(code).toBeInViewport({ ratio: 1 });
    await tabTo(page, code);
    await enterCode(page, page, 'Approve all 2');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'What came of approving 2 payout requests',
    );
    expect(await approvals(ids)).toBe(2);
    await tabTo(page, page.getByRole('link', { name: 'Back to the queue' }));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/payouts/);
  });
});

/** On a phone a list of fifty is read with a thumb. */
const ROW_PX_MAX = 120;

test('the last one of a list is taken back by its key, though no next one opens', async ({ page }) => {
  await settled();
  const [id = ''] = await undecided(1);
  await signIn(page, INES.name, `/payouts?q=${id}&open=${id}`);
  await givePasskey(page, INES.id);
  await page.reload();
  await expectMine(page);
  await expectKeys(page, /a r h u/);
  await page.keyboard.press('a');
  await expect(page.getByRole('button', { name: 'Approve with passkey' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.toast')).toContainText('Approved');
  await expect(panelOf(page)).toHaveCount(0);
  await page.keyboard.press('u');
  await expect(page.locator('.toast').getByRole('button', { name: 'Undo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('.toast')).toContainText('Taken back');
  expect(
    await sql`select 1 from payout_approvals where payout_request_id = ${id} and operator_id = ${INES.id} and state = 'given'`,
  ).toHaveLength(0);
});

test('on a phone a row of the queue is short, and one that lost an approval says whose, as its page says why', async ({
  page,
}) => {
  await settled();
  const [id = ''] = await undecided(1);
  await sql`
    insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash, preview_hash,
      request_version, operator_id, operator_role)
    select ${`pap_lost_${id}`}, payout_request_id, connected_account_id, 'approve', payload_hash, 'flow', version, ${ANNA.id},
      'finance_operator' from payout_requests where payout_request_id = ${id}`;
  await sql`update payout_approvals set state = 'void', voided_at = now(), voided_because = 'Their role changed.'
    where payout_approval_id = ${`pap_lost_${id}`}`;
  await page.setViewportSize({ width: 360, height: 640 });
  await signIn(page, INES.name, '/payouts');
  const rows = page.locator('[data-list] tbody tr');
  await expect(rows).toHaveCount(50);
  const heights = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().height));
  expect(Math.max(...heights)).toBeLessThanOrEqual(ROW_PX_MAX);
  await expectNoSidewaysScroll(page);
  await page.goto(`/payouts?q=${id}`);
  await expect(rows).toContainText('Anna Lindqvist’s approval no longer counts');
  await page.goto(`/payouts/${id}`);
  await expect(page.getByRole('group', { name: 'Decide' })).toContainText(
    '0 of 2: Anna Lindqvist’s approval no longer counts, their role changed.',
  );
});
