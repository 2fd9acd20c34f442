import { expect, settled, signIn, test } from '../fixtures.ts';
import { ANNA, INES, colleague, expectMine, panelOf, undecided } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

/** The queue shows decisions of others within this time. */
const TOLD_WITHIN_MS = 1_000;

test('two reviewers in two browsers never decide the same item, and see each other at once', async ({
  page,
  browser,
}) => {
  await settled();
  const ids = await undecided(3);
  await signIn(page, INES.name);
  const other = await colleague(browser, ANNA, '/');
  for (const id of ids) {
    const path = `/payouts?q=${id}&open=${id}`;
    await Promise.all([page.goto(path), other.goto(path)]);
    // Whoever came first has it; the other one sees who, and has no button.
    const claims = [page, other].map((one) => panelOf(one).locator('.review-claim'));
    await expect
      .poll(async () => (await Promise.all(claims.map((claim) => claim.textContent()))).sort())
      .toEqual([
        expect.stringMatching(/^(Ines Okafor|Anna Lindqvist) has it open\.$/),
        'Yours while you have it open.',
      ]);
    const isInes = (await claims[0]?.textContent())?.startsWith('Yours') === true;
    const [holder, waiting] = isInes ? [page, other] : [other, page];
    await expect(panelOf(waiting).locator('[data-decide="a"]')).toHaveCount(0);
    await expect(panelOf(waiting).locator('[data-decide="r"]')).toHaveCount(0);

    await panelOf(holder).locator('[data-decide="r"] > summary').click();
    await panelOf(holder).getByRole('textbox', { name: 'Reason' }).fill('Not this week.');
    await panelOf(holder).getByRole('button', { name: 'Reject payout' }).click();
    await expect(panelOf(holder)).toHaveCount(0);
    const told = { timeout: TOLD_WITHIN_MS };
    const name = isInes ? INES.name : ANNA.name;
    await expect(waiting.locator(`[data-row="${id}"] .c-status`)).toContainText(`Rejected`, told);
    await expect(waiting.locator(`[data-row="${id}"] .c-status`)).toContainText(`by ${name}`);
    await expect(panelOf(waiting).locator('.side-amount')).toContainText('Rejected');
    await expect(panelOf(waiting).locator('.decide-row .confirmed')).toHaveCount(0);
  }
  const decisions = await sql<{ id: string; people: bigint }[]>`
    select payout_request_id as id, count(*) as people from payout_approvals
    where payout_request_id = any(${ids}) and state = 'given' group by 1`;
  expect(decisions.map(({ people }) => people)).toEqual([1n, 1n, 1n]);
  await other.context().close();
});

test('an item that was taken over is decided by whoever has it, and says so to whoever had it', async ({
  page,
  browser,
}) => {
  await settled();
  const [id = ''] = await undecided(1);
  await signIn(page, INES.name, `/payouts/${id}`);
  await expect(page.locator('.review-claim')).toHaveText('Yours while you have it open.');
  await page.locator('[data-decide="r"] > summary').click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('Written before it was taken over.');

  const other = await colleague(browser, ANNA, `/payouts/${id}`);
  await other.getByText('Take over…').click();
  await other.getByLabel('Note').fill('Ines is at lunch.');
  await other.getByRole('button', { name: 'Take it over' }).click();
  await expect(other.locator('.review-claim')).toHaveText('Yours while you have it open.');
  await expect(page.locator('.review-claim')).toHaveText('Anna Lindqvist has it open.');
  await expect(page.locator('[data-decide="r"]')).toHaveCount(0);
  await expect(other.locator('[aria-labelledby="history"]')).toContainText('Ines is at lunch.');
  await other.context().close();
});

test('whoever leaves an item puts it back: a colleague need not wait for the lease', async ({
  page,
  browser,
}) => {
  await settled();
  const [id = '', other = ''] = await undecided(2);
  await signIn(page, INES.name, `/payouts?q=${id}&open=${id}`);
  await expectMine(page);
  const colleagues = await colleague(browser, ANNA, `/payouts/${id}`);
  await expect(colleagues.locator('.review-claim')).toHaveText('Ines Okafor has it open.');
  await page.keyboard.press('Escape');
  await expect(panelOf(page)).toHaveCount(0);
  await expect(colleagues.locator('.review-claim')).toHaveText('Yours while you have it open.');
  await colleagues.goto(`/payouts/${other}`);
  // A whole other page, too.
  const openBy = () =>
    sql`select 1 from payout_requests where payout_request_id = ${id} and reviewer_operator_id is not null`;
  await expect.poll(async () => (await openBy()).length).toBe(0);
  await colleagues.context().close();
});
