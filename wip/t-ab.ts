import { jobContext } from '#lib/context.ts';
import { closeDatabase, openDatabase } from '#lib/db/client.ts';
import { migrateDatabase } from '#lib/db/migrate.ts';
import { recordBalanceTransactions } from '#lib/ledger/record-balance-transactions.ts';
import { storeStripeEvents } from '#lib/stripe-events/store-stripe-events.ts';
import { startEmbeddedPostgres } from '#scripts/embedded-postgres.ts';
import { charges } from './e2e/bench/ledger/charges.ts';
import { setEnvironment } from './e2e/bench/tables/seeded-tables.ts';
import { rm, mkdir, chmod } from 'node:fs/promises';
const dir = '/tmp/h/t-ab'; await mkdir(dir, { recursive: true }); await chmod(dir, 0o711);
const server = await startEmbeddedPostgres({ dataDir: dir });
await migrateDatabase(server.ownerUrl);
setEnvironment(server.url);
const owner = openDatabase(server.ownerUrl, { max: 1, role: null });
const ctx = jobContext('post-balance-transactions');
let next = 0;
async function ledger(count: number) {
  const from = next; next += count; const sellers = 50; const share = count / 4;
  const t = performance.now();
  await Promise.all([0, 1, 2, 3].map(async (w) => {
    for (let d = 0; d < share; d += 1000) await recordBalanceTransactions(ctx, charges(1000, from + w * share + d, { first: w * sellers, count: sellers }));
  }));
  return (count * 1000) / (performance.now() - t);
}
const body = JSON.stringify({ id: 'x', data: 'y'.repeat(2150) });
async function ingest(count: number) {
  const from = next; next += count; const share = count / 4; const B = 100;
  const t = performance.now();
  await Promise.all([0, 1, 2, 3].map(async (w) => {
    for (let d = 0; d < share; d += B) await storeStripeEvents(Array.from({ length: B }, (_, i) => { const n = from + w * share + d + i; return { stripeEventId: `evt_${String(n)}`, occurredAtSeconds: 1795000000 + (n % 3600), connectedAccountId: `acct_${String(n % 200)}`, type: 'charge.succeeded', livemode: false, apiVersion: '2026-10-28', endpointKind: 'connect' as const, arrivedBy: 'webhook' as const, objectType: 'charge', objectId: `ch_${String(n)}`, signatureHeader: 't=1,v1=abc', body } as never; }));
  }));
  return (count * 1000) / (performance.now() - t);
}
const median = (v: number[]) => v.toSorted((a, b) => a - b)[Math.floor(v.length / 2)]!;
for (const [name, work, table, trigger, n] of [['ledger', ledger, 'journal_entries', 'journal_entry_counts_insert', 24000], ['ingest', ingest, 'stripe_events', 'stripe_event_counts_insert', 24000]] as const) {
  const rates: Record<string, number[]> = { enable: [], disable: [] };
  await work(n);
  for (let r = 0; r < 9; r += 1) for (const mode of r % 2 ? ['enable', 'disable'] : ['disable', 'enable']) {
    await owner.sql.unsafe(`alter table ${table} ${mode} trigger ${trigger}`);
    await owner.sql.unsafe('checkpoint');
    rates[mode]!.push(await work(n));
  }
  const ratios = rates['enable']!.map((v, i) => v / rates['disable']![i]!);
  console.log(name, 'with', median(rates['enable']!).toFixed(0), 'without', median(rates['disable']!).toFixed(0), 'paired ratio', median(ratios).toFixed(3), ratios.map((v) => v.toFixed(2)).join(' '));
  console.log(await owner.sql.unsafe(`select count(*), pg_size_pretty(pg_relation_size('${table === 'stripe_events' ? 'stripe_event' : 'journal_entry'}_count_changes')) from ${table === 'stripe_events' ? 'stripe_event' : 'journal_entry'}_count_changes`));
}
await closeDatabase(); await owner.sql.end(); await server.stop(); await rm(dir, { recursive: true, force: true });
