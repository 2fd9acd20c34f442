import type { Page } from '@playwright/test';
import { expect, expectAccessible, settled, signIn, test } from '../fixtures.ts';
import { givePasskey, takePasskeys } from '../passkey.ts';
import { colleague, undecided } from '../review-desk.ts';
import { control, sql } from '../stack-under-test.ts';

const ANNA = 'opr_demo_anna';
const MAREK = { name: 'Marek Dudek', id: 'opr_demo_marek' };

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

/** What the queue's selection bar sends. */
async function choose(page: Page, ids: readonly string[]): Promise<void> {
  await page.goto('/payouts');
  await page.evaluate((rows) => {
    const form = Object.assign(document.createElement('form'), {
      method: 'post',
      action: '/bulk-decisions/open',
    });
    for (const [name, value] of [
      ['decision', 'approve'],
      ['scope', 'rows'],
      ...rows.map((row) => ['row', row]),
    ])
      form.append(
        Object.assign(document.createElement('input'), {
          type: 'hidden',
          name,
          value,
        }),
      );
    document.body.append(form);
    form.submit();
  }, ids);
  await page.waitForURL(/\/bulk-decisions\/bdc_/);
}

test('rows are chosen and decided together by keyboard, and what is left comes back selected', async ({
  page,
}) => {
  await settled();
  await signIn(page, 'Ines Okafor', '/payouts');
  await expect(page.getByRole('group', { name: 'Keys of this list' })).toHaveAttribute(
    'aria-keyshortcuts',
    /x/,
  );
  const bar = page.getByRole('region', { name: 'Selection' });
  const chosenIds = () =>
    page
      .locator('[data-list] input[data-select]:checked')
      .evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  for (let row = 0; row < 3; row += 1) {
    await page.keyboard.press('j');
    await page.keyboard.press('x');
  }
  await expect(bar.getByRole('status')).toHaveText('3 selected');
  const ids = await chosenIds();
  expect(ids).toHaveLength(3);
  const approvals = () =>
    sql`select payout_approval_id from payout_approvals where payout_request_id = any(${ids}) order by 1`;
  const before = await approvals();

  await page.keyboard.press('a');
  await expect(page).toHaveURL(/\/bulk-decisions\/bdc_/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approve 3 payout requests?');
  await expect(page.getByRole('region', { name: 'What this will do' })).toContainText('Preview ');
  expect(await approvals(), 'the letter decides nothing').toEqual(before);
  await page.getByRole('button', { name: 'Put it away' }).click();
  const back = page.getByRole('link', { name: 'Back, with 3 still selected' });
  await expect(back).toBeVisible();
  await back.click();
  await expect(bar.getByRole('status')).toHaveText('3 selected');
  expect(await chosenIds()).toEqual(ids);

  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reject 3 payout requests?');
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
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approve 10 payout requests?');
  // What it will do, before anything is confirmed.
  const will = page.getByRole('region', { name: 'What this will do' });
  await expect(
    will.getByRole('listitem').filter({ hasText: '1 of 2: waits for another person' }),
  ).toContainText(/^6/);
  await expect(will).toContainText('You asked for it: another person decides');
  await expect(will).toContainText('You have approved it already');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Approve 7 with passkey' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approved together: 10 payout requests');
  await expect(report(page)).toContainText('Already decided2');
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
      { timeout: 60_000 },
    )
    .toMatch(/More people needed\s*6\s*Already decided\s*2\s*Not allowed to you\s*1\s*Failed\s*1/);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Look again at the failed ones' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approve one payout request?');
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

test('facts that change before a bulk decision is confirmed refuse it, and it is listed anew', async ({
  page,
}) => {
  await settled();
  const [held = '', other = ''] = await undecided(2);
  await signIn(page, 'Ines Okafor');
  await givePasskey(page, 'opr_demo_ines');
  await choose(page, [held, other]);
  const approve = page.getByRole('button', { name: /^Approve (all 2|one|1|it) with passkey/ });
  await expect(approve).toBeVisible();
  // Somebody has it open by now.
  await sql`update payout_requests set reviewer_operator_id = ${ANNA}, reviewer_until = now() + interval '5 minutes'
    where payout_request_id = ${held}`;
  await approve.click();
  await expect(page.getByText('Facts have changed since this list was made.').first()).toBeVisible();
  const given = await sql`select from payout_approvals
    where operator_id = 'opr_demo_ines' and state = 'given' and payout_request_id = any(${[held, other]})`;
  expect(given).toHaveLength(0);
  await page.reload();
  await page.getByRole('button', { name: 'List it anew, as it is now' }).click();
  await expect(page.getByRole('region', { name: 'What this will do' })).toContainText(
    'Anna Lindqvist has it open',
  );
  await expect(page.getByRole('button', { name: 'Approve 1 with passkey' })).toBeVisible();
  await sql`update payout_requests set reviewer_operator_id = null, reviewer_until = null where payout_request_id = ${held}`;
  await page.goto('/payouts');
});
