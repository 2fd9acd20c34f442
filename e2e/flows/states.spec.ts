import type { Page } from '@playwright/test';
import { everyPage } from '../every-page.ts';
import {
  expect,
  expectAccessible,
  expectKeys,
  expectNoSidewaysScroll,
  expectOneMain,
  signIn,
  test,
} from '../fixtures.ts';
import { sql, stack } from '../stack-under-test.ts';

/*
 * What a page looks like when it is not itself: a dialog, a filter refused, data late, missing, or old. Menus are in
 * `menus.spec.ts`, which takes minutes: a file of its own, so that it runs beside others.
 * Full pages, empty ones and open panels are in `pages.spec.ts`, from the same list. Policy violations fail every test.
 */

const SCHEMES = ['light', 'dark'] as const;

async function expectAccessibleInBoth(page: Page): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
}

async function expectSound(page: Page): Promise<void> {
  await expectOneMain(page);
  await expectNoSidewaysScroll(page);
  await expectAccessibleInBoth(page);
}

test('the menu of a phone, the keys’ help and what a search found are accessible', async ({ page }) => {
  await signIn(page, 'Anna Lindqvist', '/payouts');
  await expectKeys(page, /j/);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await expectAccessibleInBoth(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('po_1');
  await expect(page.getByRole('listbox', { name: 'Found' }).getByRole('option').first()).toBeVisible();
  await expectAccessibleInBoth(page);
  await page.keyboard.press('Escape');

  await page.setViewportSize({ width: 360, height: 740 });
  const opener = page.getByRole('button', { name: 'Open menu' });
  await opener.focus();
  await page.keyboard.press('Enter');
  const navigation = page.getByRole('navigation', { name: 'Main' });
  await expect(navigation).toBeVisible();
  await expectAccessibleInBoth(page);
  await page.keyboard.press('Escape');
  await expect(navigation).toBeHidden();
  await expect(opener).toBeFocused();
});

test('rows that were chosen have their bar', async ({ page }) => {
  await signIn(page, 'Anna Lindqvist');
  for (const path of ['/payouts/stripe', '/payouts/stripe?q=currency:huf']) {
    await page.goto(path);
    await page.getByRole('checkbox', { name: 'Select this page' }).check();
    await expect(page.getByRole('checkbox', { name: /^Select po_/ }).first()).toBeChecked();
    await expectSound(page);
  }
});

const SAID: { path: string; person: string | null; status: number; words: RegExp }[] = [
  { path: '/payouts?q=amount%3A%3E300', person: 'Vera Holm', status: 200, words: /not understood/ },
  { path: '/payouts?q=colour%3Ared', person: 'Vera Holm', status: 200, words: /not understood/ },
  { path: '/payouts?q=created%3Ayesterweek', person: 'Vera Holm', status: 200, words: /not understood/ },
  {
    path: '/connected-accounts?q=lock%3Anone+x%3Ay',
    person: 'Vera Holm',
    status: 200,
    words: /not understood/,
  },
  { path: '/payouts?cursor=forged', person: 'Vera Holm', status: 200, words: /./ },
  { path: '/payouts/stripe?cursor=forged', person: 'Vera Holm', status: 200, words: /./ },
  { path: '/payouts/prq_nothing', person: 'Vera Holm', status: 404, words: /./ },
  { path: '/payouts?open=prq_nothing', person: 'Vera Holm', status: 404, words: /./ },
  { path: '/payouts/po_nothing', person: 'Vera Holm', status: 404, words: /./ },
  { path: '/payouts/stripe?open=po_nothing', person: 'Vera Holm', status: 404, words: /./ },
  { path: '/runbooks/nothing', person: 'Vera Holm', status: 404, words: /./ },
  { path: '/nothing/at/all', person: 'Vera Holm', status: 404, words: /./ },
  { path: '/settings/people', person: 'Anna Lindqvist', status: 403, words: /./ },
  { path: '/alarms?kind=nothing', person: 'Vera Holm', status: 200, words: /No alarm is open/ },
  { path: '/sign-in?error=CredentialsSignin', person: null, status: 200, words: /./ },
  { path: '/sign-in?callbackUrl=%2Fpayouts', person: null, status: 200, words: /./ },
];

test('what is refused, missing or forbidden is said accessibly, light and dark, wide and narrow', async ({
  page,
}) => {
  let who: string | null = null;
  for (const { path, person, status, words } of SAID) {
    if (person !== who) {
      await page.context().clearCookies();
      if (person !== null) await signIn(page, person);
      who = person;
    }
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 740 });
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(status);
      await expect(page.getByRole('main'), path).toContainText(words);
      await expectSound(page);
    }
  }
});

test('old data says so on every page, accessibly', async ({ page }) => {
  const worker = stack.pids['worker'] ?? 0;
  await signIn(page, 'Anna Lindqvist');
  process.kill(worker, 'SIGSTOP');
  try {
    // A beat that was already on its way may come after this one.
    await expect(async () => {
      await sql`update heartbeats set beat_at = now() - interval '3 minutes'`;
      await page.goto('/payouts');
      await expect(page.locator('.banner.stale')).toContainText('No worker has run since', {
        timeout: 1_000,
      });
    }).toPass({ timeout: 120_000 });
    for (const path of ['/', '/payouts', '/connected-accounts', '/events'])
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 740 });
        await page.goto(path);
        await expect(page.locator('.banner.stale')).toBeVisible();
        await expect(page.locator('.fresh').first()).toHaveText('No worker runs');
        await expectSound(page);
      }
  } finally {
    process.kill(worker, 'SIGCONT');
  }
  // Both follow what the stream says, without the page being read again.
  await expect(page.locator('.banner.stale')).toHaveCount(0, { timeout: 120_000 });
  await expect(page.locator('.fresh').first()).not.toHaveText('No worker runs');
});

/** Pages with parts that may come later, and a table that only such a part reads. */
const LATE = { '/': 'payouts', '/events': 'event_gaps' };

for (const [path, table] of Object.entries(LATE)) {
  test(`a part of ${path} that is still being read stands there as a skeleton, accessibly`, async ({
    page,
  }) => {
    await signIn(page, 'Marek Dudek', '/alarms');
    await sql.begin(async (tx) => {
      await tx`lock table ${tx(table)} in access exclusive mode`;
      await page.goto(path, { waitUntil: 'commit' });
      await expect(page.locator('[aria-busy="true"]').first()).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectAccessibleInBoth(page);
    });
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  });
}

test('a page that could not be read says so with a reference, accessibly, and can be tried again', async ({
  page,
  problems,
}) => {
  await signIn(page, 'Anna Lindqvist');
  const path = '/exports/exp_every_page';
  await everyPage();
  await sql`revoke select on list_exports from sluice_app`;
  try {
    await page.goto(path);
    await expect(page.getByRole('heading', { name: 'This page could not be read' })).toBeVisible();
    await expect(page.getByRole('main').getByRole('alert')).toContainText(/Reference\s*\S+/);
    await expectSound(page);
  } finally {
    await sql`grant select on list_exports to sluice_app`;
  }
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(
    page
      .getByRole('progressbar')
      .or(page.getByText(/31,000/))
      .first(),
  ).toBeVisible();
  // That it failed is printed by the browser and by React; nothing else may be.
  expect(problems.filter((text) => !/status of 500|React error #441/.test(text))).toEqual([]);
  problems.splice(0);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('every page can be read and left', async ({ page }) => {
    let who: string | null = null;
    for (const { path, person } of await everyPage()) {
      if (person !== who) {
        await page.context().clearCookies();
        if (person !== null) await signIn(page, person);
        who = person;
      }
      const response = await page.goto(path);
      expect(response?.status(), path).toBe(200);
      await expectOneMain(page);
      await expectNoSidewaysScroll(page);
      if (person !== null) await expect(page.getByRole('navigation', { name: 'Main' }), path).toBeVisible();
    }
  });
});
