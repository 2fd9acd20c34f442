import { expect, signIn, test } from '../fixtures.ts';
import { control, stack } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

/*
 * A build has the same sources in many bundles, of which each had errors of its own: whichever used Stripe first made the one client, and
 * the others did not know its errors. So actions of pages and routes are tried in one process.
 */

const REFUSED = { kind: 'error', status: 400, type: 'invalid_request_error', message: 'No such country.' };

test('what Stripe refuses is known by actions of pages and by routes of one process alike', async ({
  page,
  browser,
}) => {
  const clara = await (await browser.newContext()).newPage();
  await stubStripe(clara);
  await signIn(clara, 'Clara Whitfield', '/portal', stack.webUrl);
  const askForSession = () =>
    clara.evaluate(async () => {
      const response = await fetch('/api/account-sessions', { method: 'POST' });
      return { status: response.status, text: await response.text() };
    });
  expect((await askForSession()).status).toBe(200);
  await signIn(page, 'Anna Lindqvist', '/connected-accounts/invitations');
  for (const place of [1, 2]) {
    await control('/faults', { match: { method: 'POST', path: '/v1/accounts' }, fault: REFUSED });
    await page.getByLabel('Business', { exact: true }).fill(`Refused Bakery ${String(place)}`);
    await page.getByLabel('Person').fill('Olof Refused');
    await page.getByLabel('Their e-mail').fill(`refused${String(place)}@bakery.example`);
    await page.getByLabel('Country').selectOption('US');
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await expect(page.getByText('Stripe refuses this account: No such country.')).toBeVisible();
    const row = page.getByRole('listitem').filter({ hasText: `Refused Bakery ${String(place)}` });
    const takeBack = row.getByRole('button', { name: 'Take back' });
    await takeBack.click();
    await expect(takeBack).toHaveCount(0);

    await control('/faults', { match: { method: 'POST', path: '/v1/account_sessions' }, fault: REFUSED });
    const answer = await askForSession();
    expect(answer.status, answer.text).toBe(409);
  }
  await clara.context().close();
});
