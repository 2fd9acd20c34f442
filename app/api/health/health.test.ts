import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { closeDatabase } from '#lib/db/client.ts';
import type { Readiness } from '#lib/overview/readiness.ts';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { GET as live } from './live/route.ts';
import { GET as ready } from './ready/route.ts';

/** Two seconds are promised, and common probes give up after three. */
const PROMISED_MS = 2_000;
const SPARE_MS = 900;
/** What comes in the end is awaited, however busy the machine is. */
const PATIENCE = { timeout: 15_000 };

let testDatabase: TestDatabase;
let owner: postgres.Sql;
let line: Awaited<ReturnType<typeof openLine>>;

/** Everything between the web process and Postgres, which can go silent without closing. */
async function openLine(target: URL) {
  let isSilent = false;
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => {
        if (!isSilent) to.write(bytes);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    setSilent: (silent: boolean) => {
      isSilent = silent;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  line = await openLine(new URL(testDatabase.url));
  process.env['DATABASE_URL'] = line.url;
  owner = postgres(testDatabase.ownerUrl, { max: 2, onnotice: () => undefined });
});

afterAll(async () => {
  await closeDatabase();
  line.close();
  await owner.end();
  await testDatabase.drop();
});

// A reading is kept for a second; each test asks anew.
beforeEach(() => {
  delete (globalThis as { sluiceReadiness?: unknown }).sluiceReadiness;
});

type Asked = { status: number; body: Readiness; answeredAt: number; promisedAt: Promise<number> };

/** `promisedAt`: when the promised time was over by this process's own timers, which a loaded machine delays alike. */
async function ask(): Promise<Asked> {
  const promisedAt = sleep(PROMISED_MS, undefined, { ref: false }).then(() => performance.now());
  const response = await ready();
  expect(response.headers.get('cache-control')).toBe('no-store');
  const body = (await response.json()) as Readiness;
  return { status: response.status, body, answeredAt: performance.now(), promisedAt };
}

async function expectInTime({ answeredAt, promisedAt }: Asked): Promise<void> {
  expect(answeredAt - (await promisedAt)).toBeLessThan(SPARE_MS);
}

/** How each check stands, as `name: status`. */
const standing = ({ checks }: Readiness): string[] =>
  Object.entries(checks).map(([name, { status }]) => `${name}: ${status}`);

/** Statements of probes that the server is still working on. */
const probing = async (): Promise<number> => {
  const [row] = await owner<{ running: number }[]>`
    select count(*)::int as running from pg_stat_activity
    where datname = current_database() and application_name = 'sluice probe' and state = 'active'`;
  return row?.running ?? -1;
};

const beat = (): Promise<unknown> =>
  owner`insert into heartbeats (name, beat_at, detail) values ('worker:1', now(), '{}')
        on conflict (name) do update set beat_at = now()`;

describe('GET /api/health/ready', () => {
  it('says of each check how it stands, and that a missing worker is a warning with its runbook', async () => {
    const { status, body } = await ask();
    expect(status).toBe(200);
    expect(standing(body)).toEqual([
      'database: ok',
      'migrations: ok',
      'worker: warning',
      'events: ok',
      'stripe: ok',
    ]);
    expect(body.checks.worker).toEqual({
      status: 'warning',
      detail: 'never seen',
      runbook: 'docs/runbooks/check-worker.md',
    });
  });

  it('is ok with nothing to say about when everything runs', async () => {
    await beat();
    const { status, body } = await ask();
    expect([status, body.status]).toEqual([200, 'ok']);
    expect(Object.values(body.checks).some((check) => 'runbook' in check)).toBe(false);
  });

  it('takes an older schema for an error, and a newer one for a version that is rolled out', async () => {
    const move = (by: number) =>
      owner`update drizzle.__drizzle_migrations set created_at = created_at + ${by}
            where id = (select max(id) from drizzle.__drizzle_migrations)`;
    await move(1);
    expect((await ask()).body.checks.migrations).toEqual({ status: 'ok', detail: 'ahead' });
    await owner`update drizzle.__drizzle_migrations set created_at = created_at - 1000000000000`;
    delete (globalThis as { sluiceReadiness?: unknown }).sluiceReadiness;
    const { status, body } = await ask();
    expect(status).toBe(503);
    expect(body.checks.migrations.detail).toMatch(/^\d{4}_\w+ is not applied$/);
    await owner`update drizzle.__drizzle_migrations set created_at = created_at + 1000000000000`;
    await move(-1);
  });

  it('answers 503 while the database takes nobody in, names no address, and 200 when it is back', async () => {
    const { database } = owner.options;
    const server = postgres(new URL('/postgres', testDatabase.ownerUrl).href, { max: 1 });
    await server.unsafe(`alter database "${database}" with allow_connections false`);
    await server`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ${database}`;
    const asked = await ask();
    await server.unsafe(`alter database "${database}" with allow_connections true`);
    await server.end();
    expect(asked.status).toBe(503);
    await expectInTime(asked);
    expect(standing(asked.body)).toEqual([
      'database: error',
      'migrations: error',
      'worker: error',
      'events: error',
      'stripe: error',
    ]);
    expect(JSON.stringify(asked.body)).not.toMatch(/127\.0\.0\.1|postgres|test_/);
    await vi.waitFor(async () => {
      delete (globalThis as { sluiceReadiness?: unknown }).sluiceReadiness;
      expect((await ask()).status).toBe(200);
    }, PATIENCE);
  });

  it('answers in time while a statement hangs, and the server ends that statement', async () => {
    await owner.begin(async (holder) => {
      await holder`lock table alarms in access exclusive mode`;
      const asked = ask();
      await vi.waitFor(async () => {
        expect(await probing()).toBe(1);
      }, PATIENCE);
      const answer = await asked;
      expect(answer.status).toBe(503);
      await expectInTime(answer);
      expect(standing(answer.body)).toEqual([
        'database: ok',
        'migrations: ok',
        'worker: error',
        'events: error',
        'stripe: ok',
      ]);
      // The lock is still held: only a statement that was ended is gone.
      await vi.waitFor(async () => {
        expect(await probing()).toBe(0);
      }, PATIENCE);
    });
    delete (globalThis as { sluiceReadiness?: unknown }).sluiceReadiness;
    expect((await ask()).status).toBe(200);
  });

  it('answers in time while the database is silent, asks it once however many probes come, and finds it again', async () => {
    line.setSilent(true);
    const first = ask();
    // As if the second came later than a reading is kept: the first is still waiting, and so it waits with it.
    const shared = globalThis as { sluiceReadiness?: { at: number } };
    const begun = shared.sluiceReadiness;
    if (begun) begun.at = 0;
    const second = ask();
    expect(shared.sluiceReadiness).toBe(begun);
    const answers = await Promise.all([first, second]);
    for (const answer of answers) {
      expect(answer.status).toBe(503);
      await expectInTime(answer);
    }
    line.setSilent(false);
    delete (globalThis as { sluiceReadiness?: unknown }).sluiceReadiness;
    // The connection that went silent was given up: the next probe does not wait for it.
    const { status } = await ask();
    expect(status).toBe(200);
  });
});

describe('GET /api/health/live', () => {
  it('answers without asking anybody', async () => {
    line.setSilent(true);
    const response = live();
    line.setSilent(false);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });
});
