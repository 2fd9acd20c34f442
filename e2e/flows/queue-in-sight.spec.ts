import type { Locator } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectKeys,
  expectNoSidewaysScroll,
  settled,
  signIn,
  test,
} from '../fixtures.ts';
import { INES, expectMine, LEFT_FOR_ME, openId, panelOf, undecided } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';

/* What whoever decides has before their eyes: beside the queue, on the request's own page, on a desk and on a phone. */

test('what is decided about stays in sight above an open confirmation, on a desk, a laptop and a phone', async ({
  page,
}) => {
  await settled();
  const [id = ''] = await undecided(1);
  await signIn(page, INES.name);
  const panel = panelOf(page);
  const height = async (of: Locator) => (await of.boundingBox())?.height ?? 0;
  for (const { width, tall, share } of [
    { width: 1440, tall: 900, share: 0.34 },
    { width: 1280, tall: 800, share: 0.38 },
    { width: 360, tall: 640, share: 0.51 },
  ])
    await test.step(`${String(width)} × ${String(tall)}`, async () => {
      await page.setViewportSize({ width, height: tall });
      await page.goto(`/payouts?q=${id}&open=${id}`);
      await expectMine(page);
      for (const [letter, send] of [
        ['a', 'Approve'],
        ['r', 'Reject payout'],
        ['h', 'Hold this payout'],
      ] as const) {
        await page.keyboard.press(letter);
        const button = panel.getByRole('button', { name: send, exact: true });
        await expect(button).toBeVisible();
        const foot = await height(panel.locator('.decide-acts'));
        expect(foot, `${letter}: room for its fields`).toBeGreaterThan(140);
        expect(foot / (await height(panel)), `${letter}: of the panel`).toBeLessThan(share);
        expect(await panel.evaluate((element) => element.scrollTop), `${letter}: nothing moves away`).toBe(0);
        await expect(panel.getByText('What approving will do')).toBeInViewport();
        await expect(panel.locator(':focus')).toBeInViewport();
        await page.keyboard.press('Escape');
      }
    });
  await expect(panel.locator('.priority-parts li')).toHaveText([
    /^money \d+: by the digits/,
    /^risk (?:0$|\d+: (?:its holds|a new destination|a weak lock|its account’s risk band|an open anomaly))/,
    /^hours waited (?:0$|\d+: one for each hour)/,
  ]);
  // In the list by its numbers alone, with their names for whoever points at them.
  await page.goto('/payouts?q=state%3Ain_review&sort=priority');
  await expect(page.locator('.c-priority [title]').first()).toHaveAttribute(
    'title',
    /^Priority \d+\nmoney \d+: .+\nrisk \d+(?:: .+)?\nhours waited \d+/,
  );
});

test('on a small phone the acts take one row at the foot; what comes after the first two stands behind a button', async ({
  page,
}) => {
  await settled();
  const [id = ''] = await undecided(1);
  await page.setViewportSize({ width: 360, height: 640 });
  await signIn(page, INES.name, `/payouts?q=${id}&open=${id}`);
  await expectMine(page);
  const foot = panelOf(page).locator('.decide-acts');
  const acts = foot.locator('.decide-row > details > summary:visible');
  await expect(acts).toHaveText([/^Approve as first of 2…/, /^Reject…/, /^More/]);
  const heightOf = async () => (await foot.boundingBox())?.height ?? 0;
  const low = await heightOf();
  expect(low / 640, 'of the screen').toBeLessThan(0.13);
  const tops = await acts.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  expect(new Set(tops).size, 'one row').toBe(1);
  for (const box of await Promise.all((await acts.all()).map((act) => act.boundingBox()))) {
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(box?.width).toBeGreaterThanOrEqual(44);
  }

  const more = foot.getByText('More', { exact: true });
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(acts).toHaveText([/^Approve/, /^Reject…/, /^Hold…/, /^A part…/, /^More/]);
  expect(await heightOf(), 'one row more').toBeLessThan(low + 60);
  await expectNoSidewaysScroll(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await foot.getByText('Hold…').click();
  await expect(foot.getByRole('button', { name: 'Hold this payout' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(foot.getByText('Hold…'), 'where it was shut from').toBeFocused();
  await page.locator('body').focus();
  await page.keyboard.press('p');
  await expect(foot.getByRole('button', { name: 'Let only this go' })).toBeVisible();
});

test('a decision says that it is under way until its answer comes, and nothing moves meanwhile', async ({
  page,
}) => {
  await settled();
  const [id = ''] = await undecided(1);
  await signIn(page, INES.name, `/payouts?q=${id}&open=${id}`);
  await expectMine(page);
  await page.keyboard.press('r');
  const foot = panelOf(page).locator('.decide-acts');
  await foot.getByRole('textbox', { name: 'Reason' }).fill('Not this seller');
  const button = foot.getByRole('button', { name: 'Reject payout', exact: true });
  const before = await button.boundingBox();
  const held = Promise.withResolvers<undefined>();
  await page.route('**/payouts**', async (route) => {
    if (route.request().method() === 'POST') {
      await held.promise;
      await route.abort();
    } else await route.continue();
  });
  await button.click();
  const waiting = foot.getByRole('button', { name: 'Rejecting …', exact: true });
  await expect(waiting).toBeFocused();
  expect(await waiting.boundingBox()).toEqual(before);
  held.resolve(undefined);
});

test('the next item begins at its top, wherever the one before was read to', async ({ page }) => {
  await settled();
  await signIn(page, INES.name, LEFT_FOR_ME);
  await expectKeys(page, /a r h u/);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expectMine(page);
  const id = await openId(page);
  const panel = panelOf(page);
  await panel.evaluate((element) => {
    element.scrollTo(0, 400);
  });
  await page.keyboard.press('j');
  await expect.poll(() => openId(page)).not.toBe(id);
  await expect.poll(() => panel.evaluate((element) => element.scrollTop)).toBe(0);
});

test('each confirmation is accessible, light and dark, on a desk and on a phone', async ({ page }) => {
  await settled();
  const [id = ''] = await undecided(1);
  await signIn(page, INES.name);
  for (const width of [1440, 360])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      for (const path of [`/payouts?q=${id}&open=${id}`, `/payouts/${id}`]) {
        await page.goto(path);
        await expect(page.locator('.review-claim')).toHaveText('Yours while you have it open.');
        await expectAccessible(page);
        for (const letter of ['a', 'r', 'h']) {
          const opens = page.locator(`[data-decide="${letter}"] > summary`);
          // On a phone what comes after the first two stands behind a button.
          if (!(await opens.isVisible())) await page.getByText('More', { exact: true }).click();
          await opens.click();
          await expect(page.locator(`[data-decide="${letter}"]`)).toHaveAttribute('open', '');
          await expectAccessible(page);
          // On a phone the others are out of sight until it is shut.
          await opens.click();
          await expect(page.locator(`[data-decide="${letter}"]`)).not.toHaveAttribute('open');
        }
      }
    }
});

test('what happened is told in sentences, and what an alarm said before stands with it: in the panel and on the page', async ({
  page,
}) => {
  await settled();
  const [id = ''] = await undecided(1);
  const [alarm] = await sql<{ id: string }[]>`
    insert into alarms (kind, subject, text) values ('payout_outcome_unknown', ${id}, 'Stripe was asked three times.')
    returning alarm_id::text as id`;
  try {
    await sql`update alarms set text = 'Stripe never made it.' where alarm_id = ${alarm?.id ?? ''}`;
    await signIn(page, INES.name);
    for (const path of [`/payouts?q=${id}&open=${id}`, `/payouts/${id}`])
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(path);
        const shown = path.includes('open=') ? panelOf(page) : page.getByRole('main');
        await expect(shown.getByRole('heading', { name: 'An alarm is open' })).toBeVisible();
        await expect(shown.getByText('Stripe never made it.')).toBeVisible();
        await shown.getByText(/^Said before this/).click();
        await expect(shown.getByText('Stripe was asked three times.')).toBeVisible();
        await expect(
          shown.getByText(/^(?:Sluice asked for it, by the account’s schedule|.+ asked for it)$/),
        ).toHaveCount(1);
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
  } finally {
    await sql`update alarms set closed_at = now() where alarm_id = ${alarm?.id ?? ''}`;
  }
});
