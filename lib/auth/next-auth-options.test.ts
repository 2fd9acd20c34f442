import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext } from '../context.ts';
import { asDatabaseOwner, closeDatabase } from '../db/client.ts';
import { nextAuthOptions } from './next-auth-options.ts';
import { seedDemoPersonas } from './seed-demo-personas.ts';
import { findDemoPersona, findOperatorByEmail, listDemoPersonas } from './sign-in.ts';

const remembered: string[] = [];
const kept: string[] = [];
const browser = {
  userAgent: 'Test browser',
  sessionId: null as string | null,
  deviceToken: null,
  rememberDevice: (token: string) => {
    remembered.push(token);
    return Promise.resolve();
  },
  keepTyped: (email: string) => {
    kept.push(email);
    return Promise.resolve();
  },
};

let testDatabase: TestDatabase;
let sql: postgres.Sql;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['DATABASE_MIGRATION_URL'] = testDatabase.ownerUrl;
  process.env['SLUICE_DEMO'] = '1';
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await asDatabaseOwner(() => seedDemoPersonas(jobContext('seed-demo'), {}));
  await sql`insert into operators (operator_id, email, name, role) values ('opr_work', 'Work@Sluice.example', 'Work', 'viewer')`;
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

function callback<Name extends 'jwt' | 'session' | 'redirect' | 'signIn'>(name: Name) {
  const found = nextAuthOptions(browser).callbacks?.[name];
  if (!found) throw new Error(`no callback ${name}`);
  return found;
}

type JwtInput = Parameters<ReturnType<typeof callback<'jwt'>>>[0];

describe('a sign-in that cannot be tried', () => {
  type Authorize = (credentials: Record<string, unknown>, request: object) => Promise<unknown>;
  const authorize = (id: string): Authorize => {
    const found = nextAuthOptions(browser).providers.find(
      ({ options }) => (options as { id?: string } | undefined)?.id === id,
    );
    return (found?.options as { authorize: Authorize }).authorize;
  };

  it.each([
    ['demo-persona', { operatorId: 'opr_demo_anna' }, 'operators'],
    ['demo-owner', { ownerId: 'own_1' }, 'connected_account_owners'],
    ['password', { email: 'work@sluice.example', password: 'x' }, 'operator_passwords'],
    ['owner-password', { email: 'work@sluice.example', password: 'x' }, 'connected_account_owners'],
  ])('tells a stranger nothing of what is wrong: %s', async (id, credentials, table) => {
    await sql.unsafe(`alter table ${table} rename to away`);
    try {
      await expect(authorize(id)(credentials, {})).rejects.toThrow(/^Unavailable$/);
    } finally {
      await sql.unsafe(`alter table away rename to ${table}`);
    }
  });

  it('nor does single sign-on', async () => {
    const user = { id: 'x', email: 'work@sluice.example' };
    const account = { provider: 'oidc', type: 'oauth', providerAccountId: 'x' } as const;
    await sql`alter table operators rename to away`;
    try {
      await expect(callback('signIn')({ user, account })).rejects.toThrow(/^Unavailable$/);
    } finally {
      await sql`alter table away rename to operators`;
    }
  });

  it('is none for a text that nobody can be called by', async () => {
    expect(await authorize('demo-persona')({ operatorId: '\0' }, {})).toBeNull();
    expect(await authorize('demo-owner')({ ownerId: '\0' }, {})).toBeNull();
    expect(await authorize('password')({ email: 'a\0@b', password: '\0' }, {})).toBeNull();
  });
});

describe('the cookie', () => {
  it('carries a session id and nothing else', async () => {
    const token = await callback('jwt')({
      token: { name: 'Anna', email: 'anna@x', sub: 'opr_demo_anna' },
      user: { id: 'opr_demo_anna' },
      account: { provider: 'demo-persona', type: 'credentials', providerAccountId: 'opr_demo_anna' },
      trigger: 'signIn',
    });
    expect(Object.keys(token)).toEqual(['sid']);
    const rows =
      await sql`select operator_id from operator_sessions where session_id = ${String(token['sid'])}`;
    expect([...rows]).toEqual([{ operator_id: 'opr_demo_anna' }]);
  });

  it('ignores what a client sends as an update', async () => {
    const token = await callback('jwt')({
      token: { sid: 'ses_1', role: 'administrator' },
      trigger: 'update',
      session: { sid: 'ses_of_marek', role: 'administrator' },
    } as unknown as JwtInput);
    expect(token).toEqual({ sid: 'ses_1' });
  });

  it('tells scripts only when it ends', async () => {
    const session = await callback('session')({
      session: { expires: '2026-11-21T00:00:00Z', user: { email: 'anna@x' } },
      token: { sid: 'ses_1' },
    } as unknown as Parameters<ReturnType<typeof callback<'session'>>>[0]);
    expect(session).toEqual({ expires: '2026-11-21T00:00:00Z' });
  });

  it('never leads to another site', async () => {
    const lead = callback('redirect');
    const baseUrl = 'https://sluice.example';
    expect(await lead({ url: '//evil.example', baseUrl })).toBe('/');
    expect(await lead({ url: 'https://evil.example/payouts', baseUrl })).toBe('/');
    expect(await lead({ url: '/payouts', baseUrl })).toBe('/payouts');
    expect(await lead({ url: `${baseUrl}/payouts`, baseUrl })).toBe('/payouts');
  });

  it('has the __Host- name only where the site is https', () => {
    const { sessionToken, csrfToken } = nextAuthOptions(browser).cookies ?? {};
    expect(sessionToken).toMatchObject({
      name: 'sluice.session',
      options: { secure: false, httpOnly: true, sameSite: 'lax', path: '/' },
    });
    expect(csrfToken?.name).toBe('sluice.csrf');
  });
});

describe('who may sign in', () => {
  it('lists the demo’s people in order, and makes them once', async () => {
    expect((await listDemoPersonas()).map(({ name }) => name)).toEqual([
      'Anna Lindqvist',
      'Ines Okafor',
      'Marek Dudek',
      'Noor Haddad',
      'Vera Holm',
    ]);
    expect(await asDatabaseOwner(() => seedDemoPersonas(jobContext('seed-demo'), {}))).toEqual({ added: 0 });
  });

  it('lets nobody but a persona in by name', async () => {
    expect(await findDemoPersona('opr_work')).toBeNull();
    expect(await findDemoPersona('')).toBeNull();
  });

  it('finds a verified address whatever its case, and never a persona', async () => {
    expect(await findOperatorByEmail('work@SLUICE.example')).toMatchObject({ operatorId: 'opr_work' });
    expect(await findOperatorByEmail('anna.lindqvist@demo.sluice.example')).toBeNull();
  });

  it('refuses a disabled person', async () => {
    await sql`update operators set disabled_at = now() where operator_id in ('opr_work', 'opr_demo_vera')`;
    expect(await findOperatorByEmail('work@sluice.example')).toBeNull();
    expect(await findDemoPersona('opr_demo_vera')).toBeNull();
  });
});

describe('a refused password', () => {
  const sign = async (provider: string, email: string): Promise<string | undefined> => {
    type Given = { id: string; authorize: (typed: Record<string, string>) => Promise<unknown> };
    const found = nextAuthOptions(browser)
      .providers.map(({ options }) => options as Given | undefined)
      .find((given) => given?.id === provider);
    kept.length = 0;
    expect(await found?.authorize({ email, password: 'wrong password 77' })).toBeNull();
    return kept[0];
  };

  it.each(['password', 'owner-password'])(
    'of %s keeps the address for its form, known or not',
    async (provider) => {
      expect(await sign(provider, 'work@sluice.example')).toBe('work@sluice.example');
      expect(await sign(provider, ' nobody@sluice.example ')).toBe('nobody@sluice.example');
    },
  );

  it.each(['granite lantern 44 maple', 'a@b@c', '', `${'x'.repeat(120)}@x`])(
    'keeps nothing of %j',
    async (typed) => {
      expect(await sign('password', typed)).toBe('');
    },
  );
});
