import { randomUUID } from 'node:crypto';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test, typeCode } from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

const EMAIL = `finn.${randomUUID().slice(0, 8)}@acme.example`;
const PASSWORD = 'granite lantern 44 maple';

test('somebody is invited, sets a password without scripts, and signs in', async ({
  page,
  browser,
  baseURL,
  problems,
}) => {
  await signIn(page, 'Marek Dudek', '/settings/people');
  await page.getByLabel('Name', { exact: true }).fill('Finn Aalto');
  await page.getByLabel('E-mail').fill(EMAIL);
  await page.getByLabel('Role', { exact: true }).selectOption('Finance operator');
  await page.getByRole('button', { name: 'Invite' }).click();
  const link = (await page.getByText('/invitation?token=').first().textContent()) ?? '';
  await page.reload();
  await expect(page.getByText('/invitation?token=')).toHaveCount(0);
  expect(problems).toEqual([]);

  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const finn = await context.newPage();
  const set = async (password: string, again = password) => {
    await finn.getByLabel('New password').fill(password);
    await finn.getByLabel('The same again').fill(again);
    await finn.getByRole('button', { name: 'Set password' }).click();
  };
  await finn.goto(link);
  await set('finn.aalto.finn');
  await expect(finn.getByText('It contains your name')).toBeVisible();
  await set(PASSWORD, 'something else 55');
  await expect(finn.getByText('are not the same')).toBeVisible();
  await set(PASSWORD);
  await expect(finn.getByRole('heading', { name: 'Your password is set' })).toBeVisible();
  await finn.getByRole('link', { name: 'Sign in' }).click();

  const typeIn = async (password: string) => {
    await finn.getByLabel('Password', { exact: true }).fill(password);
    await finn.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await finn.getByText('Somebody else, with a password').click();
  await finn.getByLabel('E-mail').fill(EMAIL);
  await typeIn('wrong password 77');
  // The form is open as it was left, with what was typed and what is wrong; only the password is asked for again.
  await expect(finn.getByLabel('E-mail')).toHaveValue(EMAIL);
  await expect(finn.getByLabel('Password', { exact: true })).toHaveValue('');
  await expect(finn.getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
    /^That did not work\. .* Owners of connected accounts have a sign-in of their own/,
  );
  await typeIn(PASSWORD);
  await expect(finn).not.toHaveURL(/sign-in/);
  // Without scripts the menu with their name, which is streamed, stays hidden.
  await expect(finn.getByText('Finn Aalto')).toBeAttached();
  await finn.goto(link);
  await expect(finn.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await context.close();
});

test('making an administrator takes two, and whoever asked cannot be the second', async ({
  page,
  browser,
  baseURL,
}) => {
  await signIn(page, 'Marek Dudek', '/settings/people');
  const anna = page.getByRole('listitem').filter({ hasText: 'anna.lindqvist@' });
  await anna.getByText('Change').first().click();
  await anna.getByLabel('Role of Anna Lindqvist').selectOption('Administrator');
  await anna.getByRole('button', { name: 'Change role…' }).click();
  await page.getByRole('button', { name: 'Ask for this change' }).click();
  const waiting = (on: typeof page) => on.getByRole('region', { name: 'Waiting for a second administrator' });
  await expect(waiting(page).getByText('Another administrator decides.')).toBeVisible();
  await expect(waiting(page).getByText('Approve…')).toHaveCount(0);

  const context = await browser.newContext(baseURL ? { baseURL } : {});
  const second = await context.newPage();
  await signIn(second, 'Noor Haddad', '/settings/people');
  await waiting(second).getByText('Approve…').click();
  await expectAccessible(second);
  await typeCode(waiting(second));
  await waiting(second).getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(waiting(second)).toHaveCount(0);
  await context.close();
  const [row] = await sql`select role from operators where operator_id = 'opr_demo_anna'`;
  expect(row).toEqual({ role: 'administrator' });
  await sql`update operators set role = 'finance_operator' where operator_id = 'opr_demo_anna'`;
});

test('another role is chosen, shown and confirmed with a code', async ({ page, problems }) => {
  const roleOfVera = async () =>
    (await sql<{ role: string }[]>`select role from operators where operator_id = 'opr_demo_vera'`)[0]?.role;
  await signIn(page, 'Marek Dudek', '/settings/people');
  const vera = page.getByRole('listitem').filter({ hasText: 'vera.holm@' });
  await vera.getByText('Change').first().click();
  await vera.getByLabel('Role of Vera Holm').selectOption('Risk reviewer');
  await vera.getByRole('button', { name: 'Change role…' }).click();
  const change = page.getByRole('region', { name: 'Change Vera Holm' });
  await expect(change).toContainText('Viewer becomes Risk reviewer');
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  expect(await roleOfVera()).toBe('viewer');
  try {
    await typeCode(change);
    await change.getByRole('button', { name: 'Change', exact: true }).click();
    await expect(change).toHaveCount(0);
    await expect(vera).toContainText('Risk reviewer');
    expect(await roleOfVera()).toBe('risk_reviewer');
    expect(problems).toEqual([]);
  } finally {
    await sql`update operators set role = 'viewer' where operator_id = 'opr_demo_vera'`;
  }
});

test('whoever gave somebody their link counts as one with them, until another administrator vouches', async ({
  page,
  browser,
  baseURL,
  problems,
}) => {
  const email = `eve.${randomUUID().slice(0, 8)}@acme.example`;
  await signIn(page, 'Marek Dudek', '/settings/people');
  await page.getByLabel('Name', { exact: true }).fill('Eve Holt');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Role', { exact: true }).selectOption('Finance operator');
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByText('/invitation?token=').first()).toBeVisible();
  await page.reload();
  const eveOn = (on: typeof page) => on.getByRole('listitem').filter({ hasText: email });
  await expect(eveOn(page)).toContainText('Counts as one with Marek Dudek');
  await eveOn(page).getByText('Change').first().click();
  await expect(eveOn(page).getByRole('button', { name: 'Vouch for' })).toHaveCount(0);

  const [asked] = await sql<{ id: string; by: string }[]>`
    select payout_request_id as id, requested_by as by from payout_requests as request
    where state = 'in_review' and requested_by_operator_id is null and origin = 'cadence' and coalesce(reviewer_until < now(), true)
      and not exists (select from payout_approvals where payout_approvals.payout_request_id = request.payout_request_id)
    order by payout_request_id desc limit 1`;
  const id = asked?.id ?? '';
  const isAskedBy = (operatorId: string | null, by: string) =>
    sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update payout_requests set requested_by_operator_id = ${operatorId}, requested_by = ${by} where payout_request_id = ${id}`;
    });
  const [eve] = await sql<{ id: string }[]>`select operator_id as id from operators where email = ${email}`;
  await isAskedBy(eve?.id ?? '', eve?.id ?? '');
  try {
    const act = (does: string) => page.locator('summary').filter({ hasText: does });
    await page.goto(`/payouts/${id}`);
    await expect(page.getByText('You gave Eve Holt their link to sign in')).toBeVisible();
    await expect(act('Reject…')).toBeVisible();
    await expect(act('Approve')).toHaveCount(0);
    await expectAccessible(page);

    const context = await browser.newContext(baseURL ? { baseURL } : {});
    const second = await context.newPage();
    await signIn(second, 'Noor Haddad', '/settings/people');
    await eveOn(second).getByText('Change').first().click();
    await typeCode(eveOn(second));
    await eveOn(second).getByRole('button', { name: 'Vouch for Eve Holt' }).click();
    await expect(eveOn(second)).not.toContainText('Counts as one');
    await context.close();

    await page.reload();
    await expect(act('Approve')).toBeVisible();
    expect(problems).toEqual([]);
  } finally {
    await isAskedBy(null, asked?.by ?? '');
  }
});

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 740 } };

test('settings are accessible, wide and narrow, light and dark', async ({ page, problems }) => {
  await signIn(page, 'Marek Dudek');
  for (const path of ['/settings', '/settings/people', '/settings/sessions', '/invitation?token=x'])
    for (const [size, viewport] of Object.entries(SIZES))
      for (const colorScheme of ['light', 'dark'] as const)
        await test.step(`${path} ${size} ${colorScheme}`, async () => {
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme });
          await page.goto(path);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          for (const change of await page
            .getByText('Change', { exact: false })
            .and(page.locator('summary'))
            .all())
            await change.click();
          await expectNoSidewaysScroll(page);
          await expectAccessible(page);
        });
  expect(problems).toEqual([]);
});
