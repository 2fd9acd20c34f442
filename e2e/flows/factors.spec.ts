import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test, typeCode } from '../fixtures.ts';
import { sql } from '../stack-under-test.ts';

const KEY = 'Key of this flow';

/** No trace of it: the flows share one database, and whoever takes a factor away counts as one with its owner. */
test.afterEach(() =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from step_up_factors where name = ${KEY}`;
  }),
);

const proofs = async (operatorId: string, purpose: string): Promise<number> =>
  (
    await sql`select from step_up_proofs join step_up_uses using (step_up_proof_id)
    where operator_id = ${operatorId} and purpose = ${purpose}`
  ).length;

test('a new passkey counts, and is taken away, by the word of an administrator who is there', async ({
  page,
  browser,
  baseURL,
  problems,
}) => {
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signIn(page, 'Vera Holm', '/settings/security');
  await page.getByLabel('What you call it').fill(KEY);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const own = page.getByRole('listitem').filter({ hasText: KEY });
  await expect(own).toContainText('Waits for an administrator');
  const fingerprint = (await own.locator('.mono').first().textContent()) ?? '';
  expect(fingerprint).toMatch(/^(?:[0-9a-f]{4} ){3}[0-9a-f]{4}$/);

  const context = await browser.newContext(baseURL ? { baseURL } : {});
  const marek = await context.newPage();
  await test.step('its administrator is led to it from the page of people', async () => {
    await signIn(marek, 'Marek Dudek', '/settings/people');
    const vera = marek.getByRole('listitem').filter({ hasText: 'vera.holm@' });
    await expect(vera).toContainText('A new passkey or code waits for an administrator.');
    await vera.getByRole('link', { name: 'Confirm it for Vera Holm' }).click();
    await expect(marek).toHaveURL(/\/settings\/security#others$/);
  });
  const theirs = marek.getByRole('listitem').filter({ hasText: KEY });
  await test.step('and confirms what its owner reads out, with a code', async () => {
    await expect(theirs).toContainText(fingerprint);
    await theirs.getByText('It is theirs').click();
    await marek.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(marek);
    await expectAccessible(marek);
    const before = await proofs('opr_demo_marek', 'factors.confirm');
    await theirs.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(theirs).toContainText('Waits for an administrator');
    await typeCode(theirs);
    await theirs.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(theirs).toContainText('Counts');
    expect(await proofs('opr_demo_marek', 'factors.confirm')).toBe(before + 1);
  });
  await page.reload();
  await expect(own).toContainText('confirmed by Marek Dudek');
  await context.close();

  const other = await browser.newContext(baseURL ? { baseURL } : {});
  const noor = await other.newPage();
  await test.step('another takes it away, with a code of their own', async () => {
    await signIn(noor, 'Noor Haddad', '/settings/security');
    const hers = noor.getByRole('listitem').filter({ hasText: KEY });
    await hers.getByText('Remove').first().click();
    await typeCode(hers);
    await expectAccessible(noor);
    await hers.getByRole('button', { name: 'Remove for good' }).click();
    await expect(hers).toHaveCount(0);
    expect(await proofs('opr_demo_noor', 'factors.remove')).toBeGreaterThan(0);
  });
  await other.close();
  await page.reload();
  await expect(own).toHaveCount(0);
  expect(problems).toEqual([]);
});
