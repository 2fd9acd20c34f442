import type { BrowserContext, Page, Request } from '@playwright/test';
import { expect, settled, test } from '../fixtures.ts';
import { givePasskey, takePasskeys } from '../passkey.ts';
import { ANNA, INES, MAREK, colleague, putAllBack } from '../review-desk.ts';
import { outcomeOf } from '../server-actions.ts';
import { sql } from '../stack-under-test.ts';

/*
 * Promise 8 through the real server: fifty posts of one decision at once, as a browser sends them, are one decision of the person
 * whose it is, and none of anybody else. What the verb does alone is lib/payouts/review/decision-races.test.ts.
 */

test.afterEach(takePasskeys);

type Post = { url: string; headers: Record<string, string>; body: Buffer };

/** What a browser sends as it is told to decide; it is held back, so that nothing is decided by it. */
async function heldBack(page: Page, decide: () => Promise<void>): Promise<Post> {
  const sent = Promise.withResolvers<Request>();
  await page.route('**/payouts/**', async (route) => {
    const request = route.request();
    if (request.method() !== 'POST' || request.headers()['next-action'] === undefined) {
      await route.continue();
      return;
    }
    sent.resolve(request);
    await route.abort();
  });
  await decide();
  const request = await sent.promise;
  const { cookie: _cookie, 'content-length': _length, ...headers } = await request.allHeaders();
  const body = request.postDataBuffer();
  if (body === null) throw new Error('A decision is a form');
  return { url: request.url(), headers: withoutPseudo(headers), body };
}

/** HTTP/2 names such as `:path` are no headers of a request that is sent anew. */
const withoutPseudo = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));

/** The same bytes with the session of this browser. @returns what the action answered */
async function send(context: BrowserContext, { url, headers, body }: Post): Promise<string> {
  const answer = await context.request.post(url, {
    // On a connection of its own: one that is kept may be ended by the server, idle for five seconds, as it is used again.
    headers: { ...headers, connection: 'close' },
    data: body,
    timeout: 120_000,
  });
  return outcomeOf({ text: await answer.text() } as Parameters<typeof outcomeOf>[0]);
}

const given = (id: string) =>
  sql<{ by: string; decision: string }[]>`
    select operator_id as by, decision from payout_approvals where payout_request_id = ${id} order by decided_at`;
const stateOf = async (id: string) =>
  (
    await sql<{ state: string }[]>`
      select state from payout_requests where payout_request_id = ${id}`
  )[0]?.state;

/** Asked for by Marek, for two people to decide. */
async function askedByMarek(): Promise<string> {
  await putAllBack();
  const [request] = await sql<{ id: string }[]>`
    select payout_request_id as id from payout_requests as request
    where state = 'in_review' and requested_by_operator_id = ${MAREK.id} and approvals_needed = 2 and approver_role is null
      and not exists (select from payout_approvals where payout_request_id = request.payout_request_id)
      and not exists (select from holds where connected_account_id = request.connected_account_id and state <> 'released')
    order by payout_request_id limit 1`;
  if (request === undefined) throw new Error('Marek asked for something');
  return request.id;
}

test('fifty approvals at once, by their person, by another and by whoever asked for it, are one approval', async ({
  browser,
}) => {
  await settled();
  const id = await askedByMarek();
  const ines = await colleague(browser, INES, '/');
  const others = [await colleague(browser, ANNA, '/'), await colleague(browser, MAREK, '/')];
  await givePasskey(ines, INES.id);
  await ines.goto(`/payouts/${id}`);
  await expect(ines.locator('.review-claim')).toHaveText('Yours while you have it open.');
  await ines.locator('[data-decide="a"] > summary').click();
  const post = await heldBack(ines, () => ines.getByRole('button', { name: 'Approve with passkey' }).click());
  expect(await given(id)).toEqual([]);

  const [anna, marek] = others.map((page) => page.context());
  if (anna === undefined || marek === undefined) throw new Error('Two others are signed in');
  const all = [
    ...Array.from({ length: 30 }, () => ['ines', ines.context()] as const),
    ...Array.from({ length: 10 }, () => ['anna', anna] as const),
    ...Array.from({ length: 10 }, () => ['marek', marek] as const),
  ].sort(([left], [right]) => (left.length === right.length ? 0 : left.length - right.length));
  const answers = await Promise.all(
    all.map(async ([who, context]) => [who, await send(context, post)] as const),
  );
  const done = answers.filter(([, outcome]) => outcome === 'done');
  expect(done).toEqual([['ines', 'done']]);
  expect(
    answers.filter(([, outcome]) => outcome === 'none'),
    'each is answered in words',
  ).toEqual([]);
  expect(await given(id)).toEqual([{ by: INES.id, decision: 'approve' }]);
  expect(await stateOf(id)).toBe('in_review');

  await test.step('and once more, when it is over, none', async () => {
    const again = await Promise.all([ines.context(), anna, marek].map((context) => send(context, post)));
    expect(again).not.toContain('done');
    expect(await given(id)).toHaveLength(1);
  });

  await test.step('a yes of another and a no, twenty-five of each at once, have one outcome', async () => {
    const [page] = others;
    if (page === undefined) throw new Error('Anna is signed in');
    await putAllBack();
    await givePasskey(page, ANNA.id);
    await page.goto(`/payouts/${id}`);
    await expect(page.locator('.review-claim')).toHaveText('Yours while you have it open.');
    await page.locator('[data-decide="r"] > summary').click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('Not this week.');
    const no = await heldBack(page, () => page.getByRole('button', { name: 'Reject payout' }).click());
    await page.unrouteAll();
    await page.goto(`/payouts/${id}`);
    await expect(page.locator('.review-claim')).toHaveText('Yours while you have it open.');
    await page.locator('[data-decide="a"] > summary').click();
    const yes = await heldBack(page, () =>
      page.getByRole('button', { name: 'Approve with passkey' }).click(),
    );
    const both = await Promise.all(
      Array.from({ length: 50 }, async (_, turn) => {
        const what = turn % 2 === 0 ? 'yes' : 'no';
        return [what, await send(anna, what === 'yes' ? yes : no)] as const;
      }),
    );
    const said = both.flatMap(([what, outcome]) => (outcome === 'done' ? [what] : []));
    // A no after the last yes is still in time, before the money leaves; a yes after a no is not.
    expect([['yes'], ['no'], ['no', 'yes']]).toContainEqual(said.toSorted());
    expect(await stateOf(id)).toBe(said.includes('no') ? 'rejected' : 'approved');
    expect((await given(id)).slice(1).map(({ by }) => by)).toEqual(said.map(() => ANNA.id));
  });
  for (const one of [ines, ...others]) await one.context().close();
});
