import { expect, expectAccessible, expectNoSidewaysScroll, settled, signIn, test } from '../fixtures.ts';
import { givePasskey, takePasskeys } from '../passkey.ts';
import { INES, choose, expectMine, panelOf, putAllBack } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

test.afterEach(takePasskeys);

/** One, and another of another account, which has a destination of its own. */
async function twoOfTwoAccounts(): Promise<[string, string]> {
  await putAllBack();
  const [one, other] = await sql<{ id: string }[]>`
    select distinct on (connected_account_id) payout_request_id as id from payout_requests as request
    where state = 'in_review' and requested_by_operator_id is distinct from ${INES.id} and approvals_needed = 2
      and approver_role is null
      and not exists (select from payout_approvals where payout_request_id = request.payout_request_id)
      and not exists (select from holds where connected_account_id = request.connected_account_id and state <> 'released')
    order by connected_account_id, payout_request_id limit 2`;
  if (one === undefined || other === undefined) throw new Error('one account alone waits');
  return [one.id, other.id];
}

test('a request whose destination is gone says so before anybody confirms: in the queue, its panel, its page and in bulk', async ({
  page,
}) => {
  await settled();
  const [gone, other] = await twoOfTwoAccounts();
  const removed = await sql<{ id: string }[]>`
    update external_accounts set deleted_at = now()
    where external_account_id = (select destination_id from payout_requests where payout_request_id = ${gone})
    returning external_account_id as id`;
  expect(removed).toHaveLength(1);
  try {
    await signIn(page, INES.name, `/payouts?q=${gone}`);
    await givePasskey(page, INES.id);
    const row = page.locator('[data-list] tbody tr');
    await expect(row).toContainText('Destination gone');
    await expect(row).toContainText('cannot be approved');
    const panel = panelOf(page);
    for (const [path, place] of [
      [`/payouts?q=${gone}&open=${gone}`, panel],
      [`/payouts/${gone}`, page.locator('.decide-page')],
    ] as const)
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(path);
        await expect(place.locator('.review-claim')).toHaveText('Yours while you have it open.');
        const foot = place.getByRole('group', { name: 'Decide' });
        await expect(foot).toContainText(
          /where this was to go, was removed at Stripe .* Nobody can approve it\./,
        );
        await expect(foot).toContainText(/Next: .*(reject it|changes it with “Change…”)/);
        await expect(foot.locator('[data-decide="r"] > summary')).toBeVisible();
        await expect(foot.locator('[data-decide="h"] > summary')).toBeVisible();
        for (const letter of ['a', 'p'])
          await expect(foot.locator(`[data-decide="${letter}"]`), letter).toHaveCount(0);
        await page.keyboard.press('a');
        await expect(place.locator('details[open]')).toHaveCount(0);
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }

    await page.setViewportSize({ width: 1440, height: 900 });
    await choose(page, [gone, other]);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approve 1 of 2 payout requests?');
    await expect(page.getByRole('region', { name: 'What this will do' })).toContainText(
      'Its destination was changed or removed since it was asked for, or takes no payouts: nobody can approve it',
    );
    await page.getByRole('button', { name: 'Approve 1 with passkey' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      'What came of approving 2 payout requests',
    );
    await expect(page.locator('.bulk-counts')).toContainText(/More people needed1.*Left out1/);
    await expect(page.locator('.bulk-counts')).not.toContainText('Failed');
    await expect(page.getByRole('row').filter({ hasText: 'Left out' })).toContainText(
      'was removed at Stripe',
    );
    await expect(page.getByRole('button', { name: 'Look again at what was left out' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Take back the approval' }).click();
    await expect(page.locator('.bulk-counts')).toContainText('Approval counts no more1');
  } finally {
    await sql`update external_accounts set deleted_at = null where external_account_id = any(${removed.map(({ id }) => id)})`;
  }
  await page.goto(`/payouts?q=${gone}&open=${gone}`);
  await expectMine(page);
  await expect(panelOf(page).locator('[data-decide="a"] > summary')).toBeVisible();
});

test('one that came back is offered to be opened again only once its money can go somewhere; what comes next is said', async ({
  page,
}) => {
  await settled();
  const [id] = await twoOfTwoAccounts();
  const isErrored = (isSo: boolean) => sql`
    update external_accounts set status = ${isSo ? 'errored' : 'new'}
    where external_account_id = (select destination_id from payout_requests where payout_request_id = ${id})`;
  const [before] = await sql<
    { state: string }[]
  >`select state from payout_requests where payout_request_id = ${id}`;
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update payout_requests set state = 'refused', failure_code = 'account_closed' where payout_request_id = ${id}`;
  });
  await isErrored(true);
  try {
    await signIn(page, 'Anna Lindqvist', `/payouts/${id}`);
    const foot = page.getByRole('group', { name: 'Decide' });
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await expect(foot).toContainText(
        /takes no payouts: its bank sent one back.*Next: its owner corrects its details/,
      );
      await expect(foot.locator('[data-decide="o"]')).toHaveCount(0);
      await expect(foot.locator('[data-decide="c"] > summary')).toBeVisible();
      await expect(page.getByRole('main')).not.toContainText('Destination changed');
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
    await isErrored(false);
    await page.reload();
    await expect(foot).toContainText(/Next: open it again, and it goes to .* once other people have decided/);
    await expect(foot.locator('[data-decide="o"] > summary')).toBeVisible();
  } finally {
    await isErrored(false);
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update payout_requests set state = ${before?.state ?? 'in_review'}, failure_code = null where payout_request_id = ${id}`;
    });
  }
});
