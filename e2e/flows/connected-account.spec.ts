import { expect, expectAccessible, expectNoSidewaysScroll, settled, signIn, test } from '../fixtures.ts';
import { control, sql, stripe } from '../stack-under-test.ts';

/** A seller that has sold nothing, of that name. */
async function newSeller(name: string): Promise<string> {
  const { id } = await stripe.accounts.create({
    country: 'JP',
    business_profile: { name },
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'application',
      stripe_dashboard: { type: 'none' },
    },
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
  });
  // Stripe sends no event when a platform makes an account, and one when it changes.
  await stripe.accounts.update(id, { metadata: { seller: name } });
  await settled();
  return id;
}

test('a seller with nothing and a name in Japanese has a page that says so', async ({ page, problems }) => {
  const name = '株式会社さくら工房';
  const seller = await newSeller(name);
  await signIn(page, 'Anna Lindqvist', `/connected-accounts/${seller}`);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1, name })).toBeVisible();
  for (const nothing of [
    'Stripe has shown none.',
    'No customer’s bank has disputed a payment.',
    'There is none, so nothing can be paid out.',
    'Nobody has noted anything.',
  ])
    await expect(main.getByText(nothing)).toBeVisible();
  await expect(main.getByText('Sluice saw the account for the first time')).toBeVisible();
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
  expect(problems).toEqual([]);
});

test('the table of disputes shows its sums whole, however wide the window is', async ({ page }) => {
  const [seller] = await sql<{ id: string; dispute: string; status: string }[]>`
    select connected_account_id as id, dispute_id as dispute, status from disputes
    where currency = 'huf' and jsonb_array_length(balance_transaction_ids) > 0
    order by count(*) over (partition by connected_account_id) desc, 1, 2 limit 1`;
  const { id = '', dispute = '', status = '' } = seller ?? {};
  // The longest that can be said of one.
  const stands = (as: string) => sql`update disputes set status = ${as} where dispute_id = ${dispute}`;
  await stands('warning_under_review');
  await signIn(page, 'Anna Lindqvist', `/connected-accounts/${id}`);
  const table = page.getByRole('region', { name: 'Table of disputes' });
  await expect(table.getByRole('cell', { name: /Dispute, .* HUF/ }).first()).toBeVisible();
  await expect(table).toContainText('The bank reads the answer, no money has moved');
  await stands(status);
  for (const width of [1920, 1440, 1280, 1024, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const hidden = await table.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(hidden, `at ${String(width)}`).toBe(0);
  }
});

test('a dispute is on its seller’s page with its ledger entry, and the timeline tells how it went', async ({
  page,
}) => {
  const seller = await newSeller('Streitfall');
  await control(`/accounts/${seller}/onboard`, {});
  const charge = await control<{ id: string }>('/charges', {
    account: seller,
    amount: 9_000,
    currency: 'jpy',
  });
  const dispute = await control<{ id: string }>('/disputes', {
    charge: charge.id,
    reason: 'product_not_received',
  });
  await settled();
  await signIn(page, 'Anna Lindqvist', `/connected-accounts/${seller}`);
  const row = page
    .getByRole('region', { name: 'Disputes', exact: true })
    .getByRole('row')
    .filter({ hasText: dispute.id });
  await expect(row).toContainText('Waits for evidence');
  await expect(row).toContainText('The customer says that nothing came.');
  await expect(row).toContainText('9,000');
  await row.getByRole('link').first().click();
  await expect(page).toHaveURL(/\/ledger\/entries\//);
  await expect(page.getByRole('region', { name: 'Balances before and after' })).toBeVisible();

  await control(`/disputes/${dispute.id}/close`, { outcome: 'lost' });
  await settled();
  await page.goto(`/connected-accounts/${seller}?happened=disputes`);
  await expect(row).toContainText('Lost: the customer keeps the money');
  const timeline = page.getByRole('region', { name: 'What happened' });
  await expect(timeline.getByText('A dispute ended')).toBeVisible();
  await expect(timeline.getByText('A payment was disputed')).toBeVisible();
});

test('a note that is typed before the page’s scripts run is kept; saved, the field is empty, and refused, it is not', async ({
  page,
  problems,
}) => {
  const seller = await newSeller('Frühnotiz');
  await signIn(page, 'Anna Lindqvist');
  const scripts = Promise.withResolvers<undefined>();
  await page.route('**/_next/static/**/*.js', async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto(`/connected-accounts/${seller}`, { waitUntil: 'commit' });
  const notes = page.getByRole('region', { name: 'Notes', exact: true });
  const field = notes.getByLabel('What colleagues should know');
  const pin = notes.getByLabel('Keep it at the top');
  await notes.getByText('Add a note…').click();
  await field.fill('Called before anything ran.');
  await pin.check();
  scripts.resolve(undefined);
  const isTakenOver = (): Promise<boolean> =>
    field.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps')));
  await expect.poll(isTakenOver).toBe(true);
  await expect(field).toHaveValue('Called before anything ran.');
  await expect(pin).toBeChecked();

  await notes.getByRole('button', { name: 'Add note' }).click();
  await expect(notes.getByText('Saved.')).toBeVisible();
  await expect(notes.getByRole('listitem')).toContainText(['At the top']);
  const add = notes.locator('form').last();
  const another = add.getByLabel('What colleagues should know');
  await expect(another).toHaveValue('');
  await expect(add.getByLabel('Keep it at the top')).not.toBeChecked();

  await another.fill('   ');
  await add.getByLabel('Keep it at the top').check();
  await notes.getByRole('button', { name: 'Add note' }).click();
  await expect(add.getByRole('status')).toContainText('Write what colleagues should know');
  await expect(another).toHaveValue('   ');
  await expect(add.getByLabel('Keep it at the top')).toBeChecked();
  const written = await sql<{ text: string; isPinned: boolean }[]>`
    select text, is_pinned as "isPinned" from connected_account_notes where connected_account_id = ${seller}`;
  expect([...written]).toEqual([{ text: 'Called before anything ran.', isPinned: true }]);
  expect(problems).toEqual([]);
});

test('people note, correct and pin, with and without JavaScript, and a viewer only reads', async ({
  browser,
  page,
}) => {
  const seller = await newSeller('Notizbuch');
  const path = `/connected-accounts/${seller}`;
  await signIn(page, 'Anna Lindqvist', path);
  const notes = page.getByRole('region', { name: 'Notes', exact: true });
  await notes.getByText('Add a note…').click();
  await notes.getByLabel('What colleagues should know').fill('Called the owner on Monday.');
  await notes.getByRole('button', { name: 'Add note' }).click();
  await expect(notes.getByText('Called the owner on Monday.').first()).toBeVisible();

  const signedIn = await browser.newContext({ baseURL: new URL(page.url()).origin });
  await signIn(await signedIn.newPage(), 'Ines Okafor');
  const without = await browser.newContext({
    javaScriptEnabled: false,
    baseURL: new URL(page.url()).origin,
    storageState: await signedIn.storageState(),
  });
  const plain = await without.newPage();
  await plain.goto(path);
  const plainNotes = plain.getByRole('region', { name: 'Notes', exact: true });
  await plainNotes.getByText('Edit the note').click();
  const form = plainNotes.locator('form').first();
  await form.getByLabel('What colleagues should know').fill('Called the owner on Tuesday.');
  await form.getByLabel('Keep it at the top').check();
  await form.getByRole('button', { name: 'Save note' }).click();
  await expect(plainNotes.getByText('Called the owner on Tuesday.').first()).toBeVisible();
  await expect(plainNotes.getByText('One earlier version')).toBeVisible();

  // Anna's page still shows what she wrote: her edit is refused, her text stays.
  await notes.getByText('Edit the note').click();
  const late = notes.locator('form').first();
  await late.getByLabel('What colleagues should know').fill('Never mind.');
  await late.getByRole('button', { name: 'Save note' }).click();
  await expect(late.getByRole('status')).toContainText('Ines Okafor changed this note since you opened it.');
  await expect(late.getByLabel('What colleagues should know')).toHaveValue('Never mind.');
  await expectAccessible(page);

  await without.close();
  await signedIn.close();

  await page.context().clearCookies();
  await signIn(page, 'Vera Holm', path);
  await expect(notes.getByText('Called the owner on Tuesday.').first()).toBeVisible();
  await expect(notes.getByText('Add a note…')).toHaveCount(0);

  const written = await sql<{ version: number; name: string }[]>`
    select version, written_by_name as name from connected_account_notes where connected_account_id = ${seller} order by version`;
  expect(written.map(({ version, name }) => [version, name])).toEqual([
    [1, 'Anna Lindqvist'],
    [2, 'Ines Okafor'],
  ]);
});
