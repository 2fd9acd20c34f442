import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../fixtures.ts';
import { control, sql, stack } from '../stack-under-test.ts';

const OWNER = 'Clara Whitfield';

type Answer = {
  status: number;
  cache: string | null;
  body: { components: Record<string, Granted>; expires_at: number };
};
type Granted = { features: Record<string, boolean> };

/** What the embedded components' script will do from a page of ours: ask for a session, here with somebody else's account. */
function askForSession(page: Page, body: object): Promise<Answer> {
  return page.evaluate(async (sent) => {
    const response = await fetch('/api/account-sessions', { method: 'POST', body: JSON.stringify(sent) });
    const text = await response.text();
    return {
      status: response.status,
      cache: response.headers.get('cache-control'),
      body: (response.ok ? JSON.parse(text) : {}) as Answer['body'], // read by the test
    };
  }, body);
}

type AtStripe = { session: { account: string; components: Record<string, Granted & { enabled: boolean }> } };

async function sessionsAtStripe(connectedAccountId: string): Promise<AtStripe[]> {
  const response = await fetch(`${stack.simulatorUrl}/_control/accounts/${connectedAccountId}/sessions`);
  return (await response.json()) as AtStripe[]; // the local Stripe's own rows
}

const PAYING = ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'];

test('an owner gets a session of their own account, a hold narrows the next one, and no session pays', async ({
  page,
  browser,
  baseURL,
}) => {
  const [own] = await sql<
    { id: string }[]
  >`select connected_account_id as id from connected_account_owners where name = ${OWNER}`;
  const [other] = await sql<{ id: string }[]>`
    select connected_account_id as id from connected_accounts where connected_account_id <> ${own?.id ?? ''} limit 1`;
  const ownId = own?.id ?? '';
  await signIn(page, OWNER);
  const free = await askForSession(page, { account: other?.id, components: { payouts: { enabled: true } } });
  expect(free).toMatchObject({ status: 200, cache: 'no-store' });
  expect(free.body.components).not.toHaveProperty('payouts');
  expect(free.body.components['payments']?.features).toMatchObject({ refund_management: true });
  expect(await sessionsAtStripe(other?.id ?? '')).toEqual([]);

  const context = await browser.newContext(baseURL ? { baseURL } : {});
  const reviewer = await context.newPage();
  await signIn(reviewer, 'Ines Okafor', `/connected-accounts/${ownId}`);
  await expect(reviewer.getByText('Its owner has a page open from before')).toHaveCount(0);
  const [hold] = await sql<{ id: string }[]>`
    insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, evidence, placed_by, review_by)
    values (${`hld_${crypto.randomUUID().replaceAll('-', '')}`}, ${ownId}, 'operator', 'unusual_activity', 'Strange', 'We look at it.', '{}',
      'opr_demo_ines', now() + interval '1 day') returning hold_id as id`;
  await reviewer.reload();
  await expect(reviewer.getByText('Its owner has a page open from before')).toBeVisible();
  await expect(reviewer.getByText('change the bank account or refund payments')).toBeVisible();

  const held = await askForSession(page, {});
  expect(held.status).toBe(200);
  expect(held.body.components['payments']?.features).toMatchObject({ refund_management: false });
  expect(held.body.components['account_management']?.features).toMatchObject({
    external_account_collection: false,
  });
  const made = await sessionsAtStripe(ownId);
  expect(made.length).toBeGreaterThanOrEqual(2);
  for (const { session } of made)
    for (const [name, { enabled, features }] of Object.entries(session.components))
      for (const feature of PAYING)
        expect(enabled && features[feature] === true, `${name} ${feature}`).toBe(false);
  await expect(control(`/accounts/${ownId}/self_payout`, { amount: 100, currency: 'usd' })).rejects.toThrow(
    'no means to pay itself',
  );

  const holdId = hold?.id ?? '';
  await sql`update holds set state = 'release_asked', release_reason = 'Test over', release_asked_by = 'opr_demo_ines',
    release_asked_at = now() where hold_id = ${holdId}`;
  await sql`update holds set state = 'released', released_by = 'opr_demo_marek', released_at = now() where hold_id = ${holdId}`;
  await context.close();
});

test('an owner sees nothing of the platform’s, and the platform’s people get no owner’s session', async ({
  page,
  browser,
  baseURL,
}) => {
  await signIn(page, OWNER);
  for (const path of ['/', '/payouts', '/connected-accounts', '/kill-switch', '/audit']) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(403);
  }
  const context = await browser.newContext(baseURL ? { baseURL } : {});
  const operator = await context.newPage();
  await signIn(operator, 'Marek Dudek');
  expect((await askForSession(operator, {})).status).toBe(403);
  await context.close();
});
