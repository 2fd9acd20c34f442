import { execFile } from 'node:child_process';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { factorHash } from '#lib/approvals/step-up/factor-leaf.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/* The command as whoever owns the database gives it, and what it says when it refuses. Each starts Node. */

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`
    insert into operators (operator_id, email, name, role) values
      ('olga', 'olga@work.example', 'Olga', 'administrator'), ('pia', 'pia@work.example', 'Pia', 'administrator')`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

/** @returns the fingerprint, as their own page shows it */
async function waits(operatorId: string): Promise<string> {
  const sealedSecret = `sealed for ${operatorId}`;
  await sql`
    insert into step_up_factors (factor_id, operator_id, kind, name, sealed_secret)
    values (${`stf_${operatorId}`}, ${operatorId}, 'totp', 'One-time codes', ${sealedSecret})`;
  const digits = factorHash({ credentialId: null, publicKey: null, sealedSecret }).slice(0, 16);
  return digits.replace(/(.{4})(?=.)/g, '$1 ');
}

type Ended = { code: number; stdout: string; said: string };

/** `said` is the first line of what it says beside the answer: a sentence, and never the trace of a stack. */
async function confirm(args: readonly string[], settings: Record<string, string> = {}): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    DATABASE_MIGRATION_URL: database.ownerUrl,
    ...settings,
  } as const;
  const command = ['--conditions=react-server', 'scripts/run.mjs', 'scripts/people-confirm.ts', ...args];
  return new Promise((settle) => {
    execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
      expect(stderr).not.toContain('    at ');
      settle({
        code: typeof error?.code === 'number' ? error.code : 0,
        stdout,
        said: stderr.split('\n')[0] ?? '',
      });
    });
  });
}

const refused = (said: string) => ({ code: 1, stdout: '', said });
const OLGA = ['--email', 'olga@work.example'];
const PIA = ['--email', 'pia@work.example'];

it('lists what waits by its fingerprint, confirms the first of all, and leaves the second to the first', async () => {
  expect(await confirm(OLGA)).toEqual(refused('Nothing of olga@work.example waits.'));
  const olgas = await waits('olga');
  expect(await confirm(['--email', 'Olga@work.example'])).toEqual({
    code: 0,
    stdout: `${olgas}  One-time codes\n`,
    said: '',
  });
  expect(await confirm([...OLGA, '--fingerprint', '0000 0000 0000 0000'])).toEqual(
    refused('Nothing of olga@work.example has this fingerprint.'),
  );
  expect(await confirm([...OLGA, '--fingerprint', olgas])).toEqual({
    code: 0,
    stdout: 'It counts from now on: One-time codes of olga@work.example.\n',
    said: '',
  });
  expect(await sql`select state, confirmed_by from step_up_factors`).toEqual([
    { state: 'active', confirmed_by: 'job' },
  ]);
  expect(await confirm([...PIA, '--fingerprint', await waits('pia')])).toEqual(
    refused(
      'Olga can confirm it, under Settings, Security. The machine does only while no other administrator can.',
    ),
  );
});

it('is given by the owner of the database alone', async () => {
  expect(await confirm(PIA, { DATABASE_MIGRATION_URL: database.url })).toEqual(
    refused('Only whoever owns the database does this. Give their address as DATABASE_MIGRATION_URL.'),
  );
});

it.each([
  [[], 'Usage: npm run people:confirm -- --email olga@work.example --fingerprint "0a1b 2c3d 4e5f 6071"'],
  [['--emial', 'olga@work.example'], "Unknown option '--emial'"],
  [['--email'], "Option '--email <value>' argument missing"],
  [['olga@work.example'], expect.stringContaining("Unexpected argument 'olga@work.example'") as string],
])('refuses %j in words', async (args, said) => {
  expect(await confirm(args)).toEqual({ code: 2, stdout: '', said });
});
