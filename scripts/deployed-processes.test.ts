import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDemoPeople } from './demo-people.ts';
import { findFreePort } from './postgres/cluster.ts';
import { environmentWithoutSettings } from './settings.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/* What `npm run worker`, `npm run ingress` and `npm run check:invariants` do with a real database. Each test starts Node. */

const random = (): string => randomBytes(24).toString('hex');

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let settings: Record<string, string>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  sql = postgres(testDatabase.ownerUrl, { max: 1 });
  settings = {
    DATABASE_URL: testDatabase.url,
    STRIPE_SECRET_KEY: `sk_test_${random()}`,
    STRIPE_PUBLISHABLE_KEY: `pk_test_${random()}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${random()}`,
    NEXTAUTH_URL: 'https://sluice.test',
    NEXTAUTH_SECRET: random(),
    OIDC_ISSUER: 'https://identity.test',
    OIDC_CLIENT_ID: 'sluice',
    OIDC_CLIENT_SECRET: random(),
    PORT: '0',
  };
});
afterAll(async () => {
  await sql.end();
  await testDatabase.drop();
});

/** Starts it as `npm run …` does, with no setting of this process, its mode among them. */
function start(script: string, environment: Record<string, string>, args: readonly string[] = []) {
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', 'scripts/run.mjs', `scripts/${script}.ts`, ...args],
    { env: { ...environmentWithoutSettings(), ...environment }, stdio: 'pipe' },
  );
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (piece: Buffer) => (said.stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (said.stderr += piece.toString()));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    said,
    /** The first log line whose message begins so. */
    logged: async (message: string): Promise<Record<string, unknown>> => {
      for await (const line of createInterface({ input: child.stdout })) {
        const found = JSON.parse(line) as Record<string, unknown>; // our own log writes one object per line
        if (String(found['message']).startsWith(message)) return found;
      }
      throw new Error(`${script} never said "${message}": ${said.stderr}`);
    },
    ended: async () => ({ code: (await closed)[0], ...said }),
    stop: async () => {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

it('an ingress without a mode of its own is production: it names the power of its login', async () => {
  const ingress = start('ingress', { ...settings, DATABASE_URL: testDatabase.ownerUrl, LOG_LEVEL: '' });
  const warned = await ingress.logged('Sluice logs in to Postgres as sluice, a superuser');
  await ingress.stop();
  expect(warned['log.level']).toBe('warn');
});

it('a worker without a mode of its own is production too', async () => {
  const worker = start('worker', { ...settings, DATABASE_URL: testDatabase.ownerUrl, LOG_LEVEL: '' });
  await worker.logged('Sluice logs in to Postgres as sluice, a superuser');
  await worker.stop();
});

it('an ingress of the demo listens on this machine alone, one of a deployment for others', async () => {
  const demo = start('ingress', { ...settings, NEXTAUTH_URL: 'http://localhost:3000', SLUICE_DEMO: '1' });
  const port = String((await demo.logged('ingress listens'))['server.port']);
  const health = (host: string) => fetch(`http://${host}:${port}/api/health/live`).then(({ ok }) => ok);
  expect(await health('127.0.0.1')).toBe(true);
  const other = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4');
  // Any address of 127/8 is another one to the listener, also on a machine without a network.
  await expect(health(other?.address ?? '127.0.0.2')).rejects.toThrow('fetch failed');
  await demo.stop();
});

it('a worker whose login does not exist says what to do, at once and without a stack', async () => {
  const url = Object.assign(new URL(testDatabase.url), { username: 'nobody_of_this_name' });
  const ended = await start('worker', { ...settings, DATABASE_URL: url.href }).ended();
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(
    /^Postgres does not let Sluice in: password authentication failed for user "nobody_of_this_name"\. Correct [^\n]+\n$/,
  );
});

it('npm run db:migrate with an owner that does not exist says so in a sentence', async () => {
  const url = Object.assign(new URL(testDatabase.ownerUrl), { username: 'nobody_of_this_name' });
  const ended = await start('db-migrate', { DATABASE_URL: url.href }).ended();
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^Postgres does not let Sluice in: [^\n]+\n$/);
});

it('npm run db:migrate waits for a Postgres that is being started, as compose has it', async () => {
  const owner = new URL(testDatabase.ownerUrl);
  const port = await findFreePort();
  const url = Object.assign(new URL(owner.href), { port: String(port) });
  const migrate = start('db-migrate', { DATABASE_URL: url.href });
  await expect
    .poll(() => migrate.said.stderr)
    .toContain('(ECONNREFUSED). Start it, or correct the address. Trying again.\n');
  const server = createServer((socket) => {
    const postgresOfTheTest = connect(Number(owner.port), owner.hostname);
    for (const side of [socket, postgresOfTheTest]) side.on('error', () => side.destroy());
    socket.pipe(postgresOfTheTest).pipe(socket);
  }).listen(port, '127.0.0.1');
  const ended = await migrate.ended();
  server.close();
  expect(ended).toMatchObject({ code: 0, stdout: 'The database schema is at its newest version.\n' });
});

it('compose asks Postgres where the others will: the image’s own first server answers at its socket alone', async () => {
  expect(await readFile('compose.yaml', 'utf8')).toContain("['CMD', 'pg_isready', '--host=127.0.0.1',");
});

const check = (...args: string[]) =>
  start('check-invariants', { DATABASE_URL: testDatabase.url }, args).ended();

it.each([
  [['--from', 'garbage'], '--from must be a day or a time, such as 2026-11-22 or 2026-11-22T10:00:00Z.\n'],
  [['--from', '1'], '--from must be a day or a time, such as 2026-11-22 or 2026-11-22T10:00:00Z.\n'],
  [['--from', '2999-01-01'], '--from lies in the future: nothing would be checked.\n'],
])('check:invariants %j: a sentence and 2', async (args, stderr) => {
  expect(await check(...args)).toEqual({ code: 2, stdout: '', stderr });
});

it('check:invariants with an option that nobody knows: a sentence and 2', async () => {
  const ended = await check('--form', '2026-11-22');
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(/^Unknown option '--form'/);
  expect(ended.stderr).not.toContain('    at ');
});

it('check:invariants says 0 when all hold with what waits in the line, 3 when one has no answer, 1 when one is broken', async () => {
  expect(await check('--from', '2026-11-22')).toMatchObject({ code: 0, stderr: '' });
  await sql`
    with event as (
      insert into stripe_events (stripe_event_id, occurred_at, connected_account_id, type, livemode, endpoint_kind, arrived_by, received_at)
      values ('evt_1', now(), 'platform', 'charge.succeeded', false, 'account', 'webhook', now())
      returning stripe_event_id, occurred_at, connected_account_id)
    insert into stripe_event_bodies (stripe_event_id, occurred_at, connected_account_id, body) select event.*, '{}' from event`;
  const waiting = await check();
  expect(waiting.code).toBe(0);
  expect(waiting.stdout).toMatch(
    /^ok {7}Every acknowledged event is processed, [^\n]+ 1 event waits to be processed, since \d{4}-[\dT:-]+Z\. \(/m,
  );

  await sql`insert into stripe_balances (connected_account_id, currency, available, pending, connect_reserved, read_at)
    values ('platform', 'usd', 0, 0, 0, now() - interval '90 minutes')`;
  const unknown = await check();
  expect(unknown.stdout).toMatch(/^unknown /m);
  expect(unknown).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(
      /^Nothing is broken, and 1 of \d+ promises could not be answered yet: [^\n]+\n$/,
    ) as string,
  });

  await sql`update stripe_events set state = 'failed', last_error = 'no such thing'`;
  expect(await check()).toMatchObject({ code: 1, stderr: '' });
});

it('the demo names the owner of a connected account beside the people who work here', async () => {
  await sql`insert into operators (operator_id, email, name, role, is_demo_persona) values ('opr_v', 'v@x.example', 'Vera', 'viewer', true)`;
  await sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, charges_enabled, payouts_enabled,
      details_submitted, requirements, future_requirements, capabilities, minimum_balances, automatic_transfer_rules,
      lock_strength, lock_reasons, created_at_stripe, read_at)
    values ('acct_1', false, 'v1', 'Marigold', true, true, true, '{}', '{}', '{}', '{}', '{}', 'unknown', '[]', now(), now())`;
  await sql`insert into connected_account_owners (owner_id, connected_account_id, email, name, is_demo_persona)
    values ('own_1', 'acct_1', 'c@x.example', 'Clara', true), ('own_2', 'acct_1', 'd@x.example', 'Real', false)`;
  expect(await readDemoPeople(testDatabase.ownerUrl)).toEqual([
    { name: 'Vera', role: 'viewer' },
    { name: 'Clara', role: 'owner of Marigold: the portal, /portal' },
  ]);
});
