import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { jobContext, type Context } from '../../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { scoreSegment, type SegmentInputs } from '../rules/scorecard.ts';
import { assessDueSegments } from './assess-due-segments.ts';
import { assessSegment } from './assess-segment.ts';
import { confirmLooserBand } from './confirm-looser-band.ts';
import { readSegment } from './queries.ts';
import { refuseLooserBand } from './refuse-looser-band.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const job = (days = 0): Context => {
  const ctx = jobContext('assess-segments');
  return { ...ctx, now: new Date(ctx.now.getTime() + days * 86_400_000) };
};
const assess = (connectedAccountId: string, days = 0) => assessSegment(job(days), { connectedAccountId });
const change = (connectedAccountId: string, set: string) =>
  world.sql.unsafe(
    `update connected_accounts set ${set} where connected_account_id = '${connectedAccountId}'`,
  );

async function seen(connectedAccountId: string) {
  const view = await readSegment(world.as('ines'), connectedAccountId);
  if (view === null) throw new Error(`${connectedAccountId} was not scored`);
  return view;
}

/** Into the band `severe`, by facts. */
const SEVERE =
  "country = 'KW', merchant_category_code = '4722', created_at_stripe = now() - interval '3 days', disabled_reason = 'requirements.past_due'";
const LOW =
  "country = 'US', merchant_category_code = '5651', created_at_stripe = now() - interval '2 years', disabled_reason = null";

type Seen = Awaited<ReturnType<typeof seen>>;
const decide = (view: Seen, reason = 'Known for years') => ({
  segmentProposalId: view.proposal?.segmentProposalId ?? '',
  seenAssessmentId: view.segmentAssessmentId,
  reason,
});
/** With a proof of exactly what was seen. */
const agree = async (name: string, view: Seen, other: Partial<ReturnType<typeof decide>> = {}) => {
  const root = view.proposal?.root ?? '';
  const stepUpProofId = await insertProof(world.sql, world.as(name), { purpose: 'segments.loosen', root });
  return confirmLooserBand(world.as(name), { ...decide(view), ...other, stepUpProofId });
};

describe('a connected account', () => {
  it('gets its first band with what made it, on record', async () => {
    const account = await world.account([10_00n]);
    expect(await assess(account)).toEqual({ band: 'low', isNews: true });
    const view = await seen(account);
    expect(view).toMatchObject({ band: 'low', expectedLossBp: 2 });
    expect(view.effects.slice(0, 2)).toEqual([
      { name: 'Wait', words: 'none' },
      { name: 'Reserve', words: 'none' },
    ]);
    expect(view.items.reduce((sum, { points }) => sum + points, 0)).toBe(view.points);
    const [row] =
      await world.sql`select actor_id, action from audit_records where subject = ${account} and action like 'segment.%'`;
    expect(row).toEqual({ actor_id: 'assess-segments', action: 'segment.assess' });
  });

  it('is written down again only when something else is said', async () => {
    const account = await world.account([10_00n]);
    await assess(account);
    expect(await assess(account, 1)).toEqual({ band: 'low', isNews: false });
    expect((await seen(account)).history).toHaveLength(1);
  });

  it('comes to the same bytes from the stored inputs', async () => {
    const account = await world.account([10_00n]);
    await change(account, SEVERE);
    await assess(account);
    const rows = await world.sql<{ inputs: string; outcome: string; inputs_hash: string }[]>`
      select inputs, outcome, inputs_hash from segment_assessments`;
    expect(rows.length).toBeGreaterThan(0);
    for (const { inputs, outcome } of rows)
      expect(JSON.stringify(scoreSegment(JSON.parse(inputs) as SegmentInputs))).toBe(outcome);
  });

  it('is told to have no bank account while it has none, and one as soon as it has', async () => {
    const account = await world.account([10_00n]);
    const told = async () => {
      await assess(account);
      return (await seen(account)).items.map(({ text }) => text);
    };
    expect(await told()).toContain('shares its bank account with no other connected account');
    await world.sql`update external_accounts set deleted_at = now() where connected_account_id = ${account}`;
    expect(await told()).toContain('has no bank account or card now');
    await world.sql`update external_accounts set deleted_at = null where connected_account_id = ${account}`;
    expect(await told()).not.toContain('has no bank account or card now');
  });

  it('gets a stricter band at once and a looser one only when a person agrees', async () => {
    const account = await world.account([10_00n]);
    await assess(account);
    const first = await seen(account);
    await change(account, SEVERE);
    expect(await assess(account)).toEqual({ band: 'severe', isNews: true });
    await change(account, LOW);
    expect(await assess(account)).toEqual({ band: 'severe', isNews: true });
    const waiting = await seen(account);
    expect(waiting.effects).toEqual([
      { name: 'Wait', words: '72 hours for each payout' },
      { name: 'Reserve', words: '15 % of what became available in 60 days' },
      { name: 'Reviewers', words: 'a risk reviewer for each payout' },
      {
        name: 'Verification',
        words:
          'as soon as it takes anything no answer may be owed to Stripe, not even one that is due later, or a person decides',
      },
    ]);
    expect(waiting).toMatchObject({ band: 'severe', scoredBand: 'low', proposal: { toBand: 'low' } });
    await expect(agree('anna', waiting)).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(agree('ines', waiting, { seenAssessmentId: 'sga_other' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await agree('ines', waiting);
    const view = await seen(account);
    expect(view).toMatchObject({ band: 'low', proposal: null, effects: first.effects });
    expect(view.history[0]).toMatchObject({ band: 'low', bandBefore: 'severe', by: 'ines' });
    await expect(agree('ines', waiting)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await assess(account, 1)).toEqual({ band: 'low', isNews: false });
  });

  it('keeps its band when a person says so, and is not proposed again for the same points', async () => {
    const account = await world.account([10_00n]);
    await change(account, SEVERE);
    await assess(account);
    await change(account, LOW);
    await assess(account);
    await refuseLooserBand(world.as('ines'), decide(await seen(account), 'Complaints are open'));
    await change(account, "merchant_category_code = '5732'");
    await assess(account);
    expect(await seen(account)).toMatchObject({ band: 'severe', proposal: null });
    await change(account, LOW.replace('5651', '5712'));
    await assess(account);
    expect((await seen(account)).proposal).toBeNull();
    // Another band for a moment, whose proposal is withdrawn: what a person said of the first still stands.
    await change(account, SEVERE.replace("'KW'", "'US'").replace("'requirements.past_due'", 'null'));
    await assess(account);
    expect((await seen(account)).proposal).not.toBeNull();
    await change(account, LOW);
    await assess(account);
    expect((await seen(account)).proposal).toBeNull();
  });

  it('whose proposal the scorecard does not make any more has none', async () => {
    const account = await world.account([10_00n]);
    await change(account, SEVERE);
    await assess(account);
    await change(account, LOW);
    await assess(account);
    const waiting = await seen(account);
    await change(account, SEVERE);
    await assess(account);
    expect((await seen(account)).proposal).toBeNull();
    await expect(agree('ines', waiting)).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  it('is found by the job when a fact changed and when an age passes a step', async () => {
    const account = await world.account([10_00n]);
    await assessDueSegments(job());
    expect(await world.sql`select 1 from segment_due`).toEqual([]);
    await change(account, "display_name = 'Another'");
    expect(await world.sql`select 1 from segment_due`).toEqual([]);
    await change(account, `requirements = '{"past_due": ["individual.dob.day"]}'`);
    await assessDueSegments(job());
    expect((await seen(account)).items).toContainEqual(
      expect.objectContaining({ item: 'requirements', points: 4 }),
    );
    await change(account, "created_at_stripe = now() - interval '170 days'");
    await assessDueSegments(job());
    const before = (await seen(account)).points;
    await assessDueSegments(job(11));
    expect((await seen(account)).points).toBe(before - 1);
  });

  it('that falls behind again after it had met everything has a setback', async () => {
    const account = await world.account([10_00n]);
    for (const state of ['past_due', 'x', 'past_due', 'x', 'past_due'])
      await change(account, `requirements = '${state === 'x' ? '{}' : '{"past_due": ["a"]}'}'`);
    await assess(account);
    expect((await seen(account)).items.find(({ item }) => item === 'setbacks')?.points).toBe(3);
  });

  it.each(['rejected.platform_fraud', 'platform_paused', 'listed'])(
    'that was %s for a while has fallen behind in nothing',
    async (reason) => {
      const account = await world.account([10_00n]);
      for (const set of [`'${reason}', payouts_enabled = false`, 'null, payouts_enabled = true'])
        await change(account, `disabled_reason = ${set}`);
      await assess(account);
      expect((await seen(account)).items.find(({ item }) => item === 'setbacks')?.points).toBe(0);
    },
  );

  it('is scored by what was learned until its turn came, however long ago the job began', async () => {
    const account = await world.account([10_00n]);
    for (const requirements of ['{"past_due": ["a"]}', '{}', '{"past_due": ["a"]}'])
      await change(account, `requirements = '${requirements}'`);
    await assess(account, -1);
    const scored = await seen(account);
    expect(scored.items.find(({ item }) => item === 'setbacks')?.points).toBe(3);
    expect(await world.sql`select 1 from segment_due where connected_account_id = ${account}`).toEqual([]);
  });

  it('of a refused country or category is held for that, once, whatever its band', async () => {
    const account = await world.account([10_00n]);
    await change(account, "merchant_category_code = '7995'");
    await assess(account);
    const held = () =>
      world.sql`select source, reason_code, keeps_percent from holds where connected_account_id = ${account}`;
    expect(await held()).toEqual([
      { source: 'onboarding', reason_code: 'outside_rules', keeps_percent: 100 },
    ]);
    expect((await seen(account)).band).toBe('low');
    await change(account, "country = 'KP'");
    await assess(account);
    expect(await held()).toHaveLength(2);
    await assess(account, 200);
    expect(await held()).toHaveLength(2);
  });
});

describe('the database', () => {
  it('lets nobody write a looser band without an agreement of the moment', async () => {
    const account = await world.account([10_00n]);
    await change(account, SEVERE);
    await assess(account);
    await change(account, LOW);
    await assess(account);
    await expect(
      world.sql`
      with said as (insert into segment_assessments select (jsonb_populate_record(row, jsonb_build_object('segment_assessment_id', 'sga_x',
        'number', 99, 'band', 'low', 'band_before', 'severe', 'cause', 'confirmed'))).* from segment_assessments as row
        where connected_account_id = ${account} order by number desc limit 1 returning *)
      update segment_standings as standing set band = 'low', segment_assessment_id = 'sga_x' from said
      where standing.connected_account_id = said.connected_account_id`,
    ).rejects.toThrow(/stands in no assessment|agreed to a looser band/);
  });
});
