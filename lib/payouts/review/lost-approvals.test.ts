import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { changeProven } from '../../people/test-change.fixture.ts';
import { readPayoutRequests } from '../queue/queries.ts';
import { readDecisionPreview } from './queries.ts';
import { openReviewWorld, type ReviewWorld } from './review-world.fixture.ts';
import { undoApproval } from './undo-approval.ts';
import { watchApprovals } from './watch-approvals.ts';

/* An approval that counted no more for a while never counts again; its giver may decide afresh. Decision 0036. */

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
  // Before anybody has a link: a factor that is confirmed vouches for its person.
  for (const name of ['anna', 'ines', 'marek', 'noor']) await world.passkey(name);
});
afterAll(() => world.close());

type Change = Omit<Parameters<typeof changeProven>[2], 'operatorId'>;
const change = (name: string, to: Change) =>
  changeProven(world.sql, world.as('marek'), { operatorId: `opr_${name}`, ...to });

const WAYS: [name: string, lose: Change, regain: Change, why: string][] = [
  [
    'lost and given back',
    { change: 'role', role: 'viewer' },
    { change: 'role', role: 'risk_reviewer' },
    'Their role changed.',
  ],
  [
    'another one for a while',
    { change: 'role', role: 'finance_operator' },
    { change: 'role', role: 'risk_reviewer' },
    'Their role changed.',
  ],
  ['without access for a while', { change: 'disable' }, { change: 'enable' }, 'They were disabled.'],
];

const approvalsOf = (id: string) => world.sql<{ by: string; state: string; because: string | null }[]>`
  select operator_id as by, state, voided_because as because from payout_approvals
  where payout_request_id = ${id} order by decided_at`;
const recordsOf = async (id: string): Promise<string[]> => {
  const rows = await world.sql<{ action: string }[]>`
    select action from audit_records where subject = ${id} and action in ('payout_request.fall_back', 'payout_request.approval_lost')
    order by recorded_at`;
  return rows.map(({ action }) => action);
};

describe.each(WAYS)('a role that is %s', (_name, lose, regain, why) => {
  it('in review: the approval is gone, and stays gone; the request needs as many people as before', async () => {
    const { payoutRequestId: id } = await world.ask();
    await world.approve('ines', id);
    await change('ines', lose);
    expect(await world.request(id)).toMatchObject({ state: 'in_review', standing: 0 });
    await change('ines', regain);
    expect(await world.request(id)).toMatchObject({ state: 'in_review', standing: 0 });
    expect(await recordsOf(id)).toEqual(['payout_request.approval_lost']);
    await world.approve('noor', id);
    expect(await world.request(id)).toMatchObject({ state: 'in_review', standing: 1 });
    await world.approve('ines', id);
    expect(await world.request(id)).toMatchObject({ state: 'approved', standing: 2 });
    expect(await approvalsOf(id)).toEqual([
      { by: 'opr_ines', state: 'void', because: why },
      { by: 'opr_noor', state: 'given', because: null },
      { by: 'opr_ines', state: 'given', because: null },
    ]);
  });

  it('approved: it is before people again in the same step, and stays there', async () => {
    const { payoutRequestId: id } = await world.ask();
    await world.approve('ines', id);
    await world.approve('noor', id);
    expect(await world.request(id)).toMatchObject({ state: 'approved', standing: 2 });
    await change('ines', lose);
    expect(await world.request(id)).toMatchObject({ state: 'in_review', standing: 1 });
    expect(await recordsOf(id)).toEqual(['payout_request.fall_back']);
    await change('ines', regain);
    expect(await watchApprovals(jobContext('watch-approvals'))).toBe(0);
    expect(await world.request(id)).toMatchObject({ state: 'in_review', standing: 1 });
    await world.approve('marek', id);
    expect(await world.request(id)).toMatchObject({ state: 'approved', standing: 2 });
  });
});

describe('what is lost', () => {
  it('is said in the preview until the same person decides again, and is another preview', async () => {
    const { payoutRequestId: id } = await world.ask();
    await world.approve('ines', id);
    const before = await world.look('noor', id);
    await change('ines', { change: 'role', role: 'viewer' });
    await change('ines', { change: 'role', role: 'risk_reviewer' });
    const linesOf = async () =>
      (await readDecisionPreview(world.as('noor'), id)).groups
        .flatMap(({ lines }) => lines)
        .filter(({ name }) => name === 'Counts no more')
        .map(({ value }) => value);
    expect(await linesOf()).toEqual([
      expect.stringMatching(
        /^ines’s approval of \d{4}-\d\d-\d\d \d\d:\d\d UTC: their role changed at \d{4}-\d\d-\d\d \d\d:\d\d UTC$/,
      ),
    ]);
    expect((await world.look('noor', id)).previewHash).not.toBe(before.previewHash);
    const lostOf = async () => (await readPayoutRequests(world.as('noor'), [id]))[0]?.lostApprovals;
    expect(await lostOf()).toEqual([{ name: 'ines', because: 'their role changed' }]);
    await world.approve('ines', id);
    expect(await linesOf()).toEqual([]);
    expect(await lostOf()).toEqual([]);
    // What its giver takes back themselves is not lost.
    await undoApproval(world.as('ines'), { payoutRequestId: id });
    expect(await linesOf()).toHaveLength(1);
    expect(await lostOf()).toEqual([]);
  });

  it('is lost by whoever writes it, without the program', async () => {
    const { payoutRequestId: id } = await world.ask();
    await world.approve('ines', id);
    await world.sql`update operators set role = 'viewer' where operator_id = 'opr_ines'`;
    await world.sql`update operators set role = 'risk_reviewer' where operator_id = 'opr_ines'`;
    expect(await world.request(id)).toMatchObject({ standing: 0 });
  });

  it('is not what Stripe has already', async () => {
    const { payoutRequestId: id } = await world.ask();
    await world.approve('ines', id);
    await world.tamper(
      `update payout_requests set state = 'sent', is_reserved = false, payout_id = 'po_1' where payout_request_id = '${id}'`,
    );
    await change('ines', { change: 'role', role: 'viewer' });
    await change('ines', { change: 'role', role: 'risk_reviewer' });
    expect(await approvalsOf(id)).toMatchObject([{ state: 'given' }]);
  });

  it('does not come back with another person’s vouching, nor with the end of a link', async () => {
    const { payoutRequestId: id } = await world.ask();
    await world.approve('ines', id);
    await world.approve('noor', id);
    // Noor made a link for Ines: of two approvals that one hand could have given the first counts.
    await world.sql`insert into operator_invitations (token_hash, operator_id, created_by, expires_at)
      values ('t1', 'opr_ines', 'opr_noor', now() + interval '1 day')`;
    expect(await world.request(id)).toMatchObject({ standing: 1 });
    await world.sql`update operator_invitations set revoked_at = clock_timestamp() where token_hash = 't1'`;
    await world.tamper(`insert into operator_vouchings (operator_vouching_id, operator_id, vouched_by, vouched_at)
      values ('ovo_1', 'opr_ines', 'opr_marek', now() + interval '1 second')`);
    const [pair] = await world.sql`select same_hand('opr_ines', 'opr_noor') as same`;
    expect(pair).toEqual({ same: false });
    expect(await world.request(id)).toMatchObject({ standing: 1 });
    expect(await approvalsOf(id)).toMatchObject([{ state: 'given' }, { by: 'opr_noor', state: 'void' }]);
    expect(await watchApprovals(jobContext('watch-approvals'))).toBeGreaterThan(0);
    expect(await world.request(id)).toMatchObject({ state: 'in_review', standing: 1 });
  });
});
