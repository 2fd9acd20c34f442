import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { lockRiskAccounts } from '../facts/lock-risk-accounts.ts';
import { recordRiskFacts } from '../facts/record-risk-facts.ts';
import { canonicalText } from '../rules/canonical-text.ts';
import { decide, type Decision, type DecisionInputs } from '../rules/decide.ts';
import { assessConnectedAccount } from './assess-connected-account.ts';
import { STARTING_INSTRUMENTS } from './instruments.ts';
import { readDecisionInputs } from './read-decision-inputs.ts';
import { cardTesting, DAY, fact, learn, MINUTE, refundSurge, usualDays } from './test-story.fixture.ts';

/* One account's facts become a decision that can be told again byte by byte, and money stays or is let go by it. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
  await world.sql`delete from connected_accounts`;
});
afterAll(() => world.close());

const worker = jobContext('assess-risk');
const assess = (connectedAccountId: string) => assessConnectedAccount(worker, { connectedAccountId });

type Stored = { decided_at: string; inputs: string; outcome: string; score: number };

async function stored(account: string): Promise<Stored & { decision: Decision; seen: DecisionInputs }> {
  const [row] = await world.sql<Stored[]>`
    select decided_at::text, inputs, outcome, score from risk_assessments
    where connected_account_id = ${account} order by decided_at desc limit 1`;
  if (row === undefined) throw new Error('nothing was stored');
  return {
    ...row,
    decision: JSON.parse(row.outcome) as Decision, // as it was written
    seen: JSON.parse(row.inputs) as DecisionInputs,
  };
}

const holdsOf = (account: string) => world.sql<
  { source: string; state: string; percent: number; reason: string; by: string | null }[]
>`
  select source, state, keeps_percent as percent, reason_code as reason, released_by_source as by
  from holds where connected_account_id = ${account} order by placed_at`;

const flagsOf = (account: string) => world.sql<
  { state: string; cause: string; action: string; because: string | null }[]
>`
  select state, cause, action, closed_because as because from risk_flags where connected_account_id = ${account} order by opened_at`;

/** An account with ten thousand dollars and forty usual days. */
async function seller(): Promise<string> {
  const account = await world.account([10_000_00n]);
  await learn(usualDays(account));
  return account;
}

describe('a decision', () => {
  it('leaves a usual account alone, and takes it off the list', async () => {
    const account = await seller();
    expect(await assess(account)).toMatchObject([{ currency: 'usd', action: 'none' }]);
    expect(await holdsOf(account)).toEqual([]);
    expect(await flagsOf(account)).toEqual([]);
    const due = await world.sql`select 1 from risk_due where connected_account_id = ${account}`;
    expect(due).toHaveLength(0);
  });

  it('holds a refund surge, and says why in lines that sum to the score', async () => {
    const account = await seller();
    await learn(refundSurge(account));
    expect(await assess(account)).toMatchObject([{ action: 'hold' }]);
    expect(await holdsOf(account)).toMatchObject([
      { source: 'risk', state: 'open', percent: 100, reason: 'unusual_activity' },
    ]);
    expect(await flagsOf(account)).toMatchObject([{ state: 'open', cause: 'seller', action: 'hold' }]);
    const { decision, score } = await stored(account);
    const { base, contributions, lines } = decision;
    expect(contributions.reduce((sum, { value }) => sum + value, base)).toBe(score);
    expect(Math.abs(lines.reduce((sum, { adds }) => sum + adds, base) - score)).toBeLessThan(1e-9);
    expect(lines.length).toBeLessThanOrEqual(5);
    expect(lines[0]?.text).toMatch(
      /^1\d of \d+ charges refunded, usual [\d.]+, since \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
    );
    expect(decision.release).toMatch(/^Ends after \d+ more charges of which none is refunded/);
    const audited = await world.sql`
      select 1 from audit_records where action = 'risk_flag.follow' and subject = ${account}`;
    expect(audited).toHaveLength(1);
    await world.sql`update risk_flags set state = 'waiting' where connected_account_id = ${account}`;
  });

  it('is told again from what was stored with the same bytes', async () => {
    const account = await seller();
    await learn(refundSurge(account));
    await assess(account);
    const { inputs, outcome, seen } = await stored(account);
    expect(canonicalText(seen)).toBe(inputs);
    expect(canonicalText(decide(seen, STARTING_INSTRUMENTS))).toBe(outcome);
    await world.sql`update risk_flags set state = 'waiting' where connected_account_id = ${account}`;
  });

  it('sees nothing that was learned after it: read again with its future there, it is the same', async () => {
    const account = await seller();
    await learn(refundSurge(account).slice(0, 12));
    await assess(account);
    const before = await stored(account);
    // Of before the decision, and told only now.
    await learn([...cardTesting(account), ...refundSurge(account)]);
    const again = await inTransaction((tx) =>
      readDecisionInputs(tx, {
        connectedAccountId: account,
        currency: 'usd',
        at: new Date(before.decided_at),
      }),
    );
    expect(canonicalText(again)).toBe(before.inputs);
    await assess(account);
    expect((await stored(account)).inputs).not.toBe(before.inputs);
    await world.sql`update risk_flags set state = 'waiting' where connected_account_id = ${account}`;
  });

  it('waits for whoever is learning of its account, and sees what they learned meanwhile', async () => {
    const account = await seller();
    const isLocked = Promise.withResolvers<undefined>();
    const mayLearn = Promise.withResolvers<undefined>();
    const learning = inTransaction(async (tx) => {
      await lockRiskAccounts(tx, [account]);
      isLocked.resolve(undefined);
      await mayLearn.promise;
      await recordRiskFacts(tx, refundSurge(account));
    });
    await isLocked.promise;
    const assessing = assess(account);
    await expect
      .poll(
        () =>
          world.sql`select 1 from pg_locks where locktype = 'advisory' and not granted
            and database = (select oid from pg_database where datname = current_database())`,
        { timeout: 15_000 },
      )
      .toHaveLength(1);
    mayLearn.resolve(undefined);
    await learning;
    expect(await assessing).toMatchObject([{ action: 'hold' }]);
    const due = await world.sql`select 1 from risk_due where connected_account_id = ${account}`;
    expect(due).toHaveLength(0);
    await world.sql`update risk_flags set state = 'waiting' where connected_account_id = ${account}`;
  });

  it('comes to the same of the same facts in another order, and told twice', async () => {
    const told: string[] = [];
    const facts = (account: string) => [...usualDays(account), ...refundSurge(account)];
    const straight = await world.account([10_000_00n]);
    const first = facts(straight);
    await learn(first);
    const at = new Date(Date.now() + 1_000);
    const shuffled = await world.account([10_000_00n]);
    const same = first.map((one) => ({ ...one, connectedAccountId: shuffled })).reverse();
    for (let from = 0; from < same.length; from += 97) await learn(same.slice(from, from + 97));
    await learn(same.slice(0, 200));
    await world.sql`update connected_accounts set created_at_stripe = '2025-10-05T09:00:00Z'`;
    await world.sql`update external_accounts set first_seen_at = '2025-10-05T09:00:00Z'`;
    await world.tamper("update requirement_changes set changed_at = '2025-10-05T09:00:00Z'");
    for (const connectedAccountId of [straight, shuffled]) {
      const inputs = await inTransaction((tx) =>
        readDecisionInputs(tx, { connectedAccountId, currency: 'usd', at }),
      );
      const index = STARTING_INSTRUMENTS.featureNames.indexOf('card_elsewhere_share');
      // The one knows the other's cards: it is the same fact about both, seen from either side.
      const features = inputs.features.map((value, one) => (one === index ? 0 : value));
      const quantities = { ...inputs.quantities, 'cards known elsewhere': 0 };
      told.push(canonicalText({ ...inputs, connectedAccountId: '', features, quantities }));
    }
    expect(told[1]).toBe(told[0]);
  });

  it('is stored once while nothing changes, and again when something does', async () => {
    const account = await seller();
    const count = async () =>
      (await world.sql`select 1 from risk_assessments where connected_account_id = ${account}`).length;
    await assess(account);
    await learn([fact(account, 'charge', MINUTE)]);
    await assess(account);
    expect(await count()).toBe(1);
    await learn(refundSurge(account));
    await assess(account);
    expect(await count()).toBe(2);
    await world.sql`update risk_flags set state = 'waiting' where connected_account_id = ${account}`;
  });
});

describe('the cause comes first', () => {
  it('the victim of card testing goes on being paid but for what the attack brought', async () => {
    const account = await seller();
    await learn(cardTesting(account));
    await assess(account);
    const [flag] = await flagsOf(account);
    expect(flag).toMatchObject({ cause: 'card_testing' });
    expect(['flag', 'reserve']).toContain(flag?.action);
    expect((await holdsOf(account)).every(({ percent }) => percent <= 50)).toBe(true);
  });

  it('refunds that the platform made are nobody’s suspicion', async () => {
    const account = await seller();
    await learn(refundSurge(account, { isPlatformMade: true }));
    expect(await assess(account)).toMatchObject([{ action: 'none' }]);
    expect(await flagsOf(account)).toEqual([]);
  });

  it('more given back than was ever paid is a fault of the data, which holds nobody’s money', async () => {
    const account = await world.account([10_000_00n]);
    const astray = Array.from({ length: 40 }, (_, index) =>
      fact(account, 'refund', (50 - index) * MINUTE, { chargeId: `ch_unseen_${String(index)}` }),
    );
    await learn([...astray, fact(account, 'charge', 20 * DAY)]);
    await assess(account);
    expect(await flagsOf(account)).toMatchObject([{ cause: 'data_fault', action: 'flag' }]);
    expect(await holdsOf(account)).toEqual([]);
  });
});

describe('money', () => {
  it('stays when its cause is gone for an hour, and is let go when it is gone for a day', async () => {
    const account = await seller();
    await learn(refundSurge(account));
    await assess(account);
    expect(await holdsOf(account)).toMatchObject([{ state: 'open' }]);
    const { seen } = await stored(account);
    const clean = Math.max(...seen.streams.map(({ cleanUntilCalm }) => cleanUntilCalm ?? 0));
    await learn(Array.from({ length: clean + 40 }, () => fact(account, 'charge', 1_000)));
    await assess(account);
    expect(await holdsOf(account)).toMatchObject([{ state: 'open' }]);
    await world.sql`update risk_flags set calm_since = now() - interval '23 hours' where connected_account_id = ${account}`;
    await assess(account);
    expect(await holdsOf(account)).toMatchObject([{ state: 'open' }]);
    await world.sql`update risk_flags set calm_since = now() - interval '25 hours' where connected_account_id = ${account}`;
    await assess(account);
    expect(await holdsOf(account)).toMatchObject([{ state: 'released', by: 'risk' }]);
    expect(await flagsOf(account)).toMatchObject([{ state: 'closed', because: 'cause_gone' }]);
  });

  it('of a second account in a hundred stays only by a person: the breaker says so', async () => {
    const [first, second] = [await seller(), await seller()];
    for (const account of [first, second]) {
      await learn(refundSurge(account));
      await assess(account);
    }
    expect(await holdsOf(first)).toHaveLength(1);
    expect(await holdsOf(second)).toEqual([]);
    expect(await flagsOf(second)).toMatchObject([{ action: 'flag', cause: 'seller' }]);
    const alarms =
      await world.sql`select 1 from alarms where kind = 'risk_breaker_opened' and closed_at is null`;
    expect(alarms).toHaveLength(1);
    // Somebody looks at the first: there is room for the second.
    await world.sql`update risk_flags set state = 'waiting' where connected_account_id = ${first}`;
    await assess(second);
    expect(await holdsOf(second)).toHaveLength(1);
    await world.sql`update risk_flags set state = 'waiting' where connected_account_id = ${second}`;
  });

  it('that can leave without Sluice is said loudly, not called held', async () => {
    const account = await seller();
    await world.sql`update connected_accounts set lock_strength = 'automatic' where connected_account_id = ${account}`;
    await learn(refundSurge(account));
    await assess(account);
    expect(await flagsOf(account)).toMatchObject([{ action: 'pause_lock' }]);
    const alarms =
      await world.sql`select 1 from alarms where kind = 'risk_cannot_hold' and subject = ${account}`;
    expect(alarms).toHaveLength(1);
    await world.sql`update risk_flags set state = 'waiting' where connected_account_id = ${account}`;
  });

  it('that two people have released is not held again for what they had seen', async () => {
    const account = await seller();
    await learn(refundSurge(account));
    await assess(account);
    await world.tamper(`update holds set state = 'released', release_asked_by = 'opr_a', released_by = 'opr_b', release_reason = 'x',
      released_at = clock_timestamp() where connected_account_id = '${account}'`);
    await assess(account);
    expect(await flagsOf(account)).toMatchObject([{ state: 'closed', because: 'released' }]);
    await learn([fact(account, 'charge', 1_000)]);
    await assess(account);
    expect(await holdsOf(account)).toHaveLength(1);
  });
});
