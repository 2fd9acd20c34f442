import { expect, settled, signIn, test } from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

async function somePayout(): Promise<{ id: string; name: string }> {
  await settled();
  const [row] = await sql<{ id: string; name: string }[]>`
    select payout_id as id, display_name as name from payouts join connected_accounts using (connected_account_id)
    where currency = 'eur' order by payout_id limit 1`;
  if (row === undefined) throw new Error('The seeded world has no payout in euros.');
  return row;
}

test('the keyboard alone finds a payout: ⌘K, its id, down, Enter', async ({ page, problems }) => {
  const payout = await somePayout();
  await signIn(page, 'Vera Holm');
  const field = page.getByRole('combobox', { name: /^Search/ });
  const found = page.getByRole('listbox', { name: 'Found' }).getByRole('option');
  await expect(field).toHaveAttribute('aria-keyshortcuts', /Control/);
  await page.keyboard.press('Control+k');
  await expect(field).toBeFocused();
  await field.pressSequentially(payout.id);
  await expect(found.first()).toContainText(payout.id);
  await page.keyboard.press('Escape');
  await expect(found).toHaveCount(0);
  await expect(field).toHaveValue(payout.id);
  await page.keyboard.press('ArrowDown');
  await expect(found.first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true, name: payout.id })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/payouts/${payout.id}$`));
  expect(problems).toEqual([]);
});

test('the search says that it found nothing, and finds who works here', async ({ page, problems }) => {
  await signIn(page, 'Vera Holm');
  const field = page.getByRole('combobox', { name: /^Search/ });
  const said = page.getByRole('search').getByRole('status');
  await field.fill('99999999999999999');
  await expect(said).toHaveText('Nothing found.');
  await expect(said).toBeInViewport();
  await field.fill('dudek');
  await expect(page.getByRole('option', { name: /Marek Dudek/ })).toBeVisible();
  await expect(said).toHaveText('1 found');
  await field.press('ArrowDown');
  await field.press('Enter');
  await expect(page).toHaveURL(/\/settings\/people#opr_/);
  await expect(page.getByText('Marek Dudek').first()).toBeInViewport();
  expect(problems).toEqual([]);
});

test('what is typed before the page’s scripts run stays, and is searched for when they do', async ({
  page,
  problems,
}) => {
  await signIn(page, 'Vera Holm');
  let run = (): void => undefined;
  const running = new Promise<void>((resolve) => {
    run = resolve;
  });
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    await running;
    await route.continue();
  });
  await page.goto('/payouts', { waitUntil: 'commit' });
  const field = page.getByRole('combobox', { name: /^Search/ });
  await field.fill('dudek');
  run();
  await expect(page.getByRole('option', { name: /Marek Dudek/ })).toBeVisible();
  await expect(field).toHaveValue('dudek');
  expect(problems).toEqual([]);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('the search is a page that can be linked', async ({ page }) => {
    const payout = await somePayout();
    await signIn(page, 'Vera Holm');
    await page.getByRole('combobox', { name: /^Search/ }).fill(payout.name.split(' ')[0] ?? '');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/search\?q=/);
    await page.getByRole('main').getByRole('link', { name: payout.name }).click();
    await expect(page).toHaveURL(/\/connected-accounts\/acct_/);
  });
});

test('nobody searches without a session', async ({ page, request }) => {
  await page.goto('/search?q=po_1');
  await expect(page).toHaveURL(/sign-in/);
  expect((await request.get('/api/search?q=po_1')).status()).toBe(401);
});
