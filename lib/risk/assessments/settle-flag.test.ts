import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { RULE_QUANTITIES, type RiskAction, type RuleQuantity } from '../rules/rule-text.ts';
import { decide, type Decision, type DecisionInputs } from '../rules/decide.ts';
import { FEATURE_NAMES } from '../rules/feature-names.ts';
import { STARTING_INSTRUMENTS } from './instruments.ts';
import { settleFlag, type OpenFlag } from './settle-flag.ts';
import { storeDecision } from './store-decision.ts';

/* How a flag follows decisions: it goes further with them, never back but by silence or people, and what stays is one hold. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const HOUR = 3_600_000;
const NOW = Date.now();

const inputs = (connectedAccountId: string, at: number): DecisionInputs => ({
  connectedAccountId,
  currency: 'usd',
  decidedAt: new Date(at).toISOString(),
  lookedAt: null,
  lockStrength: 'platform_balance',
  features: FEATURE_NAMES.map(() => 0),
  quantities: Object.fromEntries(RULE_QUANTITIES.map((name) => [name, 0])) as Record<RuleQuantity, number>, // one for each
  streams: [],
  velocity: null,
  refunds: { bySeller: 0, byPlatform: 0, known: 0, charges: 0 },
  money: { payable: '0', runOff: '0', attack: '0' },
});

type Row = { id: string; action: RiskAction; hold: string | null; state: string; calm: string | null };

async function rowOf(account: string) {
  const [row] = await world.sql<(Row & { due: string; snoozed: string | null; escalated: string | null })[]>`
    select risk_flag_id as id, action, hold_id as hold, state, calm_since::text as calm, due_at::text as due,
      snoozed_until::text as snoozed, escalated_at::text as escalated
    from risk_flags where connected_account_id = ${account} order by opened_at desc limit 1`;
  if (row === undefined) throw new Error('there is no flag');
  return row;
}

const holdsOf = (account: string) => world.sql<{ state: string; percent: number }[]>`
  select state, keeps_percent as percent from holds where connected_account_id = ${account} order by placed_at`;

/** A decision of this action, so many hours from now, and what the flag makes of it. */
async function settle(
  account: string,
  action: RiskAction,
  hours: number,
  { said = null, ...more }: { said?: string | null } & Partial<Decision> = {},
) {
  const [row] = await world.sql<Row[]>`
    select risk_flag_id as id, action, hold_id as hold, state, calm_since::text as calm from risk_flags
    where connected_account_id = ${account} and state <> 'closed'`;
  const flag: OpenFlag | null =
    row === undefined
      ? null
      : {
          riskFlagId: row.id,
          action: row.action,
          holdId: row.hold,
          calmSince: row.calm === null ? null : new Date(row.calm),
          isDrawn: false,
          isReleased: false,
          said,
        };
  const seen = inputs(account, NOW + hours * HOUR);
  const keepsPercent = action === 'reserve' ? 25 : 100;
  const decision: Decision = {
    ...decide(seen, STARTING_INSTRUMENTS),
    cause: 'seller',
    action,
    keepsPercent,
    isCalm: false,
    ...more,
  };
  return inTransaction(async (tx) => {
    const { riskAssessmentId } = await storeDecision(tx, {
      inputs: seen,
      decision,
      before: null,
      by: STARTING_INSTRUMENTS,
    });
    return settleFlag(tx, jobContext('assess-risk'), { inputs: seen, decision, riskAssessmentId }, flag);
  });
}

/** People have looked at every flag so far: the breaker has room. */
const looked = () => world.sql`update risk_flags set state = 'waiting' where state = 'open'`;

describe('a flag', () => {
  it('goes from a flag to a reserve to a hold, with one hold in place of the other and a new clock', async () => {
    await looked();
    const account = await world.account([10_000_00n]);
    await settle(account, 'flag', 0);
    await world.sql`update risk_flags set snoozed_until = now() + interval '5 days', escalated_at = now()
      where connected_account_id = ${account}`;
    await settle(account, 'reserve', 1);
    expect(await holdsOf(account)).toMatchObject([{ state: 'open', percent: 25 }]);
    const reserved = await rowOf(account);
    expect(reserved).toMatchObject({ action: 'reserve', snoozed: null, escalated: null });
    // Money that stays is looked at within a day of that, not of the flag.
    expect(new Date(reserved.due).getTime()).toBe(NOW + 25 * HOUR);
    await settle(account, 'hold', 2);
    expect(await holdsOf(account)).toMatchObject([
      { state: 'released', percent: 25 },
      { state: 'open', percent: 100 },
    ]);
  });

  it('never goes back because less is found, and a weak lock makes a hold no stronger', async () => {
    await looked();
    const account = await world.account([10_000_00n]);
    await settle(account, 'hold', 0);
    expect(await settle(account, 'reserve', 1)).toBeNull();
    expect(await settle(account, 'flag', 2)).toBeNull();
    expect(await settle(account, 'pause_lock', 3)).toBeNull();
    expect(await rowOf(account)).toMatchObject({ action: 'hold' });
    expect(await holdsOf(account)).toMatchObject([{ state: 'open', percent: 100 }]);
  });

  it('starts its silence anew when something is found again, and when somebody has spoken stays until people end it', async () => {
    await looked();
    const account = await world.account([10_000_00n]);
    await settle(account, 'hold', 0);
    await settle(account, 'none', 1, { isCalm: true });
    expect(new Date((await rowOf(account)).calm ?? 0).getTime()).toBe(NOW + HOUR);
    await settle(account, 'none', 20);
    expect((await rowOf(account)).calm).toBeNull();
    await settle(account, 'none', 21, { isCalm: true });
    expect(await settle(account, 'none', 44.9, { isCalm: true })).toBeNull();
    expect(await settle(account, 'none', 100, { isCalm: true, said: 'confirmed' })).toBeNull();
    expect(await rowOf(account)).toMatchObject({ state: 'open' });
    await settle(account, 'none', 101, { isCalm: true });
    expect(await settle(account, 'none', 125, { isCalm: true })).toMatchObject({ what: 'lifted' });
    expect(await holdsOf(account)).toMatchObject([{ state: 'released' }]);
  });

  it('that people have spoken about is not taken further by itself', async () => {
    await looked();
    const account = await world.account([10_000_00n]);
    await settle(account, 'flag', 0);
    expect(await settle(account, 'hold', 1, { said: 'false_alarm' })).toBeNull();
    expect(await holdsOf(account)).toEqual([]);
  });

  it('keeps the reserve that it has where the breaker lets no money be held, and a reserve asks no breaker', async () => {
    await looked();
    const other = await world.account([10_000_00n]);
    await settle(other, 'hold', 0);
    const account = await world.account([10_000_00n]);
    await settle(account, 'reserve', 0);
    expect(await holdsOf(account)).toMatchObject([{ state: 'open', percent: 25 }]);
    expect(await settle(account, 'hold', 1)).toBeNull();
    expect(await rowOf(account)).toMatchObject({ action: 'reserve' });
    expect(await holdsOf(account)).toMatchObject([{ state: 'open', percent: 25 }]);
    const flagged = await world.account([10_000_00n]);
    await settle(flagged, 'hold', 0);
    expect(await rowOf(flagged)).toMatchObject({ action: 'flag', hold: null });
  });
});

it('a decision that changes nothing is stored again after a day', async () => {
  const account = await world.account([1n]);
  const store = (at: number, before: Parameters<typeof storeDecision>[1]['before']) =>
    inTransaction((tx) => {
      const seen = inputs(account, at);
      const decision = decide(seen, STARTING_INSTRUMENTS);
      return storeDecision(tx, { inputs: seen, decision, before, by: STARTING_INSTRUMENTS });
    });
  const first = await store(NOW, null);
  const [standing] = await world.sql<{ hash: string }[]>`
    select outcome_hash as hash from risk_standings where connected_account_id = ${account}`;
  const before = { ...first, outcomeHash: standing?.hash ?? '', storedAt: new Date(NOW) };
  expect(await store(NOW + 24 * HOUR - 1, before)).toEqual(first);
  expect(await store(NOW + 24 * HOUR, before)).not.toEqual(first);
});
