import { ACTIONS, PAGES } from '#lib/auth/doors.fixture.ts';
import { ROLE_PERMISSIONS, type Permission } from '#lib/auth/permissions.ts';
import { expect, test } from '../fixtures.ts';
import { newVisitor, signedInVisitor, type Visitor } from '../http-client.ts';
import { builtActions, outcomeOf, postAction } from '../server-actions.ts';
import { sql } from '../stack-under-test.ts';

/*
 * Every page and every server action of the build, over HTTP, by every role and by nobody, against the table in
 * `lib/auth/doors.fixture.ts`. Verbs and queries are tried the same way in `lib/auth/doors.test.ts`.
 */

const PEOPLE = {
  viewer: 'opr_demo_vera',
  finance_operator: 'opr_demo_anna',
  risk_reviewer: 'opr_demo_ines',
  administrator: 'opr_demo_marek',
} as const;

type OperatorRole = keyof typeof PEOPLE;
const ROLES = Object.keys(PEOPLE) as OperatorRole[]; // the keys of the line above

const may = (role: OperatorRole, permission: string): boolean =>
  ROLE_PERMISSIONS[role].includes(permission as Permission); // an unknown word is simply not included

const visitors = new Map<OperatorRole, Visitor>();
let site: string;

test.beforeAll(async ({ baseURL }) => {
  site = baseURL ?? '';
  for (const role of ROLES) visitors.set(role, await signedInVisitor(site, PEOPLE[role]));
});

function visitor(role: OperatorRole): Visitor {
  const found = visitors.get(role);
  if (!found) throw new Error(`nobody signed in as ${role}`);
  return found;
}

/** Changes that a person made, as the record has them. */
async function changesOnRecord(): Promise<bigint> {
  const [row] = await sql<{ count: bigint }[]>`
    select count(*) from audit_records where actor_kind = 'operator' and outcome = 'done'`;
  return row?.count ?? 0n;
}

const guarded = Object.entries(PAGES).filter(([, permission]) => permission !== 'anybody');
const addressWithUnknownIds = (page: string): string => page.replace(/\[[^\]]+\]/g, 'unknown_id');

for (const [page, permission] of guarded) {
  test(`${page} opens for ${permission} alone`, async () => {
    const path = addressWithUnknownIds(page);
    for (const role of ROLES) {
      const { status } = await visitor(role).ask(path);
      // A page about one thing answers that there is no such thing; to others not even that.
      const open = page.includes('[') ? [404] : [200];
      expect(may(role, permission) ? open : [403], `${role} on ${path}`).toContain(status);
    }
    const stranger = await newVisitor(site).ask(path);
    expect(stranger.status).toBe(307);
    expect(stranger.headers.location).toContain('/sign-in');
    const forger = newVisitor(site);
    forger.cookies.set('sluice.session', 'made-up');
    const refused = await forger.ask(path);
    expect(refused.status).toBe(401);
  });
}

test('the build has the actions of the table and no others', () => {
  expect(
    builtActions()
      .map(({ door }) => door)
      .sort(),
  ).toEqual(Object.keys(ACTIONS).sort());
});

test('an action that may be called does its work: the refusals below are no accident', async () => {
  const action = builtActions().find(({ door }) => door.endsWith('#inviteOperatorAction'));
  if (!action) throw new Error('no such action');
  const before = await changesOnRecord();
  const invitation = { name: 'Pia Control', email: 'pia.control@acme.example', role: 'viewer' };
  const answer = await postAction(visitor('administrator'), action, invitation, {
    origin: site,
    'sec-fetch-site': 'same-origin',
  });
  expect(outcomeOf(answer)).toBe('done');
  expect(await changesOnRecord()).toBe(before + 1n);
});

const HONEST = (): Record<string, string> => ({ origin: site, 'sec-fetch-site': 'same-origin' });

for (const action of builtActions()) {
  const permission = ACTIONS[action.door] ?? 'no row';
  const fields = {
    operatorId: 'opr_demo_vera',
    change: 'disable',
    name: 'x',
    email: 'x@x.example',
    role: 'viewer',
    // A wrong one: whoever may not is refused before the form is read.
    amount: 'x',
  };

  test(`${action.door.replace(/.*#/, '')}, posted directly, is refused`, async () => {
    const before = await changesOnRecord();

    const stranger = await postAction(newVisitor(site), action, fields, HONEST());
    expect(outcomeOf(stranger), 'without a session').toBe('unauthenticated');

    const forger = newVisitor(site);
    forger.cookies.set('sluice.session', 'made-up');
    expect(outcomeOf(await postAction(forger, action, fields, HONEST())), 'forged session').toBe(
      'unauthenticated',
    );

    for (const role of ROLES.filter((one) => !may(one, permission)))
      expect(outcomeOf(await postAction(visitor(role), action, fields, HONEST())), role).toBe('forbidden');

    const strongest = visitor('administrator');
    const foreign: Record<string, Record<string, string>> = {
      'without Origin': {},
      'foreign Origin': { origin: 'https://evil.example' },
      'foreign Origin that claims to be ours': {
        origin: 'https://evil.example',
        'sec-fetch-site': 'same-origin',
      },
      'foreign Origin and a matching forwarded host': {
        origin: 'https://evil.example',
        'x-forwarded-host': 'evil.example',
      },
      'opaque Origin': { origin: 'null' },
      'another site, by the browser’s word': { 'sec-fetch-site': 'cross-site' },
      'a sibling site': { origin: site, 'sec-fetch-site': 'same-site' },
      'another port': { origin: 'http://localhost:1' },
    };
    for (const [how, headers] of Object.entries(foreign)) {
      const answer = await postAction(strongest, action, fields, headers);
      expect(['forbidden', 'none'], how).toContain(outcomeOf(answer));
    }
    const read = await strongest.ask(action.path, { headers: { 'next-action': action.id } });
    expect(outcomeOf(read), 'by GET').toBe('none');

    expect(await changesOnRecord(), 'changes on record').toBe(before);
  });
}

test('a refused page is on record with its path, for a person and for a visitor', async () => {
  await sql`delete from audit_refusals`; // those of the tests above, which may have used up this minute's rows
  const forger = newVisitor(site);
  forger.cookies.set('sluice.session', 'made-up');
  const asked = { headers: { 'x-asked-path': '/somewhere-else', 'x-request-id': 'req_made_up' } };
  const answers = [
    await visitor('finance_operator').ask('/settings/people', asked),
    await forger.ask('/settings/people?token=secret', asked),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 401]);
  const rows = await sql`
    select actor_kind, actor_id, action, subject, outcome, after ->> 'code' as code from audit_records
    where request_id = any(${answers.map(({ headers }) => String(headers['x-request-id']))}) order by audit_record_id`;
  const row = { action: 'people.read', subject: '/settings/people', outcome: 'refused' };
  expect([...rows]).toEqual([
    { ...row, actor_kind: 'operator', actor_id: PEOPLE.finance_operator, code: 'forbidden' },
    { ...row, actor_kind: 'visitor', actor_id: 'nobody', code: 'unauthenticated' },
  ]);
});

test('a route that no proxy stands before puts its own path on record, whatever a stranger says', async () => {
  await sql`delete from audit_refusals`;
  const stranger = newVisitor(site);
  const said = {
    'x-asked-path': 'written by a stranger',
    'x-request-id': 'req_of_a_stranger',
    'x-proxy-mark': 'x',
  };
  const answer = await stranger.ask('/portal/requests/x/answer', {
    body: new URLSearchParams({}),
    headers: said,
  });
  expect(answer.status).toBe(403);
  const [row] = await sql`
    select subject, request_id from audit_records where action = 'information.answer' order by audit_record_id desc limit 1`;
  expect(row).toMatchObject({ subject: '/portal/requests/x/answer' });
  expect(row?.['request_id']).not.toBe('req_of_a_stranger');
});

test('route handlers that change something refuse other sites', async () => {
  const before = await changesOnRecord();
  const anna = await signedInVisitor(site, PEOPLE.finance_operator);
  for (const [path, headers] of [
    ['/sign-out', {}],
    ['/sign-out', { origin: 'https://evil.example' }],
    ['/preferences', { origin: 'https://evil.example' }],
    ['/invitation/password', { origin: 'https://evil.example' }],
  ] as const) {
    const { status } = await anna.ask(path, { body: new URLSearchParams({ theme: 'dark' }), headers });
    expect(status, path).toBe(403);
  }
  expect((await anna.ask('/payouts')).status, 'still signed in').toBe(200);
  expect(await changesOnRecord()).toBe(before + 1n); // her own sign-in above
});

test('somebody else’s session answers like one that never was', async () => {
  const action = builtActions().find(({ door }) => door.endsWith('#endOperatorSessionAction'));
  if (!action) throw new Error('no such action');
  const [row] = await sql<{ handle: string }[]>`
    select encode(sha256(convert_to(session_id, 'UTF8')), 'hex') as handle from operator_sessions
    where operator_id = ${PEOPLE.viewer} and revoked_at is null limit 1`;
  const viewer = visitor('risk_reviewer');
  const answers = await Promise.all(
    [row?.handle ?? '', '0'.repeat(64)].map((sessionHandle) =>
      postAction(viewer, action, { sessionHandle }, HONEST()),
    ),
  );
  const [other, unknown] = answers.map(({ status, text }) => ({
    status,
    result: /\{"ok":[^}]*\}/.exec(text)?.[0],
  }));
  expect(other).toEqual(unknown);
  expect((await visitor('viewer').ask('/')).status).toBe(200);
});

/** Ways in which a proxy of Next's was once walked around, and some that only look like it. */
const BYPASSES: { path: string; headers?: Record<string, string> }[] = [
  ...['proxy', 'middleware', 'src/middleware', 'proxy:proxy:proxy:proxy:proxy'].map((value) => ({
    path: '/payouts',
    headers: { 'x-middleware-subrequest': value },
  })),
  { path: '/payouts', headers: { 'x-middleware-rewrite': '/payouts', 'x-middleware-next': '1' } },
  { path: '/payouts', headers: { rsc: '1' } },
  { path: '/payouts', headers: { rsc: '1', 'next-router-prefetch': '1' } },
  { path: '/payouts', headers: { rsc: '1', 'next-router-segment-prefetch': '/_tree' } },
  { path: '/payouts', headers: { 'x-nextjs-data': '1' } },
  {
    path: '/payouts',
    headers: { 'x-invoke-path': '/payouts', 'x-invoke-status': '200', 'x-matched-path': '/payouts' },
  },
  { path: '/payouts', headers: { 'x-original-url': '/sign-in', 'x-rewrite-url': '/sign-in' } },
  { path: '/payouts', headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' } },
  { path: '/payouts', headers: { authorization: 'Bearer sluice' } },
  { path: '/payouts.rsc' },
  { path: '/payouts?_rsc=1' },
  { path: '/payouts.segments/_tree.segment.rsc' },
  { path: '/payouts.segments/payouts/__PAGE__.segment.rsc' },
  { path: '//payouts' },
  { path: '/./payouts' },
  { path: '/%2e/payouts' },
  { path: '/sign-in/..%2fpayouts' },
  { path: '/sign-in/%2e%2e/payouts' },
  { path: '/sign-in/../payouts' },
  { path: '/api/../payouts' },
  { path: '/api/%2e%2e/payouts' },
  { path: '/api/..%2fpayouts' },
  { path: '/_next/../payouts' },
  { path: '/_next/static/../../payouts' },
  { path: '/_next/static/%2e%2e/%2e%2e/payouts' },
  { path: '/_next/image/../../payouts' },
  { path: '/favicon.ico/../payouts' },
  { path: '/%70ayouts' },
  { path: '/PAYOUTS' },
  { path: '/payouts/' },
  { path: '/payouts%00' },
  { path: '/payouts;x=/sign-in' },
  { path: '/payouts%2f' },
  { path: '/payouts\\' },
  { path: '/en/payouts' },
  { path: '/_next/data/x/payouts.json' },
  { path: '/_next/data/development/payouts.json' },
  { path: '/payouts?nxtPpayoutId=x&nextInternalLocale=en' },
  { path: '/payouts?__nextLocale=en&__nextDefaultLocale=en' },
  { path: '/api/health/live/..;/payouts' },
];

test('no walk around the proxy shows a stranger anything', async () => {
  const [payout] = await sql<
    { id: string }[]
  >`select payout_id as id from payouts order by payout_id limit 1`;
  const [account] = await sql<
    { name: string }[]
  >`select display_name as name from connected_accounts limit 1`;
  const shown = await visitor('viewer').ask('/payouts');
  expect(shown.text, 'what a page holds when it may be read').toMatch(/po_[A-Za-z0-9]{8}/);
  const forged = newVisitor(site);
  forged.cookies.set('sluice.session', 'made-up');
  for (const { path, headers = {} } of BYPASSES)
    for (const [who, stranger] of [
      ['no cookie', newVisitor(site)],
      ['a forged cookie', forged],
    ] as const)
      for (const method of ['GET', 'HEAD', 'POST']) {
        const { text } = await stranger.ask(path, { method, headers });
        const seen = [payout?.id, account?.name].filter(
          (secret) => secret !== undefined && text.includes(secret),
        );
        expect(seen, `${method} ${path} ${JSON.stringify(headers)} with ${who}`).toEqual([]);
        expect(text, path).not.toMatch(/po_[A-Za-z0-9]{8}/);
      }
});
