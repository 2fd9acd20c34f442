import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectTargets,
  settled,
  signIn,
  test,
  typeCode,
} from '../fixtures.ts';
import { ANNA, putAllBack, undecided } from '../review-desk.ts';
import { control, sql } from '../stack-under-test.ts';

/*
 * Many decided together with one thumb: chosen, looked at, given a word, confirmed; what Stripe refused comes back selected, and
 * the rest is taken back in time.
 */

test.use({ viewport: { width: 360, height: 640 }, hasTouch: true });

async function expectSound(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectTargets(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}

const bar = (page: Page) => page.getByRole('region', { name: 'Selection' });

async function chooseByThumb(page: Page, ids: readonly string[]): Promise<void> {
  await page.goto('/payouts?size=100');
  for (const id of ids) await page.getByRole('checkbox', { name: `Select ${id}` }).tap();
  await expect(bar(page).getByRole('status').filter({ hasText: 'selected' })).toHaveText(
    `${String(ids.length)} selected`,
  );
}

/** As a decision that was made before. */
async function approvedByInes(payoutRequestId: string): Promise<void> {
  await sql`
    insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash, preview_hash,
      request_version, operator_id, operator_role)
    select ${`pap_thumb_${payoutRequestId}`}, payout_request_id, connected_account_id, 'approve', payload_hash, 'flow', version,
      'opr_demo_ines', 'risk_reviewer'
    from payout_requests where payout_request_id = ${payoutRequestId}`;
}

test('a phone decides many: approved, one refused by Stripe and still selected, the others taken back', async ({
  page,
}) => {
  await settled();
  const ids = await undecided(3);
  const [refused = ''] = ids;
  await approvedByInes(refused);
  const [row] = await sql<{ account: string }[]>`
    select connected_account_id as account from payout_requests where payout_request_id = ${refused}`;
  await control('/faults', {
    match: { method: 'POST', path: '/v1/payouts', account: row?.account ?? '' },
    fault: {
      kind: 'error',
      status: 400,
      type: 'invalid_request_error',
      code: 'payouts_not_allowed',
      message: 'Not now.',
    },
    times: 1,
  });
  await signIn(page, ANNA.name, '/payouts');
  await chooseByThumb(page, ids);
  await expectSound(page);
  await bar(page)
    .getByRole('button', { name: /^Approve 3/ })
    .tap();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approve 3 payout requests?');
  await expectSound(page);
  await typeCode(page);
  await page.getByRole('button', { name: 'Approve all 3' }).tap();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'What came of approving 3 payout requests',
  );
  await expect(page.getByRole('button', { name: 'Take back all 3 approvals' })).toBeVisible();
  await expectSound(page);

  // Its ten seconds pass, a worker sends the one that had its second person, Stripe says no.
  await expect
    .poll(
      async () => {
        await page.reload();
        return page.locator('.bulk-counts').innerText();
      },
      { timeout: 120_000 },
    )
    .toMatch(/More people needed\s*2\s*Failed\s*1/);
  await expectSound(page);
  await page
    .getByRole('button', { name: 'Take back both approvals' })
    .or(page.getByRole('button', { name: /^Take back all 2/ }))
    .tap();
  await expect(page.locator('.bulk-counts')).toContainText(/Approvals? counts? no more\s*2/);
  await expectSound(page);
  const [given] = await sql`select count(*)::int as count from payout_approvals
    where operator_id = ${ANNA.id} and state = 'given' and payout_request_id = any(${ids.slice(1)})`;
  expect(given).toEqual({ count: 0 });

  const back = page.getByRole('link', { name: 'Back, with 1 still selected' });
  await back.tap();
  await expect(bar(page).getByRole('status').filter({ hasText: 'selected' })).toHaveText('1 selected');
  await expectSound(page);
});

test('a phone rejects many with one reason', async ({ page }) => {
  await settled();
  const ids = await undecided(2);
  await signIn(page, ANNA.name, '/payouts');
  await chooseByThumb(page, ids);
  await bar(page)
    .getByRole('button', { name: /^Reject 2/ })
    .tap();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reject 2 payout requests?');
  await page.getByRole('button', { name: 'Reject all 2' }).tap();
  await expect(page.getByLabel('Why'), 'a reason is asked for').toBeFocused();
  await page.getByLabel('Why').fill('The invoices are missing.');
  await expectSound(page);
  await page.getByRole('button', { name: 'Reject all 2' }).tap();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'What came of rejecting 2 payout requests',
  );
  await expect(page.locator('.bulk-counts')).toContainText('Done2');
  await expectSound(page);
  await putAllBack();
});

test('a phone reads the whole search line of the queue, as it is offered and as a tab fills it in', async ({
  page,
}) => {
  await signIn(page, 'Ines Okafor', '/payouts');
  const line = page.getByRole('searchbox').and(page.locator('[data-filter-field]'));
  for (const q of ['', 'state:in_review for:me']) {
    await page.goto(`/payouts?view=all&q=${encodeURIComponent(q)}`);
    await expect(line).toHaveValue(q);
    // An example is as wide as the text that it stands for.
    const { text, room } = await line.evaluate((input: HTMLInputElement) => {
      const style = getComputedStyle(input, input.value === '' ? '::placeholder' : null);
      const pen = document.createElement('canvas').getContext('2d');
      if (pen === null) throw new Error('a browser draws');
      pen.font = `${style.fontSize} ${style.fontFamily}`;
      return {
        text: pen.measureText(input.value === '' ? input.placeholder : input.value).width,
        room: input.clientWidth,
      };
    });
    expect(text, q).toBeLessThan(room);
    await expectSound(page);
  }
});
