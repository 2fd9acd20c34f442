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
import { givePasskey, takePasskeys } from '../passkey.ts';
import { choose, colleague, MAREK, undecided } from '../review-desk.ts';
import { control, sql } from '../stack-under-test.ts';

const ANNA = 'opr_demo_anna';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 360, height: 640 },
];

test.afterEach(takePasskeys);

/** Items in review without a hold: one that Anna asked for, and nine that a cadence did, each of another account. */
async function chosen(): Promise<{
  own: string;
  mine: string[];
  refused: string;
  fresh: string[];
}> {
  const rows = await sql<{ id: string; is_own: boolean }[]>`
    select distinct on (requested_by_operator_id is not null, connected_account_id) payout_request_id as id,
      requested_by_operator_id is not null as is_own
    from payout_requests as request
    where state = 'in_review' and approvals_needed = 2 and approver_role is null
      and (requested_by_operator_id is null or requested_by_operator_id = ${ANNA})
      and not exists (select from payout_approvals where payout_request_id = request.payout_request_id)
      and not exists (select from holds where connected_account_id = request.connected_account_id and state <> 'released')
    order by 2, connected_account_id, payout_request_id`;
  const own = rows.find(({ is_own }) => is_own)?.id ?? '';
  const [first = '', second = '', refused = '', ...fresh] = rows.flatMap(({ id, is_own }) =>
    is_own ? [] : [id],
  );
  expect(own).not.toBe('');
  expect(fresh.length).toBeGreaterThanOrEqual(6);
  return { own, mine: [first, second], refused, fresh: fresh.slice(0, 6) };
}

/** Put there around the verbs, as decisions that were made before. */
async function approvedBy(operatorId: string, payoutRequestId: string): Promise<void> {
  await sql`
    insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash, preview_hash,
      request_version, operator_id, operator_role)
    select ${`pap_${operatorId}_${payoutRequestId}`}, payout_request_id, connected_account_id, 'approve', payload_hash, 'flow', version,
      ${operatorId}, (select role from operators where operator_id = ${operatorId})
    from payout_requests where payout_request_id = ${payoutRequestId}`;
}

test('rows are chosen and decided together by keyboard, and what is left comes back selected', async ({
  page,
}) => {
  await settled();
  await signIn(page, 'Ines Okafor', '/payouts');
  await expectKeys(page, /x/);
  const bar = page.getByRole('region', { name: 'Selection' });
  const chosenIds = () =>
    page
      .locator('[data-list] input[data-select]:checked')
      .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  for (let row = 0; row < 3; row += 1) {
    await page.keyboard.press('j');
    await page.keyboard.press('x');
  }
  await expect(bar.getByRole('status').filter({ hasText: 'selected' })).toHaveText('3 selected');
  const ids = await chosenIds();
  expect(ids).toHaveLength(3);
  const approvals = () =>
    sql`select payout_approval_id from payout_approvals where payout_request_id = any(${ids}) order by 1`;
  const before = await approvals();

  await page.keyboard.press('a');
  await expect(page).toHaveURL(/\/bulk-decisions\/bdc_/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Approve (\d of )?3 payout requests\?$/);
  await expect(page.getByRole('region', { name: 'What this will do' })).toContainText('Preview ');
  expect(await approvals(), 'the letter decides nothing').toEqual(before);
  await page.getByRole('button', { name: 'Put it away' }).click();
  const back = page.getByRole('link', { name: 'Back, with 3 still selected' });
  await expect(back).toBeVisible();
  await back.click();
  await expect(bar.getByRole('status').filter({ hasText: 'selected' })).toHaveText('3 selected');
  expect(await chosenIds()).toEqual(ids);

  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Reject (\d of )?3 payout requests\?$/);
  await page.goBack();
  // An open item has the letters for itself.
  await page.locator('[data-list] tbody th[scope="row"] a').first().click();
  await expect(page.locator('[data-panel]')).toBeVisible();
  await page.locator('[data-list] input[data-select]').first().click();
  await page.keyboard.press('a');
  await expect(page.locator('[data-panel]')).toBeVisible();
  await expect(page).toHaveURL(/\/payouts/);
});

const report = (page: Page) => page.locator('.bulk-counts');

test('ten together: six approved, two decided, one forbidden, one that Stripe refuses; a retry repeats the one', async ({
  page,
  browser,
}) => {
  await settled();
  const { own, mine, refused, fresh } = await chosen();
  for (const id of mine) await approvedBy(ANNA, id);
  await approvedBy('opr_demo_ines', refused);
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
  await signIn(page, 'Anna Lindqvist');
  await givePasskey(page, ANNA);
  await choose(page, [own, ...mine, refused, ...fresh]);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approve 7 of 10 payout requests?');
  // What it will do, before anything is confirmed.
  const will = page.getByRole('region', { name: 'What this will do' });
  await expect(
    will.getByRole('listitem').filter({ hasText: '1 of 2: waits for another person' }),
  ).toContainText(/^6/);
  await expect(will).toContainText('You asked for it: another person decides');
  await expect(will).toContainText('You have approved it already');
  await expectAccessible(page);
  const passkey = page.getByRole('button', { name: 'Approve 7 with passkey' });
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(passkey, 'without scrolling, on a desk').toBeInViewport({ ratio: 1 });
  await passkey.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'What came of approving 10 payout requests',
  );
  await expect(report(page)).toContainText('Already decided2');
  await expect(page.getByRole('region', { name: 'Payout requests' })).not.toContainText('Decided already');
  await expect(report(page)).toContainText('Not allowed to you1');
  await expect(
    page.getByRole('row').filter({ hasText: '1 of 2 approvals, one more person needed' }),
  ).toHaveCount(6);
  await expect(page.getByRole('button', { name: 'Take back all 7 approvals' })).toBeVisible();
  // Its ten seconds pass, a worker sends it, Stripe says no.
  await expect
    .poll(
      async () => {
        await page.reload();
        return report(page).innerText();
      },
      { timeout: 120_000 },
    )
    .toMatch(/More people needed\s*6\s*Already decided\s*2\s*Not allowed to you\s*1\s*Failed\s*1/);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Look again at the failed ones' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'One payout request that you cannot approve',
  );
  // Whoever opens a payout again has asked for it: somebody else decides about it, and the list says so before any code.
  await expect(page.getByRole('row').filter({ hasText: 'You asked for it again' })).toHaveCount(1);
  await expect(page.getByText('You can approve none of these.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Approve it/ })).toHaveCount(0);
  await expectAccessible(page);
  const [counted] = await sql<{ count: number }[]>`
    select count(*)::int as count from payout_approvals
    where operator_id = ${ANNA} and state = 'given' and payout_request_id = any(${fresh})`;
  expect(counted?.count).toBe(6);
  const other = await colleague(browser, MAREK, '/payouts');
  await givePasskey(other, MAREK.id);
  await choose(other, [refused]);
  await other.getByRole('button', { name: 'Approve it with passkey' }).click();
  await expect(report(other)).toContainText('More people needed1');
  await other.getByRole('button', { name: 'Take back the approval' }).click();
  await expect(report(other)).toContainText('Approval counts no more1');
});

test('what changes before a bulk decision is confirmed is named, the rest stands, and one more proof is asked for', async ({
  page,
}) => {
  await settled();
  const [held = '', other = ''] = await undecided(2);
  await signIn(page, 'Ines Okafor');
  await givePasskey(page, 'opr_demo_ines');
  await choose(page, [held, other]);
  const listed = page.url();
  const approve = page.getByRole('button', { name: /^Approve (all 2|one|1|it) with passkey/ });
  await expect(approve).toBeVisible();
  // Somebody has it open by now.
  await sql`update payout_requests set reviewer_operator_id = ${ANNA}, reviewer_until = now() + interval '5 minutes'
    where payout_request_id = ${held}`;
  await approve.click();
  const changed = page.getByRole('region', { name: 'What has changed' });
  await expect(changed).toContainText(
    '1 of 2 has changed since you chose. Nothing was decided. The rest stands as it was.',
  );
  await expect(changed.getByRole('listitem')).toHaveText(
    /Was: 1 of 2: waits for another person.*Now: Anna Lindqvist has it open\./,
  );
  await expect(page).not.toHaveURL(listed);
  await expect(page.getByRole('row').filter({ hasText: 'Changed' })).toHaveCount(1);
  const given = () => sql<{ id: string }[]>`select payout_request_id as id from payout_approvals
    where operator_id = 'opr_demo_ines' and state = 'given' and payout_request_id = any(${[held, other]})`;
  expect(await given()).toHaveLength(0);
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
  }
  await page.getByRole('button', { name: 'Approve 1 with passkey' }).click();
  await expect(report(page)).toContainText('More people needed1');
  expect(await given()).toEqual([{ id: other }]);
  await sql`update payout_requests set reviewer_operator_id = null, reviewer_until = null where payout_request_id = ${held}`;
  await page.getByRole('button', { name: 'Take back the approval' }).click();
  await expect(report(page)).toContainText('Approval counts no more1');
});

test('a list that became stale while somebody typed says so by itself, and a reason that was typed is not lost', async ({
  page,
}) => {
  await settled();
  const [held = '', other = ''] = await undecided(2);
  await signIn(page, 'Ines Okafor');
  await choose(page, [held, other], 'reject');
  await page.getByLabel('Why').fill('All from the same stolen card');
  await sql`update payout_requests set reviewer_operator_id = ${ANNA}, reviewer_until = now() + interval '5 minutes'
    where payout_request_id = ${held}`;
  const changed = page.getByRole('region', { name: 'What has changed' });
  await expect(changed).toContainText('1 of 2 has changed since this list was made.');
  await expect(page.getByLabel('Why')).toHaveValue('All from the same stolen card');
  await page.getByRole('button', { name: 'Go on with 1, as it is now' }).click();
  await expect(changed).toContainText('since you chose');
  await expect(page.getByRole('button', { name: 'Reject 1' })).toBeVisible();
  await expect(page.getByLabel('Why')).toHaveValue('All from the same stolen card');
  const rows =
    await sql`select from payout_requests where state = 'rejected' and payout_request_id = any(${[held, other]})`;
  expect(rows).toHaveLength(0);
  await page.getByRole('button', { name: 'Put it away' }).click();
  await sql`update payout_requests set reviewer_operator_id = null, reviewer_until = null where payout_request_id = ${held}`;
});

test('each approval can be taken back by itself within its ten seconds, by keyboard and without scripts; then it says that it is over', async ({
  page,
  browser,
  baseURL,
}) => {
  await settled();
  const [back = '', leaves = '', waits = ''] = await undecided(3);
  // The first approval of two of them is Anna's: with Ines' they are complete.
  for (const id of [back, leaves]) await approvedBy(ANNA, id);
  const nameOf = async (id: string): Promise<string> => {
    const [row] = await sql<{ name: string }[]>`
      select display_name as name from connected_accounts join payout_requests using (connected_account_id) where payout_request_id = ${id}`;
    return row?.name ?? '';
  };
  const rowOf = (on: Page, id: string) =>
    on.getByRole('row').filter({ has: on.locator(`a[href="/payouts/${id}"]`) });
  const bare = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const plain = await bare.newPage();
  await signIn(plain, 'Ines Okafor');
  await signIn(page, 'Ines Okafor');
  await givePasskey(page, 'opr_demo_ines');
  await choose(page, [back, leaves, waits]);
  await page.getByRole('button', { name: 'Approve all 3 with passkey' }).click();
  const button = rowOf(page, back).getByRole('button', { name: `Take back ${await nameOf(back)}` });
  await expect(button).toBeVisible();
  await expect(rowOf(page, back)).toContainText(/leaves in \d+ s/);
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(rowOf(page, back)).toContainText('Approval counts no more');
  await expect(rowOf(page, back).getByRole('link'), 'the focus stays on its row').toBeFocused();
  await expect(rowOf(page, leaves)).toContainText('On its way: the time to take it back is over.', {
    timeout: 120_000,
  });
  await expect(rowOf(page, leaves).getByRole('button')).toHaveCount(0);
  await page.keyboard.press('u');
  await expect(page.getByRole('button', { name: 'Take back the approval' })).toBeFocused();
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
      await expectTargets(page);
    }
  }

  await plain.goto(new URL(page.url()).pathname);
  await rowOf(plain, waits).getByRole('button', { name: 'Take back' }).click();
  await expect(rowOf(plain, waits)).toContainText('Approval counts no more');
  await expect(plain.getByText('The time to take these back is over')).toBeVisible();
  await bare.close();
  const [counted] = await sql<{ count: number }[]>`select count(*)::int as count from payout_approvals
    where operator_id = 'opr_demo_ines' and state = 'given' and payout_request_id = any(${[back, leaves, waits]})`;
  expect(counted?.count).toBe(1);
});
