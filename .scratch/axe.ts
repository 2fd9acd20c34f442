import { chromium } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import { browserLaunchOptions } from '../scripts/browser.ts';
const browser = await chromium.launch(await browserLaunchOptions());
const base = process.argv[2]!;
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
await page.goto(base + '/payouts?status=failed');
console.log('at', page.url());
await page.getByRole('button', { name: process.argv[3] ?? 'Anna Lindqvist' }).click();
await page.getByRole('heading', { level: 1 }).first().waitFor();
await page.waitForTimeout(500);
console.log('signed in at', page.url());
const paths = process.argv.slice(4);
if (paths.length === 0) { await page.screenshot({ path: '/tmp/h/b-shots/signed-in.png' }); }
const first = async (path: string, prefix: string) => { await page.goto(base + path); const hrefs = await page.locator(`main a[href^="${prefix}"]`).evaluateAll((as) => as.map((a) => a.getAttribute('href') ?? '')); return hrefs.find((h) => !h.includes('?')) ?? hrefs[0] ?? path; };
const list = paths.length ? paths : ['/', '/payouts', '/payouts?status=failed', '/payouts?q=zzz', '/payouts?created=zzz', await first('/payouts', '/payouts/po_'), '/connected-accounts', await first('/connected-accounts', '/connected-accounts/acct_'), '/search', '/search?q=po_1', '/ledger', '/ledger/entries', await first('/ledger/entries', '/ledger/entries/jnl'), '/ledger/accounts/2100', '/ledger/invariants', '/events', '/events?state=failed', await first('/events', '/events/evt'), '/alarms', '/runbooks/event-gap', '/settings', '/settings/sessions', '/settings/people', '/audit', await first('/audit', '/audit/'), '/nowhere', '/sign-out', '/payouts/po_nothing'];
for (const width of [1440, 360]) {
  await page.setViewportSize({ width, height: 900 });
  for (const path of list) {
    await page.goto(base + path);
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    for (const v of violations) for (const n of v.nodes.slice(0, 3)) console.log(width, path, v.id, n.html.slice(0, 220).replace(/\s+/g, ' '), '|', JSON.stringify(n.any[0]?.message ?? n.all[0]?.message ?? '').slice(0,200));
  }
}
await browser.close();
