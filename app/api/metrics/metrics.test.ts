import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { closeDatabase } from '#lib/db/client.ts';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { GET } from './route.ts';

const TOKEN = randomBytes(24).toString('hex');

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  process.env['METRICS_TOKEN'] = TOKEN;
  const sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`insert into alarms (kind, subject, text) values ('event_gap', 'a', 'x')`;
  await sql`insert into heartbeats (name, beat_at, detail) values ('worker:1', now(), '{}')`;
  await sql.end();
});

afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

const scrape = (authorization?: string): Promise<Response> =>
  GET(
    new Request('http://127.0.0.1:3000/api/metrics', {
      headers: authorization === undefined ? {} : { authorization },
    }),
  );

/** The whole text exposition format 0.0.4: families in order, each sample after its family's HELP and TYPE. */
function familiesOf(text: string): Map<string, { type: string; samples: string[] }> {
  expect(text.endsWith('\n')).toBe(true);
  const families = new Map<string, { type: string; samples: string[] }>();
  let helped = '';
  let current: { name: string; samples: string[] } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, help] = /^# HELP ([a-zA-Z_:][\w:]*) \S.*$/.exec(line) ?? [];
    const [, name, type] = /^# TYPE ([a-zA-Z_:][\w:]*) (gauge|counter)$/.exec(line) ?? [];
    if (help !== undefined) helped = help;
    else if (name !== undefined && type !== undefined) {
      expect(name).toBe(helped);
      expect(families.has(name), `${name} comes twice`).toBe(false);
      const samples: string[] = [];
      current = { name, samples };
      families.set(name, { type, samples });
    } else {
      expect(line).toMatch(
        /^[a-zA-Z_:][\w:]*(\{[a-zA-Z_]\w*="([^"\\]|\\.)*"(,[a-zA-Z_]\w*="([^"\\]|\\.)*")*\})? -?\d+(\.\d+)?(e[+-]\d+)?$/,
      );
      expect(/^[\w:]+/.exec(line)?.[0]).toBe(current?.name);
      current?.samples.push(line);
    }
  }
  return families;
}

describe('GET /api/metrics', () => {
  it.each([
    ['nothing', undefined],
    ['another token', `Bearer ${randomBytes(24).toString('hex')}`],
    ['the beginning of the token', `Bearer ${TOKEN.slice(0, -1)}`],
    ['the token under another scheme', `Basic ${TOKEN}`],
  ])('refuses %s, and shows nothing', async (_what, authorization) => {
    const response = await scrape(authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.text()).toBe('Unauthorized');
  });

  it('gives whoever has the token text that Prometheus reads', async () => {
    const response = await scrape(`Bearer ${TOKEN}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const families = familiesOf(await response.text());
    const samples = [...families.values()].flatMap((family) => family.samples);
    expect(new Set(samples.map((sample) => sample.replace(/ \S+$/, ''))).size).toBe(samples.length);
    expect(samples).toContain('sluice_alarms_open 1');
    expect(samples).toContain('sluice_alarms_open_by_kind{kind="event_gap"} 1');
    expect(samples).toContain('sluice_stripe_events_stopped{state="failed"} 0');
    expect(families.get('sluice_webhook_deliveries_total')?.type).toBe('counter');
    expect(families.get('sluice_invariant_held')?.samples.length).toBeGreaterThan(5);
  });

  it('is not there where no token was set', async () => {
    vi.stubEnv('METRICS_TOKEN', '');
    vi.resetModules(); // the environment is read once
    const withoutToken = await import('./route.ts');
    const response = await withoutToken.GET(
      new Request('http://127.0.0.1:3000/api/metrics', { headers: { authorization: 'Bearer ' } }),
    );
    expect(response.status).toBe(404);
  });
});
