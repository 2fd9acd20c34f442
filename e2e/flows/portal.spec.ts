import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  expectOneMain,
  signIn,
  test,
} from '../fixtures.ts';
import { colleague, INES } from '../review-desk.ts';
import { isAskedForSomething, one, SEEDED_FIRST, withOwner } from '../portal-owner.ts';
import { sql, stack } from '../stack-under-test.ts';
import { blockStripe, stripeStub, stubStripe, unblockStripe } from '../stripe-components-stub.ts';

/* The portal of an account's owner in a real browser, with Stripe's script stubbed as its own loader expects it. */

const PHONE = { width: 360, height: 740 };

async function withHold(connectedAccountId: string, during: () => Promise<void>): Promise<void> {
  const holdId = `hld_${randomUUID().replaceAll('-', '')}`;
  await sql`
    insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by)
    values (${holdId}, ${connectedAccountId}, 'operator', 'unusual_activity', 'Canary of the reviewers', 'Payouts are being checked.',
      '{}', 'opr_demo_ines', now() + interval '1 day')`;
  try {
    await during();
  } finally {
    await sql`update holds set state = 'release_asked', release_reason = 'Test over', release_asked_by = 'opr_demo_ines',
      release_asked_at = now() where hold_id = ${holdId}`;
    await sql`update holds set state = 'released', released_by = 'opr_demo_marek', released_at = now() where hold_id = ${holdId}`;
  }
}

/** One that Stripe pays by itself and nothing holds: its owner may start a payout. */
const paidByStripe = () =>
  one(sql`
    select connected_account_id as id from connected_accounts as account
    where lock_strength = 'automatic' and deauthorized_at is null
      and not exists (select from payout_accounts as paid where paid.connected_account_id = account.connected_account_id)
      and not exists (select from holds where holds.connected_account_id = account.connected_account_id and state <> 'released')
    order by ${SEEDED_FIRST} limit 1`);

/** Of an account that nothing freezes, in the order of their names. */
const GRANTED = [
  'account_management',
  'account_onboarding',
  'balances',
  'disputes_list',
  'documents',
  'notification_banner',
  'payments',
  'payout_details',
  'payouts_list',
  'tax_registrations',
  'tax_settings',
];

/** Whom Stripe pays by its own schedule sees what comes next, too. */
async function grantedTo(connectedAccountId: string): Promise<string[]> {
  const paid = await sql`
    select from connected_accounts as account where connected_account_id = ${connectedAccountId} and lock_strength = 'automatic'
      and not exists (select from payout_accounts as paid where paid.connected_account_id = account.connected_account_id)`;
  return [...GRANTED, ...(paid.length === 0 ? [] : ['payouts'])].sort();
}

type Issued = { granted: string[]; pays: boolean };

/** Sessions that were handed out to an owner, oldest first. */
const sessionsOf = (ownerId: string) => sql<Issued[]>`
  select array(select key from jsonb_each(components) where (value ->> 'enabled')::boolean order by key) as granted,
    lets_pay_itself as pays
  from account_sessions where owner_id = ${ownerId} and state = 'issued' order by asked_at`;

const drawn = (page: Page) => stripeStub(page, (stub) => stub.drawn().sort());

test('an owner signs in to the portal, sets up their account in Stripe’s form, and leaving it reads the account again', async ({
  page,
}) => {
  await page.setViewportSize(PHONE);
  await stubStripe(page);
  const connectedAccountId = await isAskedForSomething();
  await withOwner(connectedAccountId, async ({ name, ownerId }) => {
    await signIn(page, name);
    await expect(page).toHaveURL(/\/portal$/);
    await expect(
      page.getByRole('heading', { name: /What you must do next|Finish setting up/ }),
    ).toBeVisible();
    await expectOneMain(page);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    expect(await sessionsOf(ownerId), 'a page without components asks for no session').toEqual([]);

    await page.getByRole('link', { name: /Continue|Give what is asked for/ }).click();
    await expect(page.getByText('Stripe: account-onboarding')).toBeVisible();
    await expectAccessible(page);
    const [session, ...others] = await sessionsOf(ownerId);
    expect(others).toEqual([]);
    expect(session?.granted, 'these and no others').toEqual(await grantedTo(connectedAccountId));
    expect(session?.pays).toBe(false);
    const [init] = await stripeStub(page, ({ seen }) =>
      seen.inits.map(({ publishableKey, locale, appearance }) => ({ publishableKey, locale, appearance })),
    );
    expect(init).toMatchObject({
      publishableKey: expect.stringMatching(/^pk_test_/),
      locale: await page.evaluate(() => navigator.language),
      appearance: { variables: { colorText: expect.stringMatching(/^rgb/) } },
    });
    await expect.poll(() => stripeStub(page, ({ seen }) => seen.secrets.length)).toBe(1);

    const reread = page.waitForResponse((response) => response.url().endsWith('/portal/reread'));
    await page.getByRole('button', { name: 'Leave Stripe’s form' }).click();
    expect((await reread).status()).toBe(204);
    const [noted] = await sql<{ count: bigint }[]>`
      select count(*) from audit_records where action = 'owner.return_from_stripe' and after ->> 'ownerId' = ${ownerId}`;
    expect(noted?.count).toBe(1n);
    // One connection serves all pages; what another draws comes from the same session.
    await page.getByRole('link', { name: 'Documents' }).click();
    await expect(page.getByText('Stripe: documents')).toBeVisible();
    await expect.poll(() => drawn(page)).toEqual(['documents', 'tax-registrations', 'tax-settings']);
    expect(await sessionsOf(ownerId)).toHaveLength(1);
  });
});

test('a hold takes the payout component from an open page within seconds, and neither the session from before nor a later one pays', async ({
  page,
}) => {
  await stubStripe(page);
  const connectedAccountId = await paidByStripe();
  await withOwner(connectedAccountId, async ({ name, ownerId }) => {
    await signIn(page, name, '/portal/payouts');
    await expect(page.getByText('Stripe: payouts')).toBeVisible();
    expect(await drawn(page)).toEqual(['balances', 'payouts']);
    await withHold(connectedAccountId, async () => {
      await expect(page.getByText('Stripe: payouts-list')).toBeVisible({ timeout: 120_000 });
      // Where Stripe collects the bank account its balances go too: they cannot be had without a form for it.
      expect(await drawn(page)).not.toContain('payouts');
      expect(await stripeStub(page, ({ seen }) => seen.logouts)).toBe(1);
      // As Stripe's script asks when a session has ended: nothing wider comes of it.
      await stripeStub(page, (stub) =>
        stub
          .renew()
          .then(() => stub.renew())
          .then(() => null),
      );
      const [first, ...later] = await sessionsOf(ownerId);
      expect(first?.granted).toContain('payouts');
      expect(first?.pays).toBe(false);
      expect(later.length).toBeGreaterThanOrEqual(2);
      for (const { pays, granted } of later) {
        expect(pays).toBe(false);
        expect(granted).not.toContain('payouts');
      }
      // Stripe goes on paying by its own schedule: nobody is told that a hold of ours keeps that.
      await page.goto('/portal');
      await expect(page.getByText(/^Stripe pays you/)).toBeVisible();
      await expect(page.locator('body')).not.toContainText(/Payouts are being checked|Canary/);
    });
  });
});

test('an open overview learns of a hold and of its end within seconds: nothing is offered that would be refused', async ({
  page,
}) => {
  const clara = await one(
    sql`select connected_account_id as id from connected_account_owners where name = 'Clara Whitfield'`,
  );
  await signIn(page, 'Clara Whitfield', '/portal');
  const offer = page.getByText(/^You can ask for .* now/);
  await expect(offer).toBeVisible();
  await withHold(clara, async () => {
    await expect(offer).toBeHidden({ timeout: 120_000 });
    await expect(page.getByText('Payouts are being checked.').first()).toBeVisible();
  });
  await expect(offer).toBeVisible({ timeout: 120_000 });
});

test('without Stripe’s script: why, a retry that works, and Stripe’s own page, which a frozen account has not', async ({
  page,
  browser,
}) => {
  await page.setViewportSize(PHONE);
  const connectedAccountId = await isAskedForSomething();
  await withOwner(connectedAccountId, async ({ name, ownerId }) => {
    await blockStripe(page);
    await signIn(page, name, '/portal/account');
    const alert = page.getByRole('main').getByRole('alert');
    await expect(alert).toContainText('Stripe’s script did not load');
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    expect(await sessionsOf(ownerId), 'no session is made for a script that is not there').toEqual([]);
    const link = alert.getByRole('link', { name: 'Continue on Stripe’s own page' });
    const answer = await page.request.get((await link.getAttribute('href')) ?? '', { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    expect(answer.headers()['location']).toContain(
      `https://connect.stripe.com/setup/s/${connectedAccountId}/`,
    );

    await withHold(connectedAccountId, async () => {
      await page.reload();
      await expect(alert).toBeVisible();
      await expect(link).toHaveCount(0);
      await page.goto('/portal/account-link');
      await expect(page.getByText('Stripe’s page was not opened')).toBeVisible();
      // What was handed out before the hold is told to whoever looks at the account.
      const ines = await colleague(browser, INES, `/connected-accounts/${connectedAccountId}`);
      await expect(ines.getByText('Its owner was led to Stripe’s own page before')).toBeVisible();
      await expectAccessible(ines);
      await ines.context().close();
    });
    // Stripe's own page is a form for details and a bank account: whoever wants something else is not led there.
    for (const [path, words] of [
      ['/portal/payouts', 'your last payouts stand on the overview'],
      ['/portal/payments', 'A dispute has a deadline'],
      ['/portal/documents', 'say which document you need'],
    ] as const) {
      await page.goto(path);
      await expect(alert).toContainText(words);
      await expect(page.locator('a[href*="account-link"]')).toHaveCount(0);
      await expect(alert.getByRole('link', { name: 'Go to the overview' })).toHaveAttribute(
        'href',
        '/portal',
      );
    }
    await page.goto('/portal/account');
    await expect(alert).toBeVisible();
    await unblockStripe(page);
    await stubStripe(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('Stripe: account-')).not.toHaveCount(0);
  });
});

test('a component that fails says so and comes back; a session that ended takes all of them away', async ({
  page,
}) => {
  await stubStripe(page);
  await signIn(page, 'Clara Whitfield', '/portal/payments');
  await expect(page.getByText('Stripe: payments')).toBeVisible();
  await stripeStub(page, (stub) => {
    stub.fail('payments');
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Stripe: payments')).toBeVisible();
  await sql`
    update owner_sessions set revoked_at = now() where revoked_at is null and owner_id = 'own_demo_clara'`;
  await expect(page.getByText('Your session has ended. Sign in again.')).toBeVisible({ timeout: 120_000 });
  expect(await drawn(page)).toEqual([]);
});

test('Stripe’s origins and an opener are allowed on the portal alone', async ({ page }) => {
  await stubStripe(page);
  await signIn(page, 'Clara Whitfield');
  const mine = (await page.goto('/portal/payouts'))?.headers() ?? {};
  expect(mine['cross-origin-opener-policy']).toBe('unsafe-none');
  expect(mine['content-security-policy']).toContain(
    'frame-src https://connect-js.stripe.com https://js.stripe.com;',
  );
  for (const path of ['/', '/payouts', '/sign-in', '/portalx']) {
    const headers = (await page.request.get(path, { maxRedirects: 0 })).headers();
    expect(headers['content-security-policy'], path).not.toContain('stripe');
    expect(headers['cross-origin-opener-policy'], path).toBe('same-origin');
  }
});

test('an owner’s pages say nothing of another’s account, whoever asks for it and however', async ({
  page,
}) => {
  const other = await paidByStripe();
  const [theirs] = await sql<{ name: string }[]>`
    select display_name as name from connected_accounts where connected_account_id = ${other}`;
  const asked = `irq_${crypto.randomUUID().replaceAll('-', '')}`;
  await sql`
    insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
    values (${asked}, ${other}, 'Canary of another', 'Canary of another', '[]', now() + interval '1 day', 'opr_demo_ines')`;
  await stubStripe(page);
  await signIn(page, 'Clara Whitfield');
  for (const path of [
    '/portal',
    '/portal/account',
    '/portal/payouts',
    '/portal/payments',
    '/portal/documents',
    '/portal/live',
    '/portal/account-link',
    `/portal/requests/${asked}`,
  ])
    for (const query of [
      `account=${other}`,
      `connectedAccountId=${other}`,
      `connected_account_id=${other}`,
    ]) {
      const answer = await page.request.get(`${path}?${query}`, { maxRedirects: 0 });
      const said = (await answer.text()) + (answer.headers()['location'] ?? '');
      expect(said.replaceAll(query, ''), path).not.toContain(theirs?.name ?? 'nobody');
      expect(said, path).not.toContain('Canary of another');
      expect(said.replaceAll(query, '').replaceAll(encodeURIComponent(query), ''), path).not.toMatch(
        new RegExp(`setup/s/${other}`),
      );
    }
  // What another was asked is, to everybody else, a request that never was: as a page and as an answer with a file.
  const unknown = `irq_${'0'.repeat(32)}`;
  for (const id of [asked, unknown]) {
    expect((await page.request.get(`/portal/requests/${id}`)).status()).toBe(404);
    const answer = await page.request.post(`/portal/requests/${id}/answer`, {
      headers: { accept: 'application/json', origin: stack.webUrl, 'sec-fetch-site': 'same-origin' },
      multipart: {
        text: 'Mine now',
        files: { name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF') },
      },
    });
    expect([answer.status(), await answer.json()]).toEqual([
      404,
      { ok: false, message: 'There is no such request.' },
    ]);
  }
  expect(
    await sql`select from information_request_files where information_request_id = ${asked}`,
  ).toHaveLength(0);
  expect(await sql`select state from information_requests where information_request_id = ${asked}`).toEqual([
    { state: 'sent' },
  ]);
});
