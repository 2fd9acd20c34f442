import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { jobContext } from '../../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { BAND_EFFECTS } from '../rules/band-effects.ts';
import { BAND_STEPS } from '../rules/scorecard-data.ts';
import type { SegmentView } from '../types.ts';
import { assessSegment } from './assess-segment.ts';
import { confirmLooserBandAsShown } from './confirm-as-shown.ts';
import { confirmLooserBand } from './confirm-looser-band.ts';
import { looserLeaf, type LooserBand } from './looser-leaf.ts';
import { readSegment } from './queries.ts';

/* A looser band lets money go sooner: it takes a proof of exactly that change, also for whoever writes with the program's role. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

/** One after the other with the program's own role, and rolled back where one is refused. */
const asProgram = (...statements: string[]) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    for (const statement of statements) await tx.unsafe(statement);
  });

const SEVERE =
  "country = 'KW', merchant_category_code = '4722', created_at_stripe = now() - interval '3 days', disabled_reason = 'requirements.past_due'";
const LOW =
  "country = 'US', merchant_category_code = '5651', created_at_stripe = now() - interval '2 years', disabled_reason = null";

async function seen(connectedAccountId: string): Promise<SegmentView> {
  const view = await readSegment(world.as('ines'), connectedAccountId);
  if (view === null) throw new Error(`${connectedAccountId} was not scored`);
  return view;
}

/** An account whose points say low, and whose band is severe until somebody agrees. */
async function proposed(): Promise<SegmentView & { proposal: NonNullable<SegmentView['proposal']> }> {
  const account = await world.account([100_00n]);
  for (const set of [SEVERE, LOW]) {
    await world.sql.unsafe(`update connected_accounts set ${set} where connected_account_id = '${account}'`);
    await assessSegment(jobContext('assess-segments'), { connectedAccountId: account });
  }
  const view = await seen(account);
  if (view.proposal === null) throw new Error('nothing is proposed');
  return { ...view, proposal: view.proposal };
}

const looser = async ({ proposal, ...view }: Awaited<ReturnType<typeof proposed>>): Promise<LooserBand> => {
  const [row] = await world.sql<{ inputs_hash: string; effects_hash: string }[]>`
    select inputs_hash, effects_hash from segment_assessments where segment_assessment_id = ${view.segmentAssessmentId}`;
  return {
    segmentProposalId: proposal.segmentProposalId,
    connectedAccountId: view.connectedAccountId,
    fromBand: 'severe',
    toBand: 'low',
    inputsHash: row?.inputs_hash ?? '',
    effectsHash: row?.effects_hash ?? '',
  };
};

const proof = (
  name: string,
  root: string,
  purpose: 'segments.loosen' | 'holds.release' = 'segments.loosen',
) => insertProof(world.sql, world.as(name), { purpose, root });

const agreement = ({ proposal, segmentAssessmentId }: Awaited<ReturnType<typeof proposed>>) => ({
  segmentProposalId: proposal.segmentProposalId,
  seenAssessmentId: segmentAssessmentId,
  reason: 'Known for years',
});

describe('whoever agrees', () => {
  it('proves to be there, for exactly this change', async () => {
    const view = await proposed();
    const said = await looser(view);
    expect(view.proposal.root).toBe(looserLeaf(said));
    const others: LooserBand[] = [
      { ...said, toBand: 'medium' },
      { ...said, fromBand: 'high' },
      { ...said, connectedAccountId: 'acct_other' },
      { ...said, segmentProposalId: `sgp_${'0'.repeat(32)}` },
      { ...said, inputsHash: '0'.repeat(64) },
      { ...said, effectsHash: '0'.repeat(64) },
    ];
    const refused = { code: 'forbidden', message: expect.stringContaining('is not this') as string };
    const by = (stepUpProofId: string) =>
      confirmLooserBand(world.as('ines'), { ...agreement(view), stepUpProofId });
    await expect(by('stp_none')).rejects.toMatchObject(refused);
    for (const other of others)
      await expect(by(await proof('ines', looserLeaf(other)))).rejects.toMatchObject(refused);
    await expect(by(await proof('marek', view.proposal.root))).rejects.toMatchObject(refused);
    await expect(by(await proof('ines', view.proposal.root, 'holds.release'))).rejects.toMatchObject(refused);
    expect((await seen(view.connectedAccountId)).band).toBe('severe');
    await by(await proof('ines', view.proposal.root));
    expect((await seen(view.connectedAccountId)).band).toBe('low');
  });

  it('is told before a code is used up that something else is so by now, or that a reason is missing', async () => {
    const view = await proposed();
    const asked = { ...agreement(view), confirmation: { code: '000000', challengeId: '', assertion: '' } };
    const by = (other: object) =>
      confirmLooserBandAsShown(world.as('ines'), { ...asked, root: view.proposal.root, ...other });
    await expect(by({ root: '0'.repeat(64) })).rejects.toMatchObject({ code: 'conflict' });
    await expect(by({ reason: ' ' })).rejects.toMatchObject({
      fields: { reason: expect.any(String) as string },
    });
    await expect(confirmLooserBandAsShown(world.as('anna'), { ...asked, root: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('agrees to nothing that the rules of before have scored', async () => {
    const view = await proposed();
    await world.tamper(`update segment_assessments set effects_hash = '${'1'.repeat(64)}'
      where segment_assessment_id = '${view.segmentAssessmentId}'`);
    const { proposal } = await seen(view.connectedAccountId);
    const stepUpProofId = await proof('ines', proposal?.root ?? '');
    await expect(
      confirmLooserBand(world.as('ines'), { ...agreement(view), stepUpProofId }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('reads before the press what changes: wait, reserve, reviewers and verification', async () => {
    const { proposal } = await proposed();
    expect(proposal.changes).toEqual([
      { name: 'Wait', now: '72 hours for each payout', then: 'none' },
      { name: 'Reserve', now: '15 % of what became available in 60 days', then: 'none' },
      { name: 'Reviewers', now: 'a risk reviewer for each payout', then: 'none' },
      {
        name: 'Verification',
        now: 'as soon as it takes anything no answer may be owed to Stripe, not even one that is due later, or a person decides',
        then: 'nothing is asked, whatever the volume',
      },
    ]);
    expect(proposal.waiting).toEqual({ count: 0, until: null });
  });
});

describe('by SQL with the program’s role', () => {
  it('the table of bands is that of the program', async () => {
    const rows = await world.sql`select * from band_table()`;
    expect([...rows]).toEqual(
      BAND_STEPS.map(({ band, from }) => {
        const { delayHours, reservePercent, reserveDays } = BAND_EFFECTS[band];
        return {
          band,
          from_points: from,
          delay_hours: delayHours,
          reserve_percent: reservePercent,
          reserve_days: reserveDays,
        };
      }),
    );
  });

  it('nobody agrees without a proof of exactly this, spent by them now', async () => {
    const view = await proposed();
    const said = await looser(view);
    const agree = (
      by: string,
    ) => `update segment_proposals set state = 'confirmed', decided_by = 'opr_${by}', decided_at = now(),
      reason = 'x' where segment_proposal_id = '${said.segmentProposalId}'`;
    const spend = async (by: string, root: string) =>
      `insert into step_up_uses (step_up_proof_id, leaf, path) values ('${await proof(by, root)}', '${root}', '[]')`;
    const refused = 'agreed to by somebody who proves to be there';
    await expect(asProgram(agree('ines'))).rejects.toThrow(refused);
    await expect(
      asProgram(await spend('ines', looserLeaf({ ...said, toBand: 'medium' })), agree('ines')),
    ).rejects.toThrow(refused);
    await expect(
      asProgram(await spend('ines', looserLeaf({ ...said, inputsHash: 'x' })), agree('ines')),
    ).rejects.toThrow(refused);
    await expect(asProgram(await spend('marek', looserLeaf(said)), agree('ines'))).rejects.toThrow(refused);
    // A finance operator may not, whatever they prove.
    await expect(asProgram(await spend('anna', looserLeaf(said)), agree('anna'))).rejects.toThrow(refused);
    await asProgram(await spend('ines', looserLeaf(said)));
    await expect(asProgram(agree('ines'))).rejects.toThrow(refused);
    await asProgram(await spend('ines', looserLeaf(said)), agree('ines'));
  });

  it('no assessment is written that does not add up, or that does not follow from the one before it', async () => {
    const view = await proposed();
    const write = (changes: Record<string, unknown>) =>
      asProgram(
        `insert into segment_assessments select (jsonb_populate_record(row, '${JSON.stringify({
          segment_assessment_id: 'sga_forged',
          number: 3,
          band_before: 'severe',
          cause: 'facts',
          ...changes,
        })}'::jsonb)).* from segment_assessments as row where segment_assessment_id = '${view.segmentAssessmentId}'`,
      );
    const [stored] = await world.sql<{ outcome: string; points: number }[]>`
      select outcome, points from segment_assessments where segment_assessment_id = ${view.segmentAssessmentId}`;
    const outcome = JSON.parse(stored?.outcome ?? '{}') as { items: { points: number }[]; points: number };
    const [first] = outcome.items;
    const adding = 'does not add up';
    await expect(write({ points: 40 })).rejects.toThrow(adding);
    await expect(write({ scored_band: 'severe' })).rejects.toThrow(adding);
    await expect(write({ inputs: '{}' })).rejects.toThrow(adding);
    await expect(write({ outcome: JSON.stringify({ ...outcome, points: 40 }) })).rejects.toThrow(adding);
    const sums = { ...outcome, points: 40, items: [{ ...first, points: 40 }] };
    await expect(write({ outcome: JSON.stringify(sums), points: 40 })).rejects.toThrow(adding);
    const items = [...outcome.items, { ...first, points: 1 }];
    await expect(write({ outcome: JSON.stringify({ ...outcome, items }) })).rejects.toThrow(adding);
    const following = 'follows from its points and from what was agreed';
    await expect(write({ band: 'low' })).rejects.toThrow(following);
    await expect(write({ band: 'low', cause: 'confirmed' })).rejects.toThrow(following);
    await expect(write({ band_before: 'high' })).rejects.toThrow(following);
    await expect(write({ number: 9 })).rejects.toThrow(following);
    await write({});
  });

  it('what was agreed to is what was scored and shown then, and nothing else', async () => {
    const view = await proposed();
    const said = await looser(view);
    const root = looserLeaf(said);
    const agree = async (changes: Record<string, unknown>) =>
      asProgram(
        `insert into step_up_uses (step_up_proof_id, leaf, path) values ('${await proof('ines', root)}', '${root}', '[]')`,
        `update segment_proposals set state = 'confirmed', decided_by = 'opr_ines', decided_at = now(), reason = 'x'
           where segment_proposal_id = '${said.segmentProposalId}'`,
        `insert into segment_assessments select (jsonb_populate_record(row, '${JSON.stringify({
          segment_assessment_id: 'sga_agreed',
          number: 3,
          band: 'low',
          band_before: 'severe',
          cause: 'confirmed',
          decided_by: 'opr_ines',
          ...changes,
        })}'::jsonb)).* from segment_assessments as row where segment_assessment_id = '${view.segmentAssessmentId}'`,
      );
    const following = 'follows from its points and from what was agreed';
    await expect(agree({ band: 'medium' })).rejects.toThrow(following);
    await expect(agree({ decided_by: 'opr_marek' })).rejects.toThrow(following);
    await expect(agree({ effects_hash: 'x' })).rejects.toThrow(following);
    await expect(agree({ scorecard_hash: 'x' })).rejects.toThrow(following);
    await agree({});
  });

  it('what a band does is not made less', async () => {
    const account = (await proposed()).connectedAccountId;
    const set = (sets: string) =>
      asProgram(`update segment_standings set ${sets} where connected_account_id = '${account}'`);
    const refused = 'is what its newest assessment and the table of bands say';
    await expect(set('delay_hours = 71')).rejects.toThrow(refused);
    await expect(set('reserve_percent = 14')).rejects.toThrow(refused);
    await expect(set('reserve_days = 59')).rejects.toThrow(refused);
    await expect(set("verification_owed = 'x'")).rejects.toThrow(refused);
    const [earlier] = await world.sql<{ id: string; points: number; scored: string }[]>`
      select segment_assessment_id as id, points, scored_band as scored from segment_assessments
      where connected_account_id = ${account} and number = 1`;
    if (earlier === undefined) throw new Error('scored twice');
    await expect(
      set(
        `segment_assessment_id = '${earlier.id}', points = ${String(earlier.points)}, scored_band = '${earlier.scored}'`,
      ),
    ).rejects.toThrow(refused);
    await set('delay_hours = 73');
  });
});
