import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Actor, type Context } from '../context.ts';
import { closeDatabase } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { permissionsOf } from './authorize.ts';
import { ACTIONS, PAGES, ROUTES } from './doors.fixture.ts';
import {
  findActions,
  findPages,
  findQueries,
  findRoutes,
  findVerbs,
  pageSource,
} from './find-doors.fixture.ts';
import { VERBS } from './inner-doors.fixture.ts';
import { QUERIES } from './query-doors.fixture.ts';
import { JOB_PERMISSIONS, ROLE_PERMISSIONS, type Permission } from './permissions.ts';

/*
 * Every verb and query, tried by everybody: each role, each job, the owners of two connected accounts, and a job that is in
 * no table. What the table in `doors.fixture.ts` does not allow must be refused. Pages, routes and actions are tried over
 * HTTP in `e2e/flows/permissions.spec.ts`, from the same table.
 */

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
});
afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

type Door = (ctx: Context, ...rest: unknown[]) => unknown;

async function load(path: string): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
}

async function loadVerb(path: string): Promise<Door & { permission: Permission }> {
  const verb = Object.values(await load(path)).find(
    (value) => typeof value === 'function' && 'permission' in value,
  );
  if (verb === undefined) throw new Error(`${path} exports no verb`);
  return verb as Door & { permission: Permission }; // its property was just looked for
}

async function loadQuery(door: string): Promise<Door> {
  const [path = '', name = ''] = door.split('#');
  return (await load(path))[name] as Door; // found by its name in the source
}

/** What a call ends in: a refusal's code and words, or nothing that counts. */
async function refusalOf(door: Door, ctx: Context, ...rest: unknown[]): Promise<string> {
  try {
    const answer = await door(ctx, ...rest);
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer)
      await (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
    return 'let in';
  } catch (error) {
    return error instanceof DomainError ? `${error.code}: ${error.message}` : 'let in, then failed';
  }
}

const OPERATOR_ROLES = ['viewer', 'finance_operator', 'risk_reviewer', 'administrator'] as const;

const owner = (connectedAccountId: string): Actor => ({
  kind: 'connected_account_owner',
  connectedAccountId,
  email: 'owner@seller.example',
});

const EVERYBODY: [string, Actor][] = [
  ...OPERATOR_ROLES.map((role): [string, Actor] => [
    role,
    { kind: 'operator', operatorId: `opr_${role}`, name: role, role },
  ]),
  ...Object.keys(JOB_PERMISSIONS).map((job): [string, Actor] => [`job ${job}`, { kind: 'job', job }]),
  ['a job in no table', { kind: 'job', job: 'nobody' }],
  ['a job named like a method', { kind: 'job', job: 'constructor' }],
  ['a visitor', { kind: 'visitor' }],
  ['the owner of acct_a', owner('acct_a')],
  ['the owner of acct_b', owner('acct_b')],
];

const as = (actor: Actor): Context => ({ ...jobContext('test'), actor });

describe('every door has a row, and every row a door', () => {
  it.each([
    ['verb', findVerbs(), VERBS],
    ['query', findQueries(), QUERIES],
    ['page', findPages(), PAGES],
    ['route', findRoutes(), ROUTES],
    ['server action', findActions(), ACTIONS],
  ])('%s', (_kind, found, rows) => {
    expect(found.length).toBeGreaterThan(0);
    // A name on the left has no row in lib/auth/doors.fixture.ts, inner-doors.fixture.ts or query-doors.fixture.ts; one on the right is gone.
    expect([...found].sort()).toEqual(Object.keys(rows).sort());
  });

  it('every permission opens something, and every role is in the table', () => {
    const used = new Set<string>(
      [VERBS, QUERIES, PAGES, ROUTES, ACTIONS].flatMap((rows) => Object.values(rows)),
    );
    const given = new Set<string>(
      [...Object.values(ROLE_PERMISSIONS), ...Object.values(JOB_PERMISSIONS)].flat(),
    );
    expect([...given].filter((permission) => !used.has(permission))).toEqual([]);
    expect(Object.keys(ROLE_PERMISSIONS).sort()).toEqual(
      [...OPERATOR_ROLES, 'connected_account_owner'].sort(),
    );
  });

  it.each(Object.entries(PAGES))('%s is guarded with what its row says', (address, permission) => {
    const [, kind, guard] =
      /^\s*(?:const ctx = )?await (guardPage|guardOwnerPage)\('([^']+)'\);/m.exec(pageSource(address)) ?? [];
    expect(guard ?? 'anybody').toBe(permission);
    // The platform's own people see no page of the portal, and its owners no other.
    if (kind !== undefined)
      expect(kind).toBe(/^\/portal(?:\/|$)/.test(address) ? 'guardOwnerPage' : 'guardPage');
  });
});

describe.each(Object.entries(VERBS))('the verb %s', (path, permission) => {
  it(`takes ${permission}`, async () => {
    expect((await loadVerb(path)).permission).toBe(permission);
  });

  it('refuses everybody else, before it looks at the input', async () => {
    const verb = await loadVerb(path);
    for (const [name, actor] of EVERYBODY) {
      const expected = permissionsOf(actor).includes(permission) ? /^invalid_input: / : /^forbidden: /;
      expect(await refusalOf(verb, as(actor), null), name).toMatch(expected);
    }
  });
});

describe.each(Object.entries(QUERIES))('the query %s', (door, permission) => {
  it(`refuses whoever lacks ${permission}`, async () => {
    const query = await loadQuery(door);
    for (const [name, actor] of EVERYBODY) {
      if (permissionsOf(actor).includes(permission)) continue;
      expect(await refusalOf(query, as(actor)), name).toMatch(/^forbidden: /);
    }
  });

  it('answers the owner of one account alike for their own id, another’s and an unknown one', async () => {
    const query = await loadQuery(door);
    const ids = ['acct_a', 'acct_b', 'acct_of_nobody'];
    const answers = await Promise.all(
      ids.map((id) => refusalOf(query, as(owner('acct_a')), id, id, { connectedAccountId: id })),
    );
    expect(new Set(answers).size).toBe(1);
  });
});
