import type { Page } from '@playwright/test';
import { expect, signIn, test } from '../fixtures.ts';
import { isAskedForSomething, withOwner } from '../portal-owner.ts';
import { startDevelopmentWeb, type WebProcess } from '../production-web.ts';
import { sql } from '../stack-under-test.ts';
import { stripeStub, stubStripe } from '../stripe-components-stub.ts';

/* React's StrictMode mounts everything twice, in development alone: so the sources are run here as a developer runs them. */

/** Ends only what hangs. */
const COMPILE_MS = 180_000;

let web: WebProcess;

test.beforeAll(async () => {
  test.setTimeout(2 * COMPILE_MS);
  web = await startDevelopmentWeb();
});
test.afterAll(() => web.stop());

const seenByStripe = (page: Page) =>
  stripeStub(page, (stub) => ({
    inits: stub.seen.inits.length,
    secrets: stub.seen.secrets.length,
    logouts: stub.seen.logouts,
    drawn: stub.drawn().sort(),
  }));

test('under StrictMode the portal asks for one session, shows each component once and is left once', async ({
  page,
}) => {
  test.setTimeout(4 * COMPILE_MS);
  const posted: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posted.push(new URL(request.url()).pathname);
  });
  const times = (path: string): number => posted.filter((one) => one === path).length;
  await stubStripe(page);
  await withOwner(await isAskedForSomething(), async ({ name, ownerId }) => {
    await page.goto(`${web.url}/sign-in`, { timeout: COMPILE_MS });
    await signIn(page, name, '/portal/account', web.url);
    await expect(page.getByText('Stripe: account-onboarding')).toBeVisible({ timeout: COMPILE_MS });
    const created = await stripeStub(page, ({ seen }) => seen.created);
    expect(
      created.filter((tag) => tag === 'account-onboarding'),
      'StrictMode is on',
    ).toHaveLength(2);
    const { drawn, ...connections } = await seenByStripe(page);
    expect(drawn, 'each once').toEqual([...new Set(created)].sort());
    await expect(page.locator('.embedded > *'), 'and nothing beside them').toHaveCount(drawn.length);
    expect(connections).toEqual({ inits: 1, secrets: 1, logouts: 0 });
    expect(times('/api/account-sessions')).toBe(1);
    expect(await sql`select from account_sessions where owner_id = ${ownerId}`).toHaveLength(1);

    await page.getByRole('button', { name: 'Leave Stripe’s form' }).click();
    await expect.poll(() => times('/portal/reread')).toBe(1);
    // What was taken away still has its listeners: nothing of it counts any more, for an exit or a failure.
    await stripeStub(page, (stub) => {
      stub.tellFromRemoved();
    });
    await page.getByRole('link', { name: 'Documents' }).click();
    await expect(page.getByText('Stripe: documents')).toBeVisible({ timeout: COMPILE_MS });
    expect(times('/portal/reread')).toBe(1);
    await page.goBack();
    await expect(page.getByText('Stripe: account-onboarding')).toBeVisible();
    await expect(page.getByText('could not be loaded')).toHaveCount(0);
    expect(await seenByStripe(page)).toEqual({ inits: 1, secrets: 1, logouts: 0, drawn });
    expect(times('/api/account-sessions')).toBe(1);
  });
});
