import type { Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  settled,
  signIn,
  test,
  typeCode,
} from '../fixtures.ts';
import { approvedByTwo, newSeller } from '../new-seller.ts';
import { control, sql, stripe } from '../stack-under-test.ts';

/*
 * Stripe shows a payout that this database has forgotten: it locks dispatch, a worker reads Stripe's lists, and then one person
 * who proves to be there opens exactly that lock. What left is what Stripe's own list says.
 */

/** How long a call from before the lock may still settle, and more: `lib/payouts/dispatch/timing.ts`. */
const SETTLED = '3 minutes';

let seller: string;

test.afterAll(async () => {
  // The flows after this one need a world in which payouts leave and nothing is to be looked into.
  await sql`update dispatch_control set read_whole_at = clock_timestamp() where locked_at is not null`;
  await sql`update dispatch_control set locked_at = null, locked_because = null, unlocked_by = 'a flow' where locked_at is not null`;
  await sql`update alarms set closed_at = now() where closed_at is null and (kind = 'dispatch_locked' or subject in (
    select payout_id from payouts where connected_account_id = ${seller}))`;
});

/** Asked for by a person, as they would. @returns the request's id */
async function askedFor(page: Page, amount: string): Promise<string> {
  await page.goto(`/connected-accounts/${seller}`);
  await page.getByLabel('Amount in EUR').fill(amount);
  await page.getByRole('button', { name: 'Propose a payout in EUR' }).click();
  await expect(page.getByText(/^Asked for\./)).toBeVisible();
  const [request] = await sql<{ id: string }[]>`
    select payout_request_id as id from payout_requests where connected_account_id = ${seller}
    order by requested_at desc limit 1`;
  return request?.id ?? '';
}

/** Made with our id and by no call that is known here: what a restored backup has forgotten. @returns the payout's id */
async function forgottenPayout(payoutRequestId: string): Promise<string> {
  const { id } = await stripe.payouts.create(
    { amount: 10_000, currency: 'eur', metadata: { sluice_payout_request_id: payoutRequestId } },
    { stripeAccount: seller },
  );
  const lockedBecause = async () =>
    (await sql<{ because: string | null }[]>`select locked_because as because from dispatch_control`)[0]
      ?.because;
  await expect
    .poll(async () => {
      await control('/deliver', {});
      return lockedBecause();
    })
    .toContain(id);
  return id;
}

/** Brings the end of the wait for earlier calls nearer, and waits until the worker has read Stripe's lists since. */
async function listsRead(): Promise<void> {
  await sql`update dispatch_control set locked_at = locked_at - ${SETTLED}::interval`;
  await expect
    .poll(async () => (await sql`select read_whole_at is not null as read from dispatch_control`)[0], {
      timeout: 120_000,
    })
    .toEqual({ read: true });
}

/** A payout of what somebody asks for, known to Stripe alone, and told of under the lock of a backup that was put back. */
async function forgottenUnderLock(page: Page): Promise<{ forgotten: string; id: string }> {
  const forgotten = await askedFor(page, '100.00');
  const { id } = await stripe.payouts.create(
    { amount: 10_000, currency: 'eur', metadata: { sluice_payout_request_id: forgotten } },
    { stripeAccount: seller },
  );
  // Whoever puts a backup back locks first; then Stripe tells what is not known here.
  await sql`update dispatch_control set locked_at = clock_timestamp(), locked_because = 'A backup was put back.'`;
  await expect
    .poll(async () => {
      await control('/deliver', {});
      return sql`select payout_request_id as id from bypasses where subject = ${id}`;
    })
    .toEqual([{ id: forgotten }]);
  return { forgotten, id };
}

const atStripe = async (): Promise<string[]> => {
  const { data } = await stripe.payouts.list({ limit: 100 }, { stripeAccount: seller });
  return data.map(({ metadata }) => metadata?.['sluice_payout_request_id'] ?? '').sort();
};

const lockOn = (page: Page) => page.getByRole('region', { name: /Dispatch is locked/ });
const isLocked = async (): Promise<boolean> =>
  (await sql`select from dispatch_control where locked_at is not null`).length === 1;

async function expectSound(page: Page): Promise<void> {
  for (const size of [
    { width: 1440, height: 900 },
    { width: 360, height: 640 },
  ]) {
    await page.setViewportSize(size);
    await expectNoSidewaysScroll(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expectAccessible(page);
    }
  }
}

test('one person opens the lock of dispatch with a proof of exactly that lock, and payouts leave again', async ({
  page,
  browser,
  baseURL,
}) => {
  await signIn(page, 'Anna Lindqvist');
  seller = await newSeller('Schleusen Feinkost');
  await settled();
  const availableOn = Math.floor(Date.now() / 1_000);
  await control('/charges', { account: seller, amount: 90_000, currency: 'eur', fee: 0, availableOn });
  await settled();
  await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${seller}, 'operator opr_demo_marek')`;
  const [forgotten, waiting, later] = [
    await askedFor(page, '100.00'),
    await askedFor(page, '110.00'),
    await askedFor(page, '120.00'),
  ];

  // A phone without a script: what it shows is what it was sent, however long ago.
  const phones = await browser.newContext({
    ...(baseURL ? { baseURL } : {}),
    viewport: { width: 360, height: 640 },
    javaScriptEnabled: false,
  });
  const phone = await phones.newPage();
  const shownCode = () => lockOn(phone).locator('.step-up-demo .mono').innerText();
  const pressOnPhone = async () => {
    await lockOn(phone)
      .getByLabel('One-time code')
      .fill(await shownCode());
    await lockOn(phone).getByRole('button', { name: 'Unlock dispatch' }).click();
  };

  await test.step('a payout that nobody here made locks it, and nothing leaves', async () => {
    await forgottenPayout(forgotten);
    await approvedByTwo(forgotten);
    await approvedByTwo(waiting);
    await page.context().clearCookies();
    await signIn(page, 'Marek Dudek', '/kill-switch');
    await expect(page.locator('.banner.stopped')).toContainText('One person opens it once');
    await expect(lockOn(page)).toContainText(/this database knows of no call that made it/);
    await expect(lockOn(page)).toContainText(
      'this database does not know what was decided between that backup',
    );
    await expect(lockOn(page).getByRole('link', { name: 'What to look at' })).toBeVisible();
    await expect(lockOn(page)).toContainText('A worker reads Stripe’s payouts of every enrolled account');
    await expect(lockOn(page).getByRole('button', { name: 'Ask to unlock' })).toBeVisible();
    await listsRead();
    expect(await atStripe()).toEqual([forgotten]);
  });

  await test.step('one person opens it with a code', async () => {
    await signIn(phone, 'Ines Okafor', '/kill-switch');
    await expect(lockOn(phone)).toContainText('One person unlocks dispatch.');
    await expect(phone.locator('.banner.stopped')).toContainText('have been read whole since');
    await expectNoSidewaysScroll(phone);
    await page.goto('/kill-switch');
    await expect(lockOn(page)).toContainText('One person unlocks dispatch.');
    await expect(lockOn(page)).toContainText('110.00 EUR in 1 approved payout');
    await expect(lockOn(page)).toContainText(
      'One approved payout stays for now: its page says what keeps it.',
    );
    await expectSound(page);
    const others = await browser.newContext(baseURL ? { baseURL } : {});
    const other = await others.newPage();
    await signIn(other, 'Ines Okafor', '/kill-switch');
    await typeCode(lockOn(page));
    await lockOn(page).getByRole('button', { name: 'Unlock dispatch' }).click();
    await expect(lockOn(page)).toHaveCount(0);
    await expect(page.locator('.banner.stopped')).toHaveCount(0);
    // Every open page is told at once; whoever presses what is done already reads who did it.
    await expect(other.locator('.banner.stopped')).toHaveCount(0, { timeout: 2_000 });
    await typeCode(lockOn(other));
    await lockOn(other).getByRole('button', { name: 'Unlock dispatch' }).click();
    await expect(lockOn(other)).toHaveCount(0);
    await expect(other.getByText(/Marek Dudek has done this already, at/)).toBeVisible();
    await others.close();
    await expect.poll(atStripe, { timeout: 120_000 }).toEqual([forgotten, waiting].sort());
    const [held] = await sql`select source, state from holds where payout_request_id = ${forgotten}`;
    expect(held, 'what had left already is held').toMatchObject({
      source: 'reconciliation',
      state: 'open',
    });
  });

  await test.step('whoever still looks at that lock does not open the next one', async () => {
    await forgottenPayout(later);
    await listsRead();
    await pressOnPhone();
    await expect(
      phone.getByText('This has changed since it was shown to you. Nothing was done.'),
    ).toBeVisible();
    expect(await isLocked()).toBe(true);
    await expect(lockOn(phone), 'the page shows the lock that is').toContainText(later);
  });

  await test.step('and opens it once they have seen it', async () => {
    await phone.goto('/kill-switch');
    await pressOnPhone();
    await expect(lockOn(phone)).toHaveCount(0);
    expect(await isLocked()).toBe(false);
    await settled();
    expect(await atStripe(), 'each left once').toEqual([forgotten, waiting, later].sort());
    const proofs = await sql`
      select operator_id from step_up_proofs join step_up_uses using (step_up_proof_id)
      where purpose = 'dispatch.unlock' order by operator_id`;
    expect(proofs.map(({ operator_id }) => operator_id as string)).toEqual(
      expect.arrayContaining(['opr_demo_ines', 'opr_demo_marek']),
    );
  });
  await phones.close();
});

test('people say that a payout which the database has forgotten is its request’s: it stands as sent, and once at Stripe', async ({
  page,
}) => {
  await signIn(page, 'Anna Lindqvist');
  seller = await newSeller('Schleusen Backwaren');
  await settled();
  const availableOn = Math.floor(Date.now() / 1_000);
  await control('/charges', { account: seller, amount: 90_000, currency: 'eur', fee: 0, availableOn });
  await settled();
  await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${seller}, 'operator opr_demo_marek')`;
  const { forgotten } = await forgottenUnderLock(page);
  await page.context().clearCookies();
  await signIn(page, 'Marek Dudek', `/payouts/${forgotten}`);
  const told = page.getByRole('region', { name: 'A payout that was forgotten' });
  await expect(told).toContainText('If it was meant, approve the request');
  await approvedByTwo(forgotten);
  await listsRead();
  await page.reload();
  await expect(told).toContainText('If Sluice made it, say that it is this request’s.');
  await told.getByText('This payout is this request’s…').click();
  await expectSound(page);
  await typeCode(told);
  await told.getByRole('button', { name: 'Write it down as sent' }).click();
  await expect(told).toHaveCount(0);
  const [request] = await sql`select state from payout_requests where payout_request_id = ${forgotten}`;
  expect(request).toEqual({ state: 'sent' });
  await expect(page.getByText('which Stripe had already, is the one of this request')).toBeVisible();
  expect(await atStripe()).toEqual([forgotten]);
});

test('people have a payout cancelled at Stripe which the database has forgotten: it is canceled there, once, and the page says so', async ({
  page,
}) => {
  await signIn(page, 'Anna Lindqvist');
  seller = await newSeller('Schleusen Blumen');
  await settled();
  const availableOn = Math.floor(Date.now() / 1_000);
  await control('/charges', { account: seller, amount: 90_000, currency: 'eur', fee: 0, availableOn });
  await settled();
  await sql`insert into payout_accounts (connected_account_id, enrolled_by) values (${seller}, 'operator opr_demo_marek')`;
  const { forgotten, id } = await forgottenUnderLock(page);
  await page.context().clearCookies();
  await signIn(page, 'Marek Dudek', `/payouts/${forgotten}`);
  const told = page.getByRole('region', { name: 'A payout that was forgotten' });
  await told.getByText('Cancel this payout at Stripe…').click();
  await expect(told).toContainText('the bank gets nothing');
  await expectSound(page);
  await told.getByLabel('Why').fill('Made twice, by hand.');
  await typeCode(told);
  await told.getByRole('button', { name: 'Cancel it at Stripe' }).click();
  await expect(told).toContainText('Marek Dudek asked at');
  await expect
    .poll(async () => (await stripe.payouts.retrieve(id, {}, { stripeAccount: seller })).status)
    .toBe('canceled');
  await expect
    .poll(async () => (await sql`select state from bypasses where subject = ${id}`)[0])
    .toEqual({ state: 'ended' });
  // By itself: nobody reloads it.
  await expect(told).toContainText('Stripe cancelled it.');
  await expect(told).toContainText('“Made twice, by hand.”');
  await expect(told.getByText('Cancel this payout at Stripe…')).toHaveCount(0);
  await expectSound(page);
  await expect(page.getByText(`Marek Dudek asked to have ${id} cancelled at Stripe`)).toBeVisible();
  expect(await atStripe(), 'one, and no other').toEqual([forgotten]);
});
