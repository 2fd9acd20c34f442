import type { Browser, Page } from '@playwright/test';
import { expect, signIn } from './fixtures.ts';
import { sql } from './stack-under-test.ts';

export const INES = { name: 'Ines Okafor', id: 'opr_demo_ines' };
export const ANNA = { name: 'Anna Lindqvist', id: 'opr_demo_anna' };
export const MAREK = { name: 'Marek Dudek', id: 'opr_demo_marek' };

/** The queue without what its reader has asked for or approved, what should be decided first on top. */
export const LEFT_FOR_ME = '/payouts?q=state%3Ain_review+for%3Ame&sort=priority';

/** The open item beside the list. */
export const panelOf = (page: Page) => page.locator('[data-panel]');
export const openId = async (page: Page): Promise<string> =>
  ((await panelOf(page).getAttribute('aria-label')) ?? '').replace('Payout request ', '');

/** Yours, and not only drawn: what a person waits for before they decide. */
export async function expectMine(page: Page): Promise<void> {
  await expect(panelOf(page).locator('.review-claim')).toHaveText('Yours while you have it open.');
}

/** A second browser with somebody else in it. */
export async function colleague(browser: Browser, who: typeof ANNA, path: string): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' })).newPage();
  await signIn(page, who.name, path);
  return page;
}

/** Whoever had an item open in an earlier flow of this stack has closed their browser since: nobody waits until that is noticed. */
export async function putAllBack(): Promise<void> {
  await sql`update payout_requests set reviewer_operator_id = null, reviewer_until = null
    where state = 'in_review' and reviewer_until > now()`;
}

/** Requests that neither of them asked for or approved, newest first. */
export async function undecided(count: number): Promise<string[]> {
  await putAllBack();
  const rows = await sql<{ id: string }[]>`
    select payout_request_id as id from payout_requests as request
    where state = 'in_review' and coalesce(requested_by_operator_id, '') <> all(${[INES.id, ANNA.id]}) and approvals_needed = 2 and approver_role is null
      and not exists (select from payout_approvals where payout_request_id = request.payout_request_id)
      and not exists (select from holds where connected_account_id = request.connected_account_id and state <> 'released')
    order by requested_at desc, payout_request_id limit ${count}`;
  expect(rows.length).toBe(count);
  return rows.map(({ id }) => id);
}

/** What the queue's selection bar sends. */
export async function choose(
  page: Page,
  ids: readonly string[],
  decision: 'approve' | 'reject' = 'approve',
): Promise<void> {
  await page.goto('/payouts');
  await page.evaluate(
    ([asked, ...rows]) => {
      const form = Object.assign(document.createElement('form'), {
        method: 'post',
        action: '/bulk-decisions/open',
      });
      for (const [name, value] of [
        ['decision', asked],
        ['scope', 'rows'],
        ...rows.map((row) => ['row', row]),
      ])
        form.append(
          Object.assign(document.createElement('input'), {
            type: 'hidden',
            name,
            value,
          }),
        );
      document.body.append(form);
      form.submit();
    },
    [decision, ...ids],
  );
  await page.waitForURL(/\/bulk-decisions\/bdc_/);
}
