import { randomUUID } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { hashPassword } from '#lib/auth/password-hash.ts';
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test, typeCode } from '../fixtures.ts';
import { isAskedForSomething } from '../portal-owner.ts';
import { colleague, MAREK } from '../review-desk.ts';
import { sql, stack } from '../stack-under-test.ts';

/* Another password for an owner who is in, and who comes too late with a link. */

const OLD = 'harbour lights at half past nine 40';
const NEW = 'lantern over the harbour 61';

const ownersOn = (page: Page) => page.getByRole('region', { name: 'Who signs in for it', exact: true });

/** Somebody who signs in with a password. */
async function owner() {
  const connectedAccountId = await isAskedForSomething();
  const id = randomUUID().slice(0, 8);
  const [ownerId, email, name] = [`own_renew_${id}`, `pia.${id}@seller.example`, `Pia ${id}`];
  await sql`insert into connected_account_owners (owner_id, connected_account_id, email, name)
    values (${ownerId}, ${connectedAccountId}, ${email}, ${name})`;
  await sql`insert into owner_passwords (owner_id, email, password_hash) values (${ownerId}, ${email}, ${await hashPassword(OLD)})`;
  return { ownerId, email, name, path: `/connected-accounts/${connectedAccountId}` };
}

const phone = async (browser: Browser) =>
  (
    await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB', timezoneId: 'UTC' })
  ).newPage();

async function signInWith(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in?callbackUrl=%2Fportal');
  await page.getByText(/with a password$/).click();
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** As it is read on a desk and on a telephone. */
async function fitsBoth(page: Page): Promise<void> {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ]) {
    await page.setViewportSize(viewport);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  }
}

test('an owner who cannot sign in gets another password by two people: a code and a link, and everybody sees who', async ({
  page: anna,
  browser,
}) => {
  const { ownerId, email, name, path } = await owner();
  const pia = await phone(browser);
  await signInWith(pia, email, OLD);
  await expect(pia).toHaveURL(/\/portal$/);
  const row = (page: Page) => ownersOn(page).getByRole('listitem').filter({ hasText: email });

  await signIn(anna, 'Anna Lindqvist', path);
  const code = await test.step('one asks, and is shown a code once', async () => {
    await row(anna)
      .getByText(/^They cannot sign in any more/)
      .click();
    await row(anna)
      .getByLabel('How you know that it is them')
      .fill('They rang from the number that we have.');
    await fitsBoth(anna);
    await row(anna).getByRole('button', { name: 'Ask for a link' }).click();
    await expect(row(anna)).toContainText(
      'You asked, and have the code. Another administrator makes the link.',
    );
    const shown = row(anna).getByText(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/);
    await expect(shown).toBeVisible();
    await expect(row(anna)).toContainText(`For ${name}, ${email}`);
    await expect(row(anna).getByText(/^They cannot sign in any more/), 'one is open').toHaveCount(0);
    await fitsBoth(anna);
    return (await shown.textContent()) ?? '';
  });

  await test.step('the owner is told, and who asked is for colleagues', async () => {
    await pia.reload();
    await expect(pia.getByRole('heading', { name: 'A link to another password is asked for' })).toBeVisible();
    await expect(pia.getByRole('main')).not.toContainText('Anna Lindqvist');
    await fitsBoth(pia);
  });

  const marek = await colleague(browser, MAREK, '/');
  const link =
    await test.step('a second one finds it on the overview, proves to be there and makes the link', async () => {
      await marek.getByRole('link', { name: /waits? for a link to another password/ }).click();
      await expect(marek).toHaveURL(new RegExp(`${path}#owners$`));
      await expect(row(marek)).toContainText('They rang from the number that we have.');
      await fitsBoth(marek);
      await typeCode(row(marek));
      await row(marek)
        .getByRole('button', { name: /^Make the link/ })
        .first()
        .click();
      const shown = row(marek).getByText('/invitation/seller?').first();
      await expect(shown).toBeVisible();
      await expect(row(marek)).toContainText('They have a link to another password');
      await fitsBoth(marek);
      await anna.reload();
      await expect(row(anna)).toContainText('Marek Dudek made the link');
      await expect(row(anna).getByRole('button', { name: /Make the link/ })).toHaveCount(0);
      return (await shown.textContent()) ?? '';
    });

  await test.step('the link and the code together choose another password, once; the old one and its sessions end', async () => {
    const laptop = await phone(browser);
    const choose = async (withCode: string) => {
      await laptop.goto(link);
      await laptop.getByLabel('Your e-mail').fill(email);
      await laptop.getByLabel('The code that you were told').fill(withCode);
      await laptop.getByLabel('New password').fill(NEW);
      await laptop.getByLabel('The same again').fill(NEW);
      await fitsBoth(laptop);
      await laptop.getByRole('button', { name: 'Set password' }).click();
    };
    await choose('0000-0000-0000-0000');
    await expect(laptop.locator('#problem')).toContainText('not the code that goes with this link');
    await choose(code.toLowerCase());
    await expect(laptop.getByRole('heading', { name: 'Your account is yours' })).toBeVisible();
    await laptop.goto(link);
    await expect(laptop.getByRole('heading', { name: 'This link was used' })).toBeVisible();
    await pia.goto('/portal');
    await expect(pia.getByRole('heading', { level: 1 })).toHaveText('Your session has ended');
    await signInWith(laptop, email, NEW);
    await expect(laptop).toHaveURL(/\/portal$/);
    await expect(laptop.getByRole('heading', { name: 'Your password was changed by a link' })).toBeVisible();
    await fitsBoth(laptop);
    await laptop.context().close();
  });

  await marek.reload();
  await expect(row(marek)).toContainText(
    /Chose another password .*: asked for by Anna Lindqvist, link made by Marek Dudek/,
  );
  await marek.goto(`${path}?story=owners`);
  await fitsBoth(marek);
  for (const page of [pia, marek]) await page.context().close();
  await sql`update connected_account_owners set disabled_at = now() where owner_id = ${ownerId}`;
});

test('whoever presses twice reads that the link was used and where to sign in; a made-up link is one that nobody knows', async ({
  page,
}) => {
  const { ownerId, email } = await owner();
  const token = `tok_${randomUUID()}`;
  const hash = (text: string) => sql<{ hash: string }[]>`
    select translate(encode(sha256(convert_to(${text}, 'UTF8')), 'base64'), '+/=', '-_') as hash`;
  const [linkHash] = await hash(token);
  const [codeHash] = await hash('invitation code\n7777');
  await sql`insert into owner_renewals (owner_renewal_id, owner_id, connected_account_id, email, reason, code_hash, asked_by, made_by, made_at, token_hash)
    select ${`orn_${token}`}, owner_id, connected_account_id, email, 'x', ${codeHash?.hash ?? ''}, 'opr_demo_anna', 'opr_demo_marek', now(), ${linkHash?.hash ?? ''}
    from connected_account_owners where owner_id = ${ownerId}`;
  const post = (sent: string) =>
    page.request.post('/invitation/seller/password', {
      headers: { origin: stack.webUrl, 'sec-fetch-site': 'same-origin' },
      form: { token: sent, email, code: '7777', password: NEW, again: NEW },
      maxRedirects: 0,
    });
  const where = async (sent: string) => (await post(sent)).headers()['location'];
  expect(await where(token)).toBe('/invitation/seller?done=1');
  expect(await where(token), 'the loser of two presses').toBe(`/invitation/seller?token=${token}`);
  await page.goto(`/invitation/seller?token=${token}`);
  await expect(page.getByRole('heading', { name: 'This link was used' })).toBeVisible();
  await expect(page.getByText('If it was you, sign in with that password.')).toBeVisible();
  await fitsBoth(page);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect(await where('nobody-knows-it')).toBe('/invitation/seller?token=nobody-knows-it');
  for (const odd of ['\0', 'x'.repeat(150), 'ä'])
    expect(await where(odd), 'as any link that nobody knows').toBe('/invitation/seller');
  await page.goto('/invitation/seller');
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible();
  await sql`update connected_account_owners set disabled_at = now() where owner_id = ${ownerId}`;
});

test('an owner whom two people agreed on and whom nobody made a link for within a week is over, and says so', async ({
  page: marek,
}) => {
  const connectedAccountId = await isAskedForSomething();
  const id = `siv_${randomUUID()}`;
  await sql`
    insert into seller_invitations (seller_invitation_id, makes_account, connected_account_id, state, email, name, business_name, reason, code_hash,
      invited_by, invited_at, confirmed_by, confirmed_at)
    values (${id}, false, ${connectedAccountId}, 'created', ${`${id}@seller.example`}, 'Linkless Lou', 'x', 'x', 'x', 'opr_demo_anna',
      now() - interval '8 days', 'opr_demo_noor', now() - interval '168 hours')`;
  await signIn(marek, MAREK.name, `/connected-accounts/${connectedAccountId}`);
  const over = ownersOn(marek).locator('.callout').filter({ hasText: 'Linkless Lou' });
  await expect(over).toContainText('Nobody made the link for this owner within a week');
  await expect(over.getByRole('button', { name: /Make/ })).toHaveCount(0);
  await fitsBoth(marek);
  await marek.goto('/connected-accounts/invitations?part=stuck');
  await expect(marek.getByRole('listitem').filter({ hasText: 'Linkless Lou' })).toContainText(
    'Without a link in time',
  );
  await marek.goto(`/connected-accounts/${connectedAccountId}?story=owners`);
  await expect(
    marek.getByText('Nobody made the link for Linkless Lou within a week: what two people agreed on ended'),
  ).toBeVisible();
  await over.getByRole('button', { name: 'Take back' }).click();
  await expect(over).toHaveCount(0);
});

test('an owner whom nobody confirmed within a week is over, and says so', async ({ page: marek }) => {
  const connectedAccountId = await isAskedForSomething();
  const id = `siv_${randomUUID()}`;
  await sql`
    insert into seller_invitations (seller_invitation_id, makes_account, connected_account_id, state, email, name, business_name, reason, code_hash,
      invited_by, invited_at)
    values (${id}, false, ${connectedAccountId}, 'created', ${`${id}@seller.example`}, 'Late Lena', 'x', 'x', 'x', 'opr_demo_anna', now() - interval '168 hours')`;
  await signIn(marek, MAREK.name, `/connected-accounts/${connectedAccountId}`);
  const late = ownersOn(marek).locator('.callout').filter({ hasText: 'Late Lena' });
  await expect(late).toContainText('Nobody confirmed this owner within a week');
  await expect(late.getByRole('button', { name: /Confirm/ })).toHaveCount(0);
  await fitsBoth(marek);
  await marek.goto('/connected-accounts/invitations?part=stuck');
  await expect(marek.getByRole('listitem').filter({ hasText: 'Late Lena' })).toContainText(
    'Not confirmed in time',
  );
  await marek.goto(`/connected-accounts/${connectedAccountId}`);
  await late.getByRole('button', { name: 'Take back' }).click();
  await expect(late).toHaveCount(0);
});
