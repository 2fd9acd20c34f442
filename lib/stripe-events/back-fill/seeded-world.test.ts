import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM } from '#drizzle/schema/columns.ts';
import { createSimulator } from '../../../e2e/stripe-simulator/simulator.ts';
import { buildWorld, type World } from '../../../e2e/stripe-simulator/world/build-world.ts';
import { deliverHistory } from '../../../e2e/stripe-simulator/world/deliver-history.ts';
import { LOCK_STRENGTHS } from '../../connected-accounts/types.ts';
import { jobContext } from '../../context.ts';
import { databaseClient, openDatabase } from '../../db/client.ts';
import { LEDGER_ACCOUNT } from '../../ledger/chart-of-accounts.ts';
import { checkInvariants } from '../../ledger/check-invariants.ts';
import { postAvailability } from '../../ledger/post-availability.ts';
import { postBalanceTransactions } from '../../ledger/post-balance-transactions.ts';
import { settleFinalPayouts } from '../../ledger/settle-final-payouts.ts';
import { startFreshStripe, type FreshStripe } from './test-fresh-stripe.ts';
import { assessDueAccounts } from '../../risk/assessments/assess-due-accounts.ts';
import { runSync } from './run-sync.ts';

const SYNC_MS_MAX = 60_000;
let stripe: FreshStripe;
let world: World;

beforeAll(async () => {
  const simulator = createSimulator({ seed: 7, delivery: 'http' });
  // Some minutes ago, so that the story's last events are past the grace for deliveries under way.
  world = buildWorld(simulator, { seed: 7, anchor: Date.now() - 5 * 60_000, afterwards: 'frozen' });
  stripe = await startFreshStripe({ simulator });
});
afterAll(() => stripe.stop());

describe('the seeded world', () => {
  it(
    'syncs whole: every balance transaction, payout and account, and the books agree with every Balance of Stripe',
    async () => {
      const outcome = await runSync(jobContext('seed-demo'), { kind: 'initial' });
      expect(outcome).toMatchObject({ end: 'complete', failed: [], unitsDone: 41, unitsTotal: 41 });

      const { store } = stripe.simulator.core;
      const [held] = await databaseClient()<{ transactions: number; payouts: number; accounts: number }[]>`
        select (select count(*)::int from balance_transactions) as transactions,
               (select count(*)::int from payouts) as payouts,
               (select count(*)::int from connected_accounts) as accounts`;
      expect(held).toEqual({
        transactions: store.balanceTransactions.size,
        payouts: store.payouts.size,
        accounts: 40,
      });

      const ctx = jobContext('post-balance-transactions');
      await postBalanceTransactions(ctx);
      await postAvailability(ctx);
      await settleFinalPayouts(ctx);
      const [suspended] = await databaseClient()<{ count: number }[]>`
        select count(*)::int as count from postings where ledger_account_code = ${LEDGER_ACCOUNT.suspense}`;
      expect(suspended?.count).toBe(0);
      expect(await drift()).toEqual([]);
    },
    SYNC_MS_MAX,
  );

  it('has an account of each lock strength, so that each is on screen', async () => {
    const found = await databaseClient()<{ strength: string }[]>`
      select distinct lock_strength as strength from connected_accounts`;
    expect(found.map(({ strength }) => strength).sort()).toEqual([...LOCK_STRENGTHS].sort());
  });

  it('keeps every promise that the invariants check', async () => {
    const reports = await checkInvariants(jobContext('check-invariants'), {});
    expect(reports.filter(({ outcome }) => outcome !== 'held')).toEqual([]);
  });

  it(
    'shows the gap of 42 minutes and nothing else, once its history was delivered and polled',
    async () => {
      const delivered = await deliverHistory(stripe.simulator);
      expect(delivered).toBeGreaterThan(4_000);
      await runSync(jobContext('back-fill'), { kind: 'back-fill' });
      const gaps = await databaseClient()<{ starts: number; ends: number; kind: string }[]>`
        select extract(epoch from starts_at)::int as starts, extract(epoch from ends_at)::int as ends, endpoint_kind as kind
        from event_gaps order by endpoint_kind`;
      expect(gaps.map(({ kind }) => kind)).toEqual(['account', 'connect']);
      for (const { starts, ends } of gaps) {
        expect(starts).toBeGreaterThanOrEqual(world.gap.from);
        expect(ends).toBeLessThan(world.gap.to);
        expect(ends - starts).toBeGreaterThan(30 * 60);
      }
      const [missed] = await databaseClient()<{ count: number }[]>`
        select count(*)::int as count from stripe_events where arrived_by = 'backfill'`;
      const inTheGap = stripe.simulator.core.store.events
        .entries()
        .filter(([, { created }]) => created >= world.gap.from && created < world.gap.to);
      expect(missed?.count).toBe(inTheGap.length);
      expect(await deliverHistory(stripe.simulator)).toBe(0);
    },
    SYNC_MS_MAX,
  );

  it(
    'is judged as its story is: who gives money back by the dozen is paused, the victim of card testing goes on being paid, and nobody honest is paused',
    async () => {
      while (await assessDueAccounts(jobContext('assess-risk')));
      const flags = await databaseClient()<{ account: string; cause: string; action: string }[]>`
        select connected_account_id as account, cause, action from risk_flags`;
      const victim = flags.find(({ account }) => account === world.accountIds.get('isbjorn'));
      expect(victim).toMatchObject({ cause: 'card_testing', action: 'reserve' });
      const attacked = world.accountIds.get('faiencier') ?? '';
      expect(flags.find(({ account }) => account === attacked)).toMatchObject({
        cause: 'seller',
        action: 'hold',
      });
      expect(flags.length).toBeLessThanOrEqual(4);
      const held = await databaseClient()<{ account: string }[]>`
        select connected_account_id as account from holds where source = 'risk' and keeps_percent = 100`;
      expect(held).toEqual([{ account: attacked }]);
    },
    SYNC_MS_MAX,
  );

  // The last one: it leaves the books as somebody with all rights left them.
  it('names the amount that was changed, the entry that was deleted and the event that is missing', async () => {
    const owner = openDatabase(stripe.databaseOwnerUrl, { max: 1, role: null }).sql;
    const charges = `from journal_entries where source_type = 'balance_transaction' and kind = 'charge'`;
    const tampered = await owner.begin(async (tx) => {
      await tx`set local session_replication_role = replica`; // as a superuser walks around every trigger
      const [first] = await tx.unsafe<{ id: string }[]>(`select min(journal_entry_id) as id ${charges}`);
      const [last] = await tx.unsafe<{ id: string; source: string }[]>(
        `select journal_entry_id as id, source_id as source ${charges} order by journal_entry_id desc limit 1`,
      );
      await tx`update postings set amount = amount + 1 where journal_entry_id = ${first?.id ?? ''} and line = 1`;
      await tx`delete from postings where journal_entry_id = ${last?.id ?? ''}`;
      await tx`delete from journal_entries where journal_entry_id = ${last?.id ?? ''}`;
      const [event] = await tx<{ id: string }[]>`
        delete from stripe_events where stripe_event_id = (select max(stripe_event_id) from stripe_events)
        returning stripe_event_id as id`;
      return { changed: first?.id, deleted: last?.source, missing: event?.id };
    });
    await owner.end();
    const reports = await checkInvariants(jobContext('check-invariants'), { from: null });
    const named = (invariant: string) =>
      reports.find((report) => report.invariant === invariant)?.findings.map(({ id }) => id);
    expect(named('entries_balance')).toEqual([tampered.changed]);
    expect(named('balance_transactions_booked')).toContain(tampered.deleted);
    expect(named('events_processed')).toContain(tampered.missing);
  });
});

/** Per account and currency: what the books hold for the account against Stripe's Balance, asked directly. */
async function drift(): Promise<object[]> {
  const booked = await databaseClient()<
    { unit: string; currency: string; pending: bigint; available: bigint }[]
  >`
    select connected_account_id as unit, currency,
           coalesce(sum(debits - credits) filter (where ledger_account_code = ${LEDGER_ACCOUNT.pending}), 0)::bigint as pending,
           coalesce(sum(debits - credits) filter (where ledger_account_code = ${LEDGER_ACCOUNT.available}), 0)::bigint as available
    from ledger_balances group by 1, 2`;
  const differences = new Map(booked.map((row) => [`${row.unit} ${row.currency}`, row]));
  const found: object[] = [];
  for (const owner of [stripe.simulator.platformId, ...world.accountIds.values()]) {
    const unit = owner === stripe.simulator.platformId ? PLATFORM : owner;
    const response = await fetch(`${stripe.url}/v1/balance`, {
      headers: {
        authorization: `Bearer ${process.env['STRIPE_SECRET_KEY'] ?? ''}`,
        ...(unit === PLATFORM ? {} : { 'stripe-account': owner }),
      },
    });
    const balance = (await response.json()) as Record<
      'available' | 'pending',
      { currency: string; amount: number }[]
    >;
    for (const { currency, amount } of balance.available) {
      const pending = balance.pending.find((entry) => entry.currency === currency)?.amount ?? 0;
      const books = differences.get(`${unit} ${currency}`);
      differences.delete(`${unit} ${currency}`);
      const agrees = books?.available === BigInt(amount) && books.pending === BigInt(pending);
      if (!agrees && (amount !== 0 || pending !== 0)) found.push({ unit, currency, amount, pending, books });
    }
  }
  return [
    ...found,
    ...[...differences.values()].filter(({ pending, available }) => pending !== 0n || available !== 0n),
  ];
}
