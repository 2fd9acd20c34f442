import type { Browser, Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  settled,
  signIn,
  test,
  typeCode,
} from '../fixtures.ts';
import { endWait } from '../end-wait.ts';
import { ANNA, colleague, INES, MAREK } from '../review-desk.ts';
import { control, sql, stripe } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

/* One seller from the invitation to the day when less is asked of them: what the owner, the reviewers and Stripe each see of it. */

const BUSINESS = 'Nordlicht Lampen';
const EMAIL = 'mira@nordlicht.example';
const PASSWORD = 'lantern over the harbour 61';
const ASKED = '12,500.00';

test.use({ actionTimeout: 30_000 });

/** The owner on their phone, with Stripe's script stubbed. */
async function phone(browser: Browser, baseURL: string | undefined): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...(baseURL ? { baseURL } : {}),
  });
  const page = await context.newPage();
  await stubStripe(page);
  return page;
}

/** Anna's invitation. @returns its link */
async function invite(anna: Page): Promise<string> {
  await anna.goto('/connected-accounts/invitations');
  await anna.getByLabel('Business', { exact: true }).fill(BUSINESS);
  await anna.getByLabel('Person').fill('Mira Sand');
  await anna.getByLabel('Their e-mail').fill(EMAIL);
  await anna.getByLabel('Country').selectOption('US');
  await anna.getByRole('button', { name: 'Invite', exact: true }).click();
  return (await anna.getByText('/invitation/seller?').first().textContent()) ?? '';
}

async function invitedAccount(): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select connected_account_id as id from seller_invitations where email = ${EMAIL} and accepted_at is null`;
  return row?.id ?? '';
}

/** The link is used and the owner signs in with what they chose. */
async function accept(owner: Page, link: string, password = PASSWORD, code?: string): Promise<void> {
  await owner.goto(link);
  await owner.getByLabel('Your e-mail').fill(EMAIL);
  if (code !== undefined) await owner.getByLabel('The code that you were told').fill(code);
  await owner.getByLabel('New password').fill(password);
  await owner.getByLabel('The same again').fill(password);
  await owner.getByRole('button', { name: /^(Accept|Set password)$/ }).click();
  await expect(owner.getByRole('heading', { name: 'Your account is yours' })).toBeVisible();
  await owner.getByRole('link', { name: 'Sign in' }).click();
  await owner.getByText(/with a password$/).click();
  await owner.getByLabel('E-mail').fill(EMAIL);
  await owner.getByLabel('Password', { exact: true }).fill(password);
  await owner.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(owner).toHaveURL(/\/portal$/);
}

/** What an owner and a reviewer read of a number that Stripe did not take. */
const REFUSED = 'Give the tax number of the company again: the number does not belong to this name.';

/** On the board with this state, as the list filters by it. */
async function expectOnBoard(page: Page, state: string): Promise<void> {
  await expect(async () => {
    await page.goto(`/connected-accounts?q=${encodeURIComponent(`lifecycle:${state}`)}`);
    await expect(page.getByRole('link', { name: BUSINESS })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 120_000 });
}

const requestOf = async (account: string) => {
  const [row] = await sql<{ id: string; state: string; payout: string | null }[]>`
    select payout_request_id as id, state, payout_id as payout from payout_requests where connected_account_id = ${account}
    order by requested_at desc limit 1`;
  return row ?? { id: '', state: '', payout: null };
};

async function approve(page: Page, payoutRequestId: string): Promise<void> {
  await page.goto(`/payouts/${payoutRequestId}`);
  await page.getByText(/^Approve as /).click();
  await typeCode(page);
  const given = () =>
    sql`select 1 from payout_approvals where payout_request_id = ${payoutRequestId} and state = 'given'`;
  const before = (await given()).length;
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect.poll(async () => (await given()).length).toBe(before + 1);
}

test('one seller: invited, set up, restricted, answered, enabled, held by their band, approved, paid, and trusted more', async ({
  page: anna,
  browser,
  baseURL,
}) => {
  test.setTimeout(420_000);
  await signIn(anna, ANNA.name);
  const link = await invite(anna);
  const account = await invitedAccount();
  const owner = await phone(browser, baseURL);

  await test.step('the account is there once, pays only when asked, and is its owner’s by the link', async () => {
    const made = await stripe.accounts.list({ limit: 100 });
    expect(made.data.filter(({ email }) => email === EMAIL).map(({ id }) => id)).toEqual([account]);
    const { payments } = await stripe.balanceSettings.retrieve({}, { stripeAccount: account });
    expect(payments.payouts?.schedule?.interval).toBe('manual');
    await accept(owner, link);
    await expect(owner.getByText('Finish setting up your account')).toBeVisible();
    await expect(owner.getByRole('main')).toContainText('Details are missing.');
    await expect(owner.getByRole('main')).not.toContainText('overdue');
    await expectOnBoard(anna, 'onboarding');
    await expectAccessible(owner);
    await expectNoSidewaysScroll(owner);
  });

  await test.step('onboarded in Stripe’s form; leaving it reads the account again', async () => {
    await owner.getByRole('link', { name: /Continue|Give what is asked for/ }).click();
    await expect(owner.getByText('Stripe: account-onboarding')).toBeVisible();
    await control(`/accounts/${account}/onboard`, {});
    await stripe.accounts.createExternalAccount(account, {
      external_account: {
        object: 'bank_account',
        country: 'US',
        currency: 'usd',
        routing_number: '110000000',
        account_number: '000123456789',
      },
    });
    await owner.getByRole('button', { name: 'Leave Stripe’s form' }).click();
    await settled();
    await expectOnBoard(anna, 'enabled');
  });

  const ines = await colleague(browser, INES, `/connected-accounts/${account}`);
  await test.step('restricted by Stripe: on the board and in the portal with what to do; asked by us, and answered', async () => {
    await control(`/accounts/${account}/requirements`, {
      currently_due: ['company.tax_id'],
      past_due: ['company.tax_id'],
      errors: [
        {
          code: 'verification_failed_id_number_match',
          reason: 'The number could not be matched.',
          requirement: 'company.tax_id',
        },
      ],
    });
    await settled();
    await expectOnBoard(anna, 'restricted');
    await owner.goto('/portal');
    await expect(owner.getByText('What you must do next')).toBeVisible();
    await expect(owner.getByRole('main')).toContainText(REFUSED);
    await expect(owner.getByRole('main')).not.toContainText('verification_failed');
    await expectAccessible(owner);

    await ines.goto(`/connected-accounts/${account}`);
    await expect(ines.getByRole('region', { name: 'What Stripe asks for' })).toContainText(REFUSED);
    await expect(ines.getByRole('main')).toContainText('verification_failed_id_number_match');
    await ines.getByText('Ask its owner for something…').click();
    await ines.getByLabel('What you need').fill('The extract of the company register');
    await ines.getByLabel('What it is for').fill('To see who may sign for the company.');
    await ines.getByRole('button', { name: 'Send to the owner' }).click();
    await expect(ines.getByRole('region', { name: 'Asked of its owner' })).toContainText(
      'The extract of the company register',
    );
    await owner.reload();
    await owner.getByRole('link', { name: 'The extract of the company register' }).click();
    await owner.getByLabel('Your answer').fill('It is attached.');
    await owner.getByLabel('Files').setInputFiles({
      name: 'extract.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7\n%%EOF'),
    });
    await owner.getByRole('button', { name: /Send/ }).click();
    await expect(owner.getByRole('heading', { name: 'What you sent' })).toBeVisible();
    await control(`/accounts/${account}/requirements`, {
      currently_due: [],
      past_due: [],
      errors: [],
    });
    await settled();
    await expectOnBoard(anna, 'enabled');
    await ines.reload();
    await expect(ines.getByRole('main')).toContainText('It is attached.');
  });

  await test.step('what Stripe announces stands on the board, the account’s page and the portal alike', async () => {
    const announce = (asked: object) => control(`/accounts/${account}/future_requirements`, asked);
    const inNineDays = Math.floor(Date.now() / 1000) + 9 * 86_400 + 600;
    await announce({ currently_due: ['company.tax_id'], current_deadline: inNineDays });
    await settled();
    await expectOnBoard(anna, 'restricted_soon');
    await expect(anna.getByRole('columnheader', { name: 'Restricted on' })).toHaveAttribute(
      'aria-sort',
      'ascending',
    );
    await expect(anna.getByText('Give the tax number of the company.')).toBeVisible();
    const told = ['Stripe asks for this from', 'in 9 days', 'Give the tax number of the company.'];
    await ines.reload();
    await owner.goto('/portal');
    await expect(owner.getByText('What you will be asked for')).toBeVisible();
    for (const words of told) {
      await expect(ines.getByRole('region', { name: 'What Stripe asks for' })).toContainText(words);
      await expect(owner.getByRole('main')).toContainText(words);
    }
    await expectAccessible(owner);
    await expectNoSidewaysScroll(owner);
    await announce({ currently_due: [], current_deadline: null });
    await settled();
    await expectOnBoard(anna, 'enabled');
  });

  await test.step('Sluice pays it from now on; the owner earns and asks for a payout', async () => {
    await anna.goto(`/connected-accounts/${account}`);
    await anna.getByRole('button', { name: 'Let Sluice make its payouts' }).click();
    await expect(anna.getByRole('heading', { name: 'What can be paid out' })).toBeVisible();
    await control('/charges', { account, amount: 1_500_000, currency: 'usd', fee: 0, availableOn: 0 });
    await settled();
    await expect(async () => {
      await owner.goto('/portal');
      await owner.getByLabel('Amount in USD').fill(ASKED, { timeout: 2_000 });
    }).toPass({ timeout: 120_000 });
    await owner.getByRole('button', { name: 'Ask for this amount in USD' }).click();
    await expect.poll(async () => (await requestOf(account)).state).toBe('in_review');
    const confirmed = owner.getByRole('region', { name: 'Ask for a payout' }).getByRole('status').last();
    await expect(confirmed).toContainText(/You have asked for .*Somebody looks at it/);
    await expect(confirmed).toBeFocused();
  });

  const marek = await colleague(browser, MAREK, '/payouts');
  await test.step('held by the band of somebody new: reviewers read the line, the owner that it waits', async () => {
    const { id } = await requestOf(account);
    const [standing] = await sql<{ band: string }[]>`
      select band from segment_standings where connected_account_id = ${account}`;
    expect(standing?.band).toMatch(/medium|high/);
    await marek.goto(`/payouts/${id}`);
    await expect(marek.getByRole('main')).toContainText(/its risk band is (medium|high)/);
    await owner.goto('/portal');
    await expect(owner.getByRole('region', { name: 'What waits, and why' })).toContainText(ASKED);
    await expect(owner.locator('body')).not.toContainText(/band|score/i);
  });

  await test.step('approved by others than who invited the owner; paid once at Stripe, and it arrives', async () => {
    const { id } = await requestOf(account);
    await approve(marek, id);
    if ((await requestOf(account)).state === 'in_review') await approve(ines, id);
    // The wait of a new seller’s band is a day and more: its end is not waited for.
    await endWait(sql, id);
    await expect.poll(async () => (await requestOf(account)).state, { timeout: 120_000 }).toBe('sent');
    const paid = await stripe.payouts.list({ limit: 100 }, { stripeAccount: account });
    expect(paid.data.map(({ amount, metadata }) => [amount, metadata?.['sluice_payout_request_id']])).toEqual(
      [[1_250_000, id]],
    );
    const payoutId = paid.data[0]?.id ?? '';
    await control(`/payouts/${payoutId}/in_transit`, {});
    await control(`/payouts/${payoutId}/paid`, {});
    await settled();
    await owner.goto('/portal');
    await expect(owner.getByRole('region', { name: 'On its way and arrived' })).toContainText(ASKED);
    await expectAccessible(owner);
  });

  await test.step('known better, the band is proposed looser, and a person agrees', async () => {
    const [before] = await sql<{ band: string }[]>`
      select band from segment_standings where connected_account_id = ${account}`;
    // What time brings in months: Stripe has known the seller, and Sluice their bank account, for long; and now what they sell.
    await sql`update connected_accounts set created_at_stripe = now() - interval '2 years', merchant_category_code = '5719'
      where connected_account_id = ${account}`;
    await expect(async () => {
      await ines.goto(`/connected-accounts/${account}`);
      await ines.getByRole('button', { name: 'Agree to the looser band' }).waitFor({ timeout: 2_000 });
    }).toPass({ timeout: 150_000 });
    const band = ines.getByRole('region', { name: 'Risk band' });
    await expect(band).toContainText(
      'Agreeing changes at once, for every payout that is asked for from then on:',
    );
    // From medium, or from high where the owner took longer with what was past due.
    // Those of the band in force stand above, under the same name.
    await expect(band.getByRole('listitem').filter({ hasText: /Reviewers:.*becomes/ })).toContainText(
      /becomes (none|one person above 10,000\.00 USD)/,
    );
    await expectAccessible(ines);
    await band.getByLabel('Why', { exact: true }).fill('A year without a complaint.');
    await typeCode(band);
    await band.getByRole('button', { name: 'Agree to the looser band' }).click();
    await expect
      .poll(async () => {
        const [now] = await sql<{ band: string }[]>`
          select band from segment_standings where connected_account_id = ${account}`;
        return now?.band;
      })
      .not.toBe(before?.band);
  });

  await test.step('whoever has lost their password gets another by two people, and the old sessions end', async () => {
    const login = (page: Page) =>
      page
        .getByRole('region', { name: 'Who signs in for it', exact: true })
        .getByRole('listitem')
        .filter({ hasText: EMAIL });
    await anna.goto(`/connected-accounts/${account}`);
    await login(anna)
      .getByText(/^They cannot sign in any more/)
      .click();
    await login(anna).getByLabel('How you know that it is them').fill('They rang.');
    await login(anna).getByRole('button', { name: 'Ask for a link' }).click();
    const code =
      (await login(anna)
        .getByText(/^[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}$/)
        .textContent()) ?? '';
    await marek.goto(`/connected-accounts/${account}`);
    await typeCode(login(marek));
    await login(marek)
      .getByRole('button', { name: /^Make the link/ })
      .first()
      .click();
    const another = (await login(marek).getByText('/invitation/seller?').first().textContent()) ?? '';
    const laptop = await phone(browser, baseURL);
    await accept(laptop, another, `${PASSWORD} again`, code);
    await owner.goto('/portal');
    await expect(owner.getByRole('main')).toContainText(/session has ended/i);
    await laptop.context().close();
  });
  for (const page of [owner, ines, marek]) await page.context().close();
});
