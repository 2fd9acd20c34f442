import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { readPageRequest } from '../../paging.ts';
import { assessConnectedAccount } from '../assessments/assess-connected-account.ts';
import { fact, learn, refundSurge, usualDays } from '../assessments/test-story.fixture.ts';
import { readModelReport } from '../registry/queries.ts';
import { readTrainingRows } from '../registry/training-rows.ts';
import { drawDueRiskAudit } from './draw-due-risk-audit.ts';
import { drawRiskAudit } from './draw-risk-audit.ts';
import { WHY } from './flagged.fixture.ts';
import { giveRiskVerdict } from './give-risk-verdict.ts';
import { readRiskFlagList } from './queries.ts';

/* Of all cases one in twenty is drawn by lot from those that nothing was found about, so that it is known what is missed. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const worker = jobContext('assess-risk');

/** An account that nothing is found about. */
async function quiet(): Promise<string> {
  const connectedAccountId = await world.account([10_000_00n]);
  await learn(usualDays(connectedAccountId));
  await assessConnectedAccount(worker, { connectedAccountId });
  return connectedAccountId;
}

type Draw = { seed: string; candidates: number; candidates_hash: string; drawn: number };
const drawOf = async (day: string): Promise<Draw> => {
  const [draw] = await world.sql<Draw[]>`
    select seed, candidates, candidates_hash, drawn from risk_audit_draws where drawn_on = ${day}`;
  if (draw === undefined) throw new Error('nothing was drawn');
  return draw;
};

const today = async (): Promise<string> =>
  (await world.sql<{ day: string }[]>`select ((clock_timestamp() at time zone 'UTC')::date)::text as day`)[0]
    ?.day ?? '';

/** Puts the draws and what came of them so many days back. */
async function later(days: number): Promise<void> {
  await world.tamper(`update risk_flags set opened_at = opened_at - interval '${String(days)} days',
    audit_drawn_on = audit_drawn_on - ${String(days)}`);
  await world.tamper(`update risk_audits set drawn_on = drawn_on - ${String(days)}`);
  await world.tamper(`update risk_audit_draws set drawn_on = drawn_on - ${String(days)}`);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

it('a lot chooses whom a person looks at; anybody draws the same from its seed; a day has one', async () => {
  const accounts = [await quiet(), await quiet(), await quiet(), await quiet()];
  const flagged = await quiet();
  await learn(refundSurge(flagged));
  await assessConnectedAccount(worker, { connectedAccountId: flagged });
  expect(await drawRiskAudit(worker, {})).toEqual({ drawn: 1 });
  expect(await drawRiskAudit(worker, {})).toEqual({ drawn: null });

  const draw = await drawOf(await today());
  const names = accounts.map((id) => `${id} usd`).sort();
  expect(draw.candidates, 'who is flagged is looked at anyway').toBe(4);
  expect(draw.candidates_hash).toBe(sha256(names.join('\n')));
  const [first] = names.toSorted((a, b) =>
    sha256(`${draw.seed} ${a}`) < sha256(`${draw.seed} ${b}`) ? -1 : 1,
  );
  const audits = await world.sql<{ name: string; place: number; found: string }[]>`
    select audit.connected_account_id || ' ' || audit.currency as name, place, decision.action as found
    from risk_audits as audit join risk_assessments as decision using (risk_assessment_id)`;
  expect([...audits]).toEqual([{ name: first, place: 1, found: 'none' }]);

  const request = readPageRequest({ list: 'anomalies', filter: {} }, {});
  const { page, facets } = await readRiskFlagList(world.as('ines'), { cause: 'audit' }, 'newest', request);
  expect(
    page.rows.map(({ connectedAccountId, cause, action, state }) => ({
      connectedAccountId,
      cause,
      action,
      state,
    })),
  ).toEqual([{ connectedAccountId: first?.split(' ')[0], cause: 'audit', action: 'none', state: 'open' }]);
  expect(facets.cause.find(({ value }) => value === 'audit')?.count?.count).toBe(1);
});

it('the seed is nobody’s to choose, and no account is drawn by hand', async () => {
  await later(1);
  await world.sql`
    insert into risk_audit_draws (drawn_on, seed, candidates, candidates_hash, drawn, drawn_at)
    values ('2020-01-01', 'mine', 1, 'mine', 1, '2020-01-01')`;
  const draw = await drawOf(await today());
  expect(draw.seed).toMatch(/^[0-9a-f]{32}$/);
  expect(draw.drawn, 'one in thirty days is enough where one case was found').toBe(0);
  await expect(
    world.sql`
      insert into risk_flags (risk_flag_id, connected_account_id, currency, opened_at, state, cause, action, score, exposure,
        risk_assessment_id, decided_at, due_at, audit_drawn_on)
      select 'rfl_by_hand', connected_account_id, 'eur', now(), 'open', 'audit', 'none', 0, 0, risk_assessment_id, now(), now(),
        current_date
      from risk_flags limit 1`,
  ).rejects.toThrow('did not draw');
});

it('one of twenty cases of thirty days is the lot’s', async () => {
  await later(40);
  const [seen] = await world.sql<
    { id: string }[]
  >`select risk_flag_id as id from risk_flags where audit_drawn_on is null`;
  // Twenty cases that were found: two of the lot, which makes it one in eleven; nineteen are one in twenty.
  for (const [found, drawn] of [
    [19, 1],
    [20, 2],
  ] as const) {
    await world.tamper(`insert into risk_flags select (jsonb_populate_record(row, jsonb_build_object('risk_flag_id', 'rfl_${String(found)}_' || n,
        'opened_at', now(), 'connected_account_id', 'acct_many_' || ${String(found)} || '_' || n))).*
      from risk_flags as row, generate_series(1, ${String(found)}) as n where row.risk_flag_id = '${seen?.id ?? ''}'`);
    expect(await drawRiskAudit(worker, {})).toEqual({ drawn });
    await later(40);
  }
});

it('waits for a person: it is calm from the start and is not lifted, and what was said teaches', async () => {
  await later(40);
  await quiet();
  expect(await drawRiskAudit(worker, {})).toEqual({ drawn: 1 });
  const [flag] = await world.sql<{ id: string; account: string; assessment: string }[]>`
    select risk_flag_id as id, connected_account_id as account, risk_assessment_id as assessment from risk_flags
    where audit_drawn_on = (clock_timestamp() at time zone 'UTC')::date`;
  const { id = '', account = '', assessment = '' } = flag ?? {};
  await world.tamper(
    `update risk_flags set calm_since = now() - interval '3 days' where risk_flag_id = '${id}'`,
  );
  await learn([fact(account, 'charge', 1_000)]);
  await assessConnectedAccount(worker, { connectedAccountId: account });
  const state = async () =>
    (
      await world.sql`select state, cause, closed_because as because from risk_flags where risk_flag_id = ${id}`
    )[0];
  expect(await state()).toEqual({ state: 'open', cause: 'audit', because: null });
  await expect(
    world.sql`update risk_flags set state = 'closed', closed_at = now(), closed_because = 'cause_gone' where risk_flag_id = ${id}`,
  ).rejects.toThrow('nobody has looked');

  const before = await readTrainingRows(new Date(Date.now() + 1_000));
  expect(before.filter(({ isAudited }) => isAudited)).toEqual([]);
  await giveRiskVerdict(world.as('ines'), {
    riskFlagId: id,
    riskAssessmentId: assessment,
    cause: 'audit',
    action: 'none',
    verdict: 'false_alarm',
    reason: WHY,
  });
  expect(await state()).toMatchObject({ state: 'closed', because: 'false_alarm' });
  const rows = await readTrainingRows(new Date(Date.now() + 1_000));
  expect(rows.filter(({ isAudited }) => isAudited)).toMatchObject([
    { isHit: false, isReviewed: true, weight: 1 },
  ]);
  expect((await readModelReport(world.as('ines'))).audits).toMatchObject({ looked: 1, missed: 0 });
});

it('what is found about one that was drawn goes further, as about any other', async () => {
  await later(40);
  const account = await quiet();
  for (let day = 0; ; day += 1) {
    await drawRiskAudit(worker, {});
    const [mine] = await world.sql`
      select 1 from risk_flags where connected_account_id = ${account} and audit_drawn_on is not null`;
    if (mine !== undefined) break;
    expect(day, 'the lot comes to everybody').toBeLessThan(60);
    await later(40);
  }
  await world.sql`update risk_flags set state = 'waiting' where state = 'open' and connected_account_id <> ${account}`;
  await learn(refundSurge(account));
  await assessConnectedAccount(worker, { connectedAccountId: account });
  const [flag] = await world.sql`
    select state, cause, action, hold_id is not null as held from risk_flags where connected_account_id = ${account} and state <> 'closed'`;
  expect(flag).toEqual({ state: 'open', cause: 'seller', action: 'hold', held: true });
});

it('is drawn from the second day on, once what was learned has been decided about', async () => {
  await later(40);
  const drawn = async () =>
    (
      await world.sql`select 1 from risk_audit_draws where drawn_on = (clock_timestamp() at time zone 'UTC')::date`
    ).length;
  await world.tamper(
    "update risk_assessments set decided_at = greatest(decided_at, now() - interval '1 hour')",
  );
  await drawDueRiskAudit(worker);
  expect(await drawn(), 'on the first day').toBe(0);
  await world.tamper("update risk_assessments set decided_at = decided_at - interval '2 days'");
  await world.tamper("insert into risk_due values ('acct_x', now() - interval '5 minutes')");
  await drawDueRiskAudit(worker);
  expect(await drawn(), 'while one waits').toBe(0);
  await world.tamper('delete from risk_due');
  await drawDueRiskAudit(worker);
  expect(await drawn()).toBe(1);
});
