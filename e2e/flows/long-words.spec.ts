import type { Page } from '@playwright/test';
import { expect, expectNoSidewaysScroll, signIn, test } from '../fixtures.ts';
import { newSeller } from '../new-seller.ts';
import { withOwner } from '../portal-owner.ts';
import { ANNA, colleague, INES } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

/* What owners and colleagues write may be one long word: it breaks, and no page becomes wider than its window. */

const LONG = 'Donaudampfschifffahrtsgesellschaft'.repeat(3).slice(0, 96);
const WIDTHS = [1440, 360];

/** Opens each page, waits until it shows the word, and looks at its width on a desk and on a phone. */
async function expectToHold(page: Page, paths: readonly string[], word: string): Promise<void> {
  for (const path of paths)
    for (const width of WIDTHS)
      await test.step(`${path}, ${String(width)} px`, async () => {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(path);
        await expect(page.getByText(word).filter({ visible: true }).first()).toBeVisible();
        for (const folded of await page
          .locator('details:not([open]) > summary')
          .filter({ visible: true })
          .all())
          if (await folded.isVisible()) await folded.click();
        await expectNoSidewaysScroll(page);
      });
}

test('a name, a request, an answer, a file and a note of one long word widen no page', async ({
  page: owner,
  browser,
}) => {
  test.setTimeout(300_000);
  const connectedAccountId = await newSeller(LONG);
  await expect
    .poll(
      () =>
        sql`select from connected_accounts where connected_account_id = ${connectedAccountId} and display_name = ${LONG}`,
    )
    .toHaveLength(1);
  const asked = `irq_${crypto.randomUUID().replaceAll('-', '')}`;
  await sql`
    insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
    values (${asked}, ${connectedAccountId}, ${LONG}, ${LONG}, ${sql.json([LONG])}, now() + interval '1 day', 'opr_demo_ines')`;
  await withOwner(connectedAccountId, async ({ ownerId }) => {
    await sql`update connected_account_owners set name = ${LONG} where owner_id = ${ownerId}`;
    await stubStripe(owner);
    await signIn(owner, LONG, '/portal');
    const request = `/portal/requests/${asked}`;
    await expectToHold(owner, ['/portal', '/portal/account', '/portal/payouts', request], LONG);
    await owner.getByLabel('Your answer').fill(LONG);
    await owner.getByLabel('Files').setInputFiles({
      name: `${LONG}.pdf`,
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7\n%%EOF'),
    });
    await expectNoSidewaysScroll(owner);
    await owner.getByRole('button', { name: /Send/ }).click();
    await expect(owner.getByRole('heading', { name: 'What you sent' })).toBeVisible();
    await expectToHold(owner, [request], LONG);

    const account = `/connected-accounts/${connectedAccountId}`;
    const ines = await colleague(browser, INES, account);
    await expectToHold(
      ines,
      [account, '/connected-accounts/requests?state=answered', `/search?q=${LONG}`],
      LONG,
    );
    await ines.context().close();
  });
});

test('an invitation of long words widens neither its list nor the page of its link', async ({ browser }) => {
  const path = '/connected-accounts/invitations';
  const anna = await colleague(browser, ANNA, path);
  await anna.getByLabel('Business', { exact: true }).fill(LONG);
  await anna.getByLabel('Person').fill(LONG);
  await anna.getByLabel('Their e-mail').fill(`${'o'.repeat(60)}@${'bakery'.repeat(8)}.example`);
  await anna.getByLabel('Country').selectOption('US');
  await anna.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = (await anna.getByText('/invitation/seller?').first().textContent()) ?? '';
  await expectNoSidewaysScroll(anna);
  await expectToHold(anna, [path], LONG);
  const owner = await (await browser.newContext()).newPage();
  await expectToHold(owner, [link], LONG);
  await owner.context().close();
  await anna.context().close();
});
