import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { jobContext, type Context } from '../../context.ts';
import { closeDatabase, database } from '../../db/client.ts';
import { effortOn, pretendRows, sampleEveryRow } from '../../db/effort.fixture.ts';
import { readModelReport } from './queries.ts';
import { readLabelCounts, readTrainingRows } from './training-rows.ts';

/* Ten million stored decisions: whoever looks at the page of models, or trains one, reads the newest of them by an index. */

const ROWS = 120_000;
/** So many are asked for here; for each the few around it, and a month of its account's days. */
const WANTED = 500;
const INDEX_ENTRIES_MAX = WANTED * 60;

const LARGE = ['risk_assessments', 'risk_day_counters', 'risk_hour_counters', 'risk_facts'];

let testDatabase: TestDatabase;
let sql: postgres.Sql;
let effortOf: ReturnType<typeof effortOn>;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
  sql = postgres(testDatabase.ownerUrl, { max: 1, onnotice: () => undefined });
  // Eleven months of 500 accounts; people spoke about one decision in three hundred.
  await sql`
    insert into risk_assessments (risk_assessment_id, connected_account_id, currency, decided_at, score, cause, action, exposure, inputs,
      inputs_hash, outcome, rules_hash, model_hash)
    select 'ras_' || n, 'acct_' || n % 500, 'usd', now() - n * interval '4 minutes', 0, 'seller', 'flag', 0, '{"features": [1]}', 'x',
      '{}', 'x', 'x'
    from generate_series(1, ${ROWS}::int) as n`;
  await sql`
    insert into risk_verdicts (risk_verdict_id, risk_flag_id, connected_account_id, currency, risk_assessment_id, verdict, reason,
      operator_id, given_at)
    select 'rvd_' || n, 'rfl_' || n, 'acct_' || n % 500, 'usd', 'ras_' || n, 'confirmed', 'x', 'opr_ines',
      now() - n * interval '4 minutes' + interval '1 minute'
    from generate_series(300, ${ROWS}::int, 300) as n`;
  await sql`set session_replication_role = replica`;
  await sql`
    insert into risk_day_counters (connected_account_id, currency, day, charges, charge_amount, declines, high_risk, refunds, refund_amount,
      platform_refunds, disputes, dispute_amount)
    select 'acct_' || account, 'usd', current_date - day, 10, 1, 0, 0, 0, 0, 0, 0, 0
    from generate_series(0, 499) as account, generate_series(0, 330) as day`;
  // One account in ten is warned of, of charges that it made a day before.
  await sql`
    insert into risk_facts (connected_account_id, kind, stripe_id, occurred_at, charge_id, currency, amount, is_platform_made,
      is_platform_charge, stripe_event_id, learned_at, is_late)
    select 'acct_' || n % 500, case when is_warning then 'warning' else 'charge' end, case when is_warning then 'w_' else 'ch_' end || n,
      now() - n * interval '40 minutes' - case when is_warning then interval '0' else interval '1 day' end, 'ch_' || n,
      case when is_warning then null else 'usd' end, case when is_warning then null else 1 end, false, false, 'evt', now(), false
    from generate_series(1, 8000) as n, (values (false), (true)) as either (is_warning) where not is_warning or n % 500 < 50`;
  await sql`set session_replication_role = origin`;
  await sampleEveryRow(sql, [...LARGE, 'risk_verdicts']);
  await pretendRows(sql, LARGE, 10_000_000);
  effortOf = effortOn(sql, LARGE);
}, 120_000);

afterAll(async () => {
  await sql.end();
  await closeDatabase();
  await testDatabase.drop();
});

const viewer: Context = {
  ...jobContext('test'),
  actor: { kind: 'operator', operatorId: 'opr_vera', name: 'vera', role: 'viewer' },
};

describe('never goes through all decisions', () => {
  it.each([
    ['to count what there is to learn from', async () => (await readLabelCounts(new Date(), WANTED)).all],
    // Its features are of no version, so none of them is learned from.
    ['to read it', async () => (await readTrainingRows(new Date(), WANTED), WANTED)],
  ])('%s', async (_what, read) => {
    let found = 0;
    const effort = await effortOf(async () => {
      found = await read();
    });
    expect(found).toBe(WANTED);
    expect(effort.rowsInSequence).toBe(0);
    expect(effort.indexEntries).toBeLessThan(INDEX_ENTRIES_MAX);
  });

  it('to draw the page of models', async () => {
    const effort = await effortOf(() => readModelReport(viewer, WANTED));
    expect(effort.rowsInSequence).toBe(0);
    // Besides the labels, the decisions of two samples and those that people spoke about.
    expect(effort.indexEntries).toBeLessThan(INDEX_ENTRIES_MAX + 20_000);
  });

  it('would say so: a look for a score shows', async () => {
    const effort = await effortOf(() =>
      database().execute('select count(*) from risk_assessments where score > 5'),
    );
    expect(effort.rowsInSequence).toBeGreaterThanOrEqual(ROWS);
  });
});
