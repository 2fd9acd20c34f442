import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectNoSidewaysScroll, settled, signIn, test } from '../fixtures.ts';
import { withOwner } from '../portal-owner.ts';
import { control, sql, stack, stripe } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

/* What the owner of an account that is over reads: of one that has left the platform, and of one that was rejected. */

const FOR_ANSWER = 'A scan of the licence';

/** A seller of the platform's own kind who owes Stripe something, as soon as Sluice knows them. */
async function seller(name: string): Promise<string> {
  const { id } = await stripe.accounts.create({
    country: 'US',
    email: 'over@example.com',
    business_profile: { name },
    controller: {
      losses: { payments: 'application' },
      fees: { payer: 'application' },
      requirement_collection: 'application',
      stripe_dashboard: { type: 'none' },
    },
    capabilities: { transfers: { requested: true } },
    settings: { payouts: { schedule: { interval: 'manual' } } },
  });
  // Stripe sends no event when a platform makes an account, and one when it changes.
  await stripe.accounts.update(id, { metadata: { seller: name } });
  await settled();
  return id;
}

async function asked(connectedAccountId: string): Promise<string> {
  const id = `irq_${crypto.randomUUID().replaceAll('-', '')}`;
  await sql`
    insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
    values (${id}, ${connectedAccountId}, ${FOR_ANSWER}, 'To compare.', '["The licence"]', now() + interval '1 day', 'opr_demo_ines')`;
  return id;
}

/** As wide as a desk's screen and as a phone's, by day and by night. */
async function expectSeemly(page: Page): Promise<void> {
  for (const width of [1440, 360])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
      await expectNoSidewaysScroll(page);
    }
}

test('of an account that has left, what was asked is shown and nothing of it offered', async ({
  page,
  problems,
}) => {
  const id = await seller('Left Behind');
  await withOwner(id, async ({ name, ownerId }) => {
    const request = await asked(id);
    await stubStripe(page);
    await signIn(page, name);
    const main = page.getByRole('main');
    await expect(main).toContainText('Finish setting up your account');
    await expect(main).toContainText('We ask you');
    await control(`/accounts/${id}/deauthorize`, {});
    await settled();

    await page.reload();
    await expect(page.getByRole('heading', { name: 'This account has left the platform' })).toBeVisible();
    await expect(main).not.toContainText(/We ask you|Finish setting up|must do|Write to us/);
    await expect(main.getByRole('button')).toHaveCount(0);
    await expectSeemly(page);
    await page.getByText('Asked before this account left: 1').click();
    await page.getByRole('link', { name: FOR_ANSWER }).click();
    await expect(main).toContainText('This was asked before, and cannot be answered here any more.');
    await expect(main).not.toContainText(/Answer by|was due|Send with it/);
    await expect(main.getByRole('button')).toHaveCount(0);
    await expectSeemly(page);
    const refused = await page.request.post(`/portal/requests/${request}/answer`, {
      headers: { accept: 'application/json', origin: stack.webUrl, 'sec-fetch-site': 'same-origin' },
      multipart: { text: 'Here.' },
    });
    expect([refused.status(), (await refused.json()) as unknown]).toEqual([
      409,
      { ok: false, message: 'This account has left the platform. Nothing was sent.' },
    ]);
    for (const part of ['account', 'payouts', 'payments', 'documents']) {
      await page.goto(`/portal/${part}`);
      await expect(page.getByRole('heading', { name: 'This account has left the platform' })).toBeVisible();
      await expect(main.getByRole('button')).toHaveCount(0);
    }
    expect(await sql`select from account_sessions where owner_id = ${ownerId}`).toHaveLength(0);
    expect(problems).toEqual([]);
  });
});

test('of a rejected account, its owner reads that it is closed, and is asked by Stripe for nothing', async ({
  page,
  problems,
}) => {
  const id = await seller('Turned Away');
  await withOwner(id, async ({ name }) => {
    await stubStripe(page);
    await signIn(page, name);
    const main = page.getByRole('main');
    await expect(main).toContainText('Finish setting up your account');
    await stripe.accounts.reject(id, { reason: 'fraud_other' });
    await settled();

    await page.reload();
    await expect(main).toContainText('This account can take no payments any more.');
    await expect(main).toContainText(
      'Payouts do not leave while the account is closed. The money stays in your balance.',
    );
    // Neither that it is fraud nor who said so, and nothing that would no longer help.
    await expect(main).not.toContainText(/fraud|reject|Finish setting up|must do|Ask for a payout|We start/i);
    await expect(main.getByRole('link', { name: /Continue|Give what is asked for/ })).toHaveCount(0);
    await expectSeemly(page);
    await page.goto('/portal/account');
    await expect(main).toContainText('This account can take no payments any more.');
    await expect(main).not.toContainText(/fraud|reject|Finish setting up|must do/i);
    await expectSeemly(page);
    expect(problems).toEqual([]);
  });
});
