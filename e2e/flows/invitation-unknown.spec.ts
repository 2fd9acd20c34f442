import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../fixtures.ts';
import { control, sql, stripe } from '../stack-under-test.ts';

const BUSINESS = 'Unheard Answer Bakery';

const madeAtStripe = async () => {
  const { data } = await stripe.accounts.list({ limit: 100 });
  return data.filter(({ business_profile }) => business_profile?.name === BUSINESS).length;
};

test('an invitation whose answer from Stripe was lost stands in the list at once, with what helps, and makes one account', async ({
  page,
}) => {
  await signIn(page, 'Anna Lindqvist', '/connected-accounts/invitations');
  await control('/faults', {
    match: { method: 'POST', path: '/v1/accounts' },
    fault: { kind: 'error_500', executed: true },
  });
  await page.getByLabel('Business', { exact: true }).fill(BUSINESS);
  await page.getByLabel('Person').fill('Olof Unheard');
  await page.getByLabel('Their e-mail').fill('unheard@bakery.example');
  await page.getByLabel('Country').selectOption('US');
  const invite = page.getByRole('button', { name: 'Invite', exact: true });
  await invite.click();
  const form = page.locator('section').filter({ has: page.locator('#invite') });
  await expect(form).toContainText('nobody knows yet whether Stripe made its account');
  const row = page.getByRole('listitem').filter({ hasText: BUSINESS });
  const again = row.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await expect(row.getByRole('button', { name: 'Take back' })).toHaveCount(0);

  await invite.click();
  await expect(form).toContainText('What helps stands beside it in the list.');
  await page.setViewportSize({ width: 360, height: 800 });
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await again.click();
  await expect(row.getByText(/invitation.seller/).first()).toBeVisible();
  expect(await madeAtStripe()).toBe(1);
  const [{ count } = { count: 0n }] = await sql<{ count: bigint }[]>`
    select count(*) from seller_invitations where business_name = ${BUSINESS} and state = 'locked'`;
  expect(count).toBe(1n);
});
