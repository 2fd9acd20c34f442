import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectTargets,
  signIn,
  test,
  typeCode,
} from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

const WHY = 'Two parcels came back empty.';

/** A seller of the seeded world that nothing holds, whatever other flows have done. */
async function freeSeller(): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select connected_account_id as id from payout_accounts as enrolled
    where not exists (select from holds where holds.connected_account_id = enrolled.connected_account_id)
    order by 1 limit 1`;
  if (row === undefined) throw new Error('every seller of the seeded world is held');
  return row.id;
}

const holdsOf = (page: Page) => page.getByRole('region', { name: 'Holds', exact: true });

test('a seller is held, partly, without a script; two people lift it', async ({ browser, baseURL }) => {
  const seller = await freeSeller();
  const path = `/connected-accounts/${seller}`;
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 640 },
    ...(baseURL ? { baseURL } : {}),
  });
  const ines = await context.newPage();
  const place = async (percent: string): Promise<void> => {
    await holdsOf(ines).getByText('Hold its payouts…').click();
    await holdsOf(ines).getByLabel('A share of the balance').check();
    await holdsOf(ines).getByLabel('Share in percent').fill(percent);
    await holdsOf(ines)
      .getByLabel('Reason', { exact: true })
      .selectOption({ label: 'A reserve against returns' });
    await holdsOf(ines).getByLabel('What is to be cleared up').fill(WHY);
    await holdsOf(ines).getByRole('button', { name: 'Hold', exact: true }).click();
  };
  await signIn(ines, 'Ines Okafor', path);

  await test.step('a share that is none is refused in words', async () => {
    await place('');
    await expect(holdsOf(ines)).toContainText('Say which share stays, in whole percent');
  });

  await test.step('placed: colleagues read the reason, the owner another sentence', async () => {
    await place('25');
    await expect(holdsOf(ines).getByText(WHY)).toBeVisible();
    await expect(holdsOf(ines)).toContainText('25 % of the balance stays');
    await expect(holdsOf(ines)).toContainText('The owner reads: “25 % of the balance is kept as a reserve.');
    const [hold] = await sql<{ text: string }[]>`
      select owner_text as text from holds where connected_account_id = ${seller} and state = 'open'`;
    expect(hold?.text).not.toContain(WHY);
  });

  await test.step('who asks cannot confirm', async () => {
    await holdsOf(ines).getByText('Ask for its release…').click();
    await holdsOf(ines).getByLabel('Why the reason is gone').fill('The parcels were found.');
    await holdsOf(ines).getByRole('button', { name: 'Ask for the release' }).click();
    await expect(holdsOf(ines)).toContainText('You asked. A second person has to confirm.');
    await expect(holdsOf(ines).getByRole('button', { name: 'Release', exact: true })).toHaveCount(0);
  });
  await context.close();

  await test.step('another person releases it', async () => {
    const second = await browser.newContext(baseURL ? { baseURL } : {});
    const marek = await second.newPage();
    await signIn(marek, 'Marek Dudek', path);
    await expect(holdsOf(marek)).toContainText('Ines Okafor asks for the release');
    await holdsOf(marek).getByText('Release…', { exact: true }).click();
    await holdsOf(marek).getByLabel('One-time code').fill('000000');
    await holdsOf(marek).getByRole('button', { name: 'Release', exact: true }).click();
    await expect(holdsOf(marek).locator('.field', { hasText: 'One-time code' })).toContainText(
      'This code is wrong or was used already.',
    );
    await expect(holdsOf(marek).getByLabel('One-time code')).toBeFocused();
    await expectAccessible(marek);
    await typeCode(holdsOf(marek));
    await holdsOf(marek).getByRole('button', { name: 'Release', exact: true }).click();
    await expect(holdsOf(marek)).toContainText('Nothing is held.');
    await holdsOf(marek).getByText('1 was released').click();
    await expect(holdsOf(marek)).toContainText('by Ines Okafor and Marek Dudek');
    await second.close();
  });
});

test('what is wrong in a form stands beside its field in a plain sentence, and nothing typed is lost', async ({
  page,
}) => {
  await signIn(page, 'Ines Okafor', `/connected-accounts/${await freeSeller()}`);
  const form = page.locator('.hold-form form');
  await page.getByText('Hold its payouts…').click();
  await form.getByLabel('A share of the balance').check();
  await form.getByLabel('Share in percent').fill('25.5');
  await form.getByLabel('Reason', { exact: true }).selectOption({ label: 'A reserve against returns' });
  await form.getByLabel('What is to be cleared up').fill('ab');
  await form.getByLabel('To be looked at within').selectOption('7 days');
  // The browser would refuse it first; whoever has another one reads the server's words.
  await form.evaluate((element: HTMLFormElement) => {
    element.noValidate = true;
  });
  await form.getByRole('button', { name: 'Hold', exact: true }).click();
  const fieldOf = (label: string) => form.locator('.field', { has: page.getByLabel(label, { exact: true }) });
  await expect(fieldOf('Share in percent').getByRole('alert')).toHaveText(
    'Say which share stays, in whole percent from 1 to 100.',
  );
  await expect(fieldOf('What is to be cleared up').getByRole('alert')).toHaveText('Say why, in a few words.');
  await expect(form.getByLabel('Share in percent')).toBeFocused();
  await expect(form.getByLabel('Share in percent')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByText('✖')).toHaveCount(0);
  await expectAccessible(page);
  await expect(form.getByLabel('A share of the balance')).toBeChecked();
  await expect(form.getByLabel('Share in percent')).toHaveValue('25.5');
  await expect(form.getByLabel('Reason', { exact: true })).toHaveValue('reserve');
  await expect(form.getByLabel('What is to be cleared up')).toHaveValue('ab');
  await expect(form.getByLabel('To be looked at within')).toHaveValue('7');
  await form.getByLabel('Share in percent').fill('25');
  await form.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(fieldOf('Share in percent').getByRole('alert')).toHaveCount(0);
  await expect(form.getByLabel('Share in percent')).not.toHaveAttribute('aria-invalid', 'true');
  await expect(fieldOf('What is to be cleared up').getByRole('alert')).toBeVisible();
});

test('the seeded holds of every kind are read by a viewer, who can do nothing about them', async ({
  page,
  problems,
}) => {
  const held = await sql<{ id: string; text: string }[]>`
    select connected_account_id as id, reviewer_text as text from holds
    where state <> 'released' and (placed_by = 'seed-demo' or placed_by like 'opr_demo_%') order by 1`;
  expect(held.length).toBeGreaterThanOrEqual(4);
  await signIn(page, 'Vera Holm');
  for (const { id, text } of held) {
    await page.goto(`/connected-accounts/${id}`);
    await expect(holdsOf(page).getByText(text)).toBeVisible();
    await expect(holdsOf(page)).toContainText('days that Stripe allows');
    await expect(holdsOf(page).getByRole('button')).toHaveCount(0);
  }
  await expectAccessible(page);
  await expectTargets(page);
  await page.setViewportSize({ width: 360, height: 640 });
  await expectNoSidewaysScroll(page);
  expect(problems).toEqual([]);
});
