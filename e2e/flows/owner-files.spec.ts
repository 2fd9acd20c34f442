import { readFile } from 'node:fs/promises';
import { expect, signIn, test } from '../fixtures.ts';
import { isAskedForSomething, withOwner } from '../portal-owner.ts';
import { ANNA, colleague, INES } from '../review-desk.ts';
import { sql } from '../stack-under-test.ts';
import { stubStripe } from '../stripe-components-stub.ts';

/* A file that an owner sent: who may take it, and that it is kept as a file and never shown. */

/** Harmless as a file; shown as a page of Sluice it would run. */
const BYTES = Buffer.from('%PDF-1.7\n<script>document.title = "run"</script>\n%%EOF');
const NAME = 'Auszug “Q3” für März.pdf';

test('a reviewer takes what an owner sent, also once it is settled; nobody else does, and each time is on record', async ({
  page: owner,
  browser,
  baseURL,
  problems,
}) => {
  const connectedAccountId = await isAskedForSomething();
  const asked = `irq_${crypto.randomUUID().replaceAll('-', '')}`;
  await sql`
    insert into information_requests (information_request_id, connected_account_id, subject, owner_text, files_wanted, due_at, asked_by)
    values (${asked}, ${connectedAccountId}, 'The register', 'To compare.', '["The extract"]', now() + interval '1 day', 'opr_demo_ines')`;
  await withOwner(connectedAccountId, async ({ name }) => {
    await stubStripe(owner);
    await signIn(owner, name, `/portal/requests/${asked}`);
    await owner.getByLabel('Your answer').fill('It is attached.');
    await owner.getByLabel('Files').setInputFiles({ name: NAME, mimeType: 'application/pdf', buffer: BYTES });
    await owner.getByRole('button', { name: /Send/ }).click();
    await expect(owner.getByRole('heading', { name: 'What you sent' })).toBeVisible();

    const path = `/connected-accounts/${connectedAccountId}`;
    const ines = await colleague(browser, INES, path);
    const answers = ines.getByRole('region', { name: 'Asked of its owner' });
    const answer = answers.getByRole('listitem').filter({ hasText: 'The register' }).first();
    const file = answer.getByRole('link', { name: NAME });
    const href = (await file.getAttribute('href')) ?? '';
    await test.step('settled, it is still there to take, as the bytes that were sent', async () => {
      await answer.getByText('Close “The register”…').click();
      await answer.getByLabel('What came of it').fill('The names agree.');
      await answer.getByRole('button', { name: 'Close', exact: true }).click();
      await expect(answer).toContainText('The names agree.');
      const downloading = ines.waitForEvent('download');
      await file.click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe(NAME);
      expect(await readFile(await download.path())).toEqual(BYTES);
    });

    await test.step('it is a file whatever a browser thinks of it, and nothing of it runs', async () => {
      const taken = await ines.request.get(href);
      expect(taken.status()).toBe(200);
      expect(taken.headers()).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="Auszug _Q3_ f_r M_rz.pdf"; filename*=UTF-8''${encodeURIComponent(NAME)}`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      });
      expect(taken.headers()['content-security-policy']).toContain('sandbox');
      expect(await taken.body()).toEqual(BYTES);
    });

    await test.step('nobody takes it who may not, and no other site has it taken', async () => {
      expect((await owner.request.get(href, { maxRedirects: 0 })).status(), 'its own owner').toBe(403);
      const other = await browser.newContext(baseURL ? { baseURL } : {});
      expect((await other.request.get(href, { maxRedirects: 0 })).status(), 'nobody').toBe(307);
      await signIn(await other.newPage(), 'Clara Whitfield');
      expect((await other.request.get(href, { maxRedirects: 0 })).status(), 'another owner').toBe(403);
      await other.close();
      for (const who of [ANNA, { name: 'Vera Holm', id: 'opr_demo_vera' }]) {
        const page = await colleague(browser, who, path);
        const seen = page.getByRole('region', { name: 'Asked of its owner' });
        await expect(seen).toContainText(NAME);
        await expect(seen.getByRole('link', { name: NAME })).toHaveCount(0);
        expect((await page.request.get(href)).status(), who.name).toBe(403);
        await page.context().close();
      }
      expect((await ines.request.get(`${href}x`)).status(), 'no such file').toBe(404);
      const foreign = { headers: { 'sec-fetch-site': 'cross-site', referer: 'https://evil.example/' } };
      expect((await ines.request.get(href, foreign)).status(), 'from elsewhere').toBe(403);
    });

    const id = href.split('/').at(-1) ?? '';
    expect([
      ...(await sql`
        select actor_id as who, outcome from audit_records where action = 'information_request.open_file' and subject = ${id}`),
    ]).toEqual([
      { who: INES.id, outcome: 'done' },
      { who: INES.id, outcome: 'done' },
    ]);
    await ines.context().close();
  });
  expect(problems).toEqual([]);
});
