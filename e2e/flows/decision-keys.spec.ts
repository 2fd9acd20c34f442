import type { Page } from '@playwright/test';
import { expect, expectKeys, settled, signIn, test, typeCode } from '../fixtures.ts';
import { ANNA, INES, colleague, expectMine, panelOf, undecided } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

const field = (page: Page, name: string) => panelOf(page).getByRole('textbox', { name });

/** What has the focus is the first field of the form that a letter has opened; it is filled in and sent without a mouse. */
async function sayAndSend(page: Page, label: string, words: string): Promise<void> {
  await expect(field(page, label)).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

test('every act on a request has a letter that opens its form, shows it on its button, and does nothing by itself', async ({
  page,
  browser,
}) => {
  await settled();
  const [id = ''] = await undecided(1);
  const path = `/payouts?q=${id}&open=${id}`;
  const stand = async () => {
    const [row] = await sql<{ state: string; version: number; holds: number }[]>`
      select state, version, (select count(*)::int from holds where payout_request_id = ${id} and state <> 'released') as holds
      from payout_requests where payout_request_id = ${id}`;
    return row;
  };
  const before = await stand();
  await signIn(page, INES.name, path);
  await expectMine(page);

  await test.step('the help names them all', async () => {
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    for (const [letter, what] of [
      ['l', 'let a hold go'],
      ['p', 'a part'],
      ['t', 'take over'],
      ['c', 'cancel'],
      ['e', 'edit'],
      ['o', 'open again'],
    ] as const)
      await expect(
        help.locator('div', { has: page.locator('kbd', { hasText: letter }) }).last(),
      ).toContainText(what);
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
  });

  await test.step('p: a part', async () => {
    await expect(panelOf(page).locator('[data-decide="p"] > summary kbd')).toHaveText('p');
    await page.keyboard.press('p');
    await expect(field(page, 'Amount in')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(panelOf(page).locator('[data-decide="p"]')).not.toHaveAttribute('open');
    expect(await stand()).toEqual(before);
  });

  await test.step('l: asks for the release of the hold that h placed', async () => {
    await page.keyboard.press('h');
    await field(page, 'What is to be cleared up').fill('The invoice is missing.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(panelOf(page).locator('[data-decide="l"] > summary kbd')).toHaveText('l');
    await expect(panelOf(page).locator('[data-decide="h"] > summary')).toBeFocused();
    await page.keyboard.press('l');
    await sayAndSend(page, 'Why the reason is gone', 'The invoice came.');
    await expect(panelOf(page)).toContainText('You asked. A second person has to confirm.');
    await expect(panelOf(page).locator('[data-decide="l"]'), 'nothing is left for it to open').toHaveCount(0);
  });

  const anna = await colleague(browser, ANNA, path);
  await test.step('t: takes over what somebody else has open', async () => {
    await expect(panelOf(anna).locator('.review-claim')).toHaveText('Ines Okafor has it open.');
    await expectKeys(anna, / t /);
    await anna.keyboard.press('t');
    await sayAndSend(anna, 'Note', 'She is at lunch.');
    await expectMine(anna);
  });

  await test.step('l: confirms a release that somebody else asked for', async () => {
    await anna.keyboard.press('l');
    await expect(panelOf(anna).locator('[data-decide="l"]')).toHaveAttribute('open', '');
    await expect(field(anna, 'One-time code')).toBeFocused();
    // What is refused is read anew, too: it may stand otherwise by now.
    await sql`update external_accounts set institution = 'Bank as of now'
      where external_account_id = (select destination_id from payout_requests where payout_request_id = ${id})`;
    await anna.keyboard.type('000000');
    await anna.keyboard.press('Enter');
    await expect(panelOf(anna).getByText('Bank as of now').first()).toBeVisible();
    await field(anna, 'One-time code').focus();
    await anna.keyboard.press('Escape');
    expect(await stand()).toMatchObject({ holds: 1 });
  });

  await test.step('what is held itself is neither rejected nor cancelled, and says so', async () => {
    await expect(panelOf(anna)).toContainText('It is held itself');
    for (const letter of ['c', 'p', 'r'])
      await expect(panelOf(anna).locator(`[data-decide="${letter}"]`)).toHaveCount(0);
  });

  await test.step('c: cancels, when the hold was let go', async () => {
    await anna.keyboard.press('l');
    await typeCode(panelOf(anna));
    await field(anna, 'One-time code').press('Enter');
    await expect.poll(stand).toMatchObject({ holds: 0 });
    await expect(panelOf(anna).locator('[data-decide="c"]')).toHaveCount(1);
    await anna.keyboard.press('c');
    await sayAndSend(anna, 'Reason', 'It is asked for again with the invoice.');
    await expect.poll(stand).toMatchObject({ state: 'cancelled' });
  });
  await anna.context().close();
});
