import type { Browser, Page } from '@playwright/test';
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

/*
 * A phone is lost: an administrator takes its codes away, its owner sets up new ones and reads them out, what is not theirs is
 * refused, and another administrator confirms what is. Each screen on a desk and on a phone, light and dark.
 */

const VERA = 'opr_demo_vera';

/** No trace of it: the flows share one database, and Vera decides with the codes of the demo in others. */
test.afterEach(() =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from step_up_factors where operator_id = ${VERA} and kind = 'totp' and enrolled_at > now() - interval '10 minutes'
      and factor_id not in (select factor_id from step_up_factors where operator_id = ${VERA} and kind = 'totp' order by enrolled_at limit 1)`;
    await tx`update step_up_factors set state = 'active', removed_by = null, removed_at = null
      where operator_id = ${VERA} and kind = 'totp'`;
  }),
);

async function expectSound(page: Page): Promise<void> {
  for (const size of [
    { width: 1440, height: 900 },
    { width: 360, height: 640 },
  ]) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
    await expectTargets(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  }
}

async function administrator(browser: Browser, name: string, path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, name, path);
  return page;
}

const ofVera = (page: Page) =>
  page
    .locator('#others ~ .settings-list, [aria-labelledby="others"]')
    .getByRole('listitem')
    .filter({ hasText: 'Vera Holm' });

test('one-time codes move to another phone: copied by keyboard, refused by one administrator, confirmed by another', async ({
  page,
  browser,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signIn(page, 'Vera Holm', '/settings/security');
  const own = page.getByRole('region', { name: 'Yours' });

  const marek = await administrator(browser, 'Marek Dudek', '/settings/security');
  await test.step('an administrator takes the lost one away, with a code of their own', async () => {
    await ofVera(marek).getByText('Remove').first().click();
    await expectSound(marek);
    await typeCode(ofVera(marek));
    await ofVera(marek).getByRole('button', { name: 'Remove for good' }).click();
    await expect(ofVera(marek)).toHaveCount(0);
    await page.reload();
    await expect(own).toContainText('None yet');
    await expectSound(page);
  });

  const setUp = async (label: string): Promise<string> => {
    await page.getByRole('button', { name: label }).focus();
    await page.keyboard.press('Enter');
    const secret = page.locator('.codes-text');
    await expect(secret).toBeVisible();
    await expect(own).toContainText('Waits for an administrator');
    return (await secret.innerText()).replaceAll(' ', '');
  };
  await test.step('the secret of new ones is shown as a picture and as text, and is copied by keyboard', async () => {
    const secret = await setUp('Set up one-time codes');
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const qr = page.getByRole('img', { name: /^QR code of the secret/ });
    await expectSound(page);
    const box = await qr.boundingBox();
    expect(box?.width, 'a picture that a phone can read').toBeGreaterThanOrEqual(168);
    // From the button that was pressed backwards: the link to an app, then the copy.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await expect(page.getByRole('button', { name: 'Copy secret' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: 'Copied secret' })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
    await expectSound(page);
  });
  const fingerprint = await own.locator('.mono').first().innerText();

  await test.step('who took the old one away is led to the new one, may not confirm it and is told why, and may refuse it', async () => {
    await marek.goto('/settings/people');
    const vera = marek.getByRole('listitem').filter({ hasText: 'vera.holm@' });
    await expect(vera).toContainText('A new passkey or code waits for an administrator.');
    await expectSound(marek);
    await vera.getByRole('link', { name: 'Confirm it for Vera Holm' }).click();
    const theirs = ofVera(marek).filter({ hasText: fingerprint });
    await expect(theirs).toContainText('You removed what Vera Holm confirms with');
    await expect(theirs.getByText('It is theirs')).toHaveCount(0);
    await theirs.getByText('It is not theirs').click();
    await expectSound(marek);
    await theirs.getByRole('button', { name: 'Refuse it for good' }).click();
    await expect(theirs).toHaveCount(0);
    await page.reload();
    await expect(own).toContainText('None yet');
  });
  await setUp('Set up one-time codes');
  await page.reload();
  await expect(page.getByText('Their secret is not shown again')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start over with another secret' })).toBeVisible();
  await expect(own).toContainText('It confirms nothing yet.');
  await expectSound(page);

  const noor = await administrator(browser, 'Noor Haddad', '/settings/security');
  await test.step('another confirms it, with a code of their own; a wrong one confirms nothing and says so', async () => {
    const theirs = ofVera(noor);
    await theirs.getByText('It is theirs').click();
    await expectSound(noor);
    await theirs.getByLabel('One-time code').fill('000 000');
    await theirs.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(theirs).toContainText(/not right|does not|wrong|No code/i);
    await expect(theirs).toContainText('Waits for an administrator');
    await typeCode(theirs);
    await theirs.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(theirs).toContainText('Counts');
  });
  await page.reload();
  await expect(own).toContainText('confirmed by Noor Haddad');
  await expectSound(page);
  for (const other of [marek, noor]) await other.context().close();
});
