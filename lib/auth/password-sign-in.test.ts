import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext } from '../context.ts';
import { asDatabaseOwner, closeDatabase } from '../db/client.ts';
import { inviteOperator } from '../people/invite-operator.ts';
import { renewInvitation } from '../people/renew-invitation.ts';
import { makeDeviceToken } from './device-token.ts';
import { readOperatorSession } from './operator-session.ts';
import { hashPassword, isPassword } from './password-hash.ts';
import { passwordProblem } from './password-rules.ts';
import { signInWithPassword } from './password-sign-in.ts';
import { findInvitation, setPassword } from './set-password.ts';
import { signInContext } from './sign-in.ts';
import { startOperatorSession } from './start-operator-session.ts';

const EMAIL = 'finn@sluice.example';
const PASSWORD = 'harbour velvet 91 octopus';
const machine = jobContext('invite-from-machine');

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let operatorId: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['DATABASE_MIGRATION_URL'] = testDatabase.ownerUrl;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  const invited = await asDatabaseOwner(() =>
    inviteOperator(machine, { name: 'Finn', email: EMAIL, role: 'viewer' }),
  );
  operatorId = invited.operatorId;
  expect(await setPassword(invited.token, PASSWORD)).toBeNull();
});

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

beforeEach(async () => {
  await sql`truncate sign_in_failures`;
});

const tryIn = (email: string, password: string, deviceToken: string | null = null) =>
  signInWithPassword({ email, password, deviceToken });

/** As if the wait were over. */
const waitOver = () => sql`update sign_in_failures set wait_until = now() - interval '1 second'`;

/** As if the wait had only begun: how long the tests take does not matter then. */
const mustWait = () => sql`update sign_in_failures set wait_until = now() + interval '10 minutes'`;

describe('a password', () => {
  it('is kept as argon2id with its own salt and OWASP’s costs', async () => {
    const [first, second] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
    expect(await isPassword(PASSWORD, first)).toBe(true);
    expect(await isPassword(`${PASSWORD} `, first)).toBe(false);
    expect(await isPassword('', null)).toBe(false);
  });

  it('is the same however a keyboard composes its letters', async () => {
    expect(await isPassword('\u0041\u030A-harbour', await hashPassword('\u00C5-harbour'))).toBe(true);
  });

  it.each([
    ['too short', 'short'],
    ['x'.repeat(129), 'long'],
    ['aaaaaaaaaaaaaaaa', 'obvious'],
    ['Password1234!!', 'obvious'],
    ['finn-is-my-name', 'own'],
    ['sluice-is-nice-today', 'obvious'],
    ['harbour velvet 91', null],
  ])('%s → %s', (password, problem) => {
    expect(passwordProblem(password, ['Finn', 'finn@sluice.example'])).toBe(problem);
  });
});

describe('signing in with a password', () => {
  it('works with the right one, whatever the case of the address', async () => {
    expect(await tryIn('FINN@sluice.example', PASSWORD)).toMatchObject({ operatorId, role: 'viewer' });
  });

  it.each([
    ['a wrong password', EMAIL, 'wrong password 77'],
    ['no password', EMAIL, ''],
    ['an unknown address', 'nobody@sluice.example', PASSWORD],
    ['a very long password', EMAIL, 'x'.repeat(100_000)],
  ])('%s is nobody', async (_what, email, password) => {
    expect(await tryIn(email, password)).toBeNull();
  });

  it('somebody disabled is nobody', async () => {
    await sql`update operators set disabled_at = now() where operator_id = ${operatorId}`;
    expect(await tryIn(EMAIL, PASSWORD)).toBeNull();
    await sql`update operators set disabled_at = null where operator_id = ${operatorId}`;
  });
});

describe('two hundred tries', () => {
  it.each([EMAIL, 'nobody@sluice.example'])(
    'of %s wait longer and longer, never longer than half a minute',
    async (email) => {
      const waits: number[] = [];
      for (let count = 0; count < 12; count += 1) {
        await tryIn(email, 'wrong password 77');
        const [row] =
          await sql`select extract(epoch from wait_until - failed_at)::float8 as wait from sign_in_failures`;
        waits.push(Number(row?.['wait']));
        await waitOver();
      }
      expect(waits).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30]);
    },
  );

  it('at the same moment look at a few passwords only, and the right one among them waits too', async () => {
    await Promise.all(Array.from({ length: 200 }, () => tryIn(EMAIL, 'wrong password 77')));
    const [row] = await sql`select failures from sign_in_failures`;
    // Four at once; on a machine so slow that this takes a minute, nine.
    expect(Number(row?.['failures'])).toBeGreaterThanOrEqual(4);
    expect(Number(row?.['failures'])).toBeLessThan(10);
    await mustWait();
    expect(await tryIn(EMAIL, PASSWORD)).toBeNull();
  });

  it('never lock anybody out: the right password works after the wait and starts over', async () => {
    for (let count = 0; count < 9; count += 1) {
      await tryIn(EMAIL, 'wrong password 77');
      await waitOver();
    }
    expect(await tryIn(EMAIL, PASSWORD)).not.toBeNull();
    expect(await sql`select 1 from sign_in_failures`).toHaveLength(0);
  });

  it('do not make a browser wait in which this person has signed in before', async () => {
    const token = makeDeviceToken(EMAIL);
    for (let count = 0; count < 20; count += 1) await tryIn(EMAIL, 'wrong password 77');
    await mustWait();
    expect(await tryIn(EMAIL, PASSWORD)).toBeNull();
    expect(await tryIn(EMAIL, PASSWORD, token)).not.toBeNull();
  });

  it('with made-up browser tokens are all counted together', async () => {
    const others = [makeDeviceToken('else@sluice.example'), 'made.up', '', `${makeDeviceToken(EMAIL)}x.y`];
    for (const token of others) await tryIn(EMAIL, 'wrong password 77', token);
    const rows = await sql`select failures from sign_in_failures`;
    expect([...rows]).toEqual([{ failures: 4 }]);
  });

  it('are forgotten after half an hour without one, those of made-up addresses too', async () => {
    for (const email of ['a@made.up', 'b@made.up', EMAIL]) await tryIn(email, 'wrong password 77');
    await sql`update sign_in_failures set failures = 9, failed_at = now() - interval '31 minutes'`;
    await tryIn(EMAIL, 'wrong password 77');
    const rows = await sql`select failures from sign_in_failures`;
    expect([...rows]).toEqual([{ failures: 1 }]);
  });

  it('leave no address behind in clear', async () => {
    await tryIn('somebody-s-secret@sluice.example', 'x');
    const [row] = await sql`select address_hash from sign_in_failures`;
    expect(String(row?.['address_hash'])).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});

describe('the time of the answer', () => {
  /** Welch's t; beyond 4.5 in either direction by chance once in a hundred thousand runs. */
  function welch(first: number[], second: number[]): number {
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = (values: number[]) => {
      const middle = mean(values);
      return (
        values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1) / values.length
      );
    };
    return (mean(first) - mean(second)) / Math.sqrt(spread(first) + spread(second));
  }

  const cases = [EMAIL, 'nobody@sluice.example', 'sso@sluice.example'];

  /** Of each address; `SLUICE_SIGN_INS=1000` for as many as the rule of no enumeration names, in about a minute. */
  const SIGN_INS = Number(process.env['SLUICE_SIGN_INS'] ?? '50');

  /** How far the times of the known address are from those of each other one. */
  async function differences(): Promise<number[]> {
    const times = new Map<string, number[]>(cases.map((email) => [email, []]));
    // Interleaved, so that whatever else the machine does falls on all of them alike.
    for (let round = 0; round < SIGN_INS; round += 1)
      for (const email of cases) {
        await sql`truncate sign_in_failures`;
        const start = performance.now();
        expect(await tryIn(email, 'wrong password 77')).toBeNull();
        times.get(email)?.push(performance.now() - start);
      }
    const [known = [], ...others] = cases.map((email) =>
      // A collection of garbage in one of them is no sign of anything.
      (times.get(email) ?? []).sort((a, b) => a - b).slice(0, SIGN_INS * 0.8),
    );
    return others.map((other) => Math.abs(welch(known, other)));
  }

  it('does not tell who is known', { timeout: SIGN_INS * 4_800 }, async () => {
    await sql`insert into operators (operator_id, email, name, role)
              values ('opr_sso', 'sso@sluice.example', 'Only single sign-on', 'viewer')`;
    // What tells who is known does so each time; a burst of other work on the machine does not come back.
    const found: number[][] = [];
    do found.push(await differences());
    while (found.length < 3 && found.at(-1)?.some((difference) => difference >= 4.5));
    for (const difference of found.at(-1) ?? [Infinity]) expect(difference, String(found)).toBeLessThan(4.5);
  });
});

describe('a link for a password', () => {
  it('works once, and ends the sessions of before', async () => {
    const { token } = await asDatabaseOwner(() => renewInvitation(machine, { operatorId }));
    const finn = { operatorId, name: 'Finn', email: EMAIL, role: 'viewer' } as const;
    const { sessionId } = await startOperatorSession(signInContext(finn), { provider: 'password' });
    expect(await setPassword(token, 'short')).toBe('short');
    expect(await findInvitation(token)).toMatchObject({ operatorId });
    expect(await setPassword(token, 'granite lantern 44 maple')).toBeNull();
    expect(await readOperatorSession(sessionId, { touch: false })).toBeNull();
    expect(await findInvitation(token)).toBeNull();
    await expect(setPassword(token, PASSWORD)).rejects.toMatchObject({ code: 'conflict' });
    expect(await tryIn(EMAIL, PASSWORD)).toBeNull();
    expect(await tryIn(EMAIL, 'granite lantern 44 maple')).not.toBeNull();
  });

  it('of two posts at once only one counts', async () => {
    const { token } = await asDatabaseOwner(() => renewInvitation(machine, { operatorId }));
    const both = await Promise.allSettled([
      setPassword(token, 'first words 11 pebble'),
      setPassword(token, 'other words 22 thicket'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('stops working when a newer one is made, after three days, and when its person is disabled', async () => {
    const older = await asDatabaseOwner(() => renewInvitation(machine, { operatorId }));
    const newer = await asDatabaseOwner(() => renewInvitation(machine, { operatorId }));
    expect(await findInvitation(older.token)).toBeNull();
    await sql`update operators set disabled_at = now() where operator_id = ${operatorId}`;
    expect(await findInvitation(newer.token)).toBeNull();
    await sql`update operators set disabled_at = null where operator_id = ${operatorId}`;
    expect(await findInvitation(newer.token)).not.toBeNull();
    await sql`update operator_invitations set expires_at = now() - interval '1 second' where used_at is null`;
    expect(await findInvitation(newer.token)).toBeNull();
    expect(await findInvitation('')).toBeNull();
  });
});
