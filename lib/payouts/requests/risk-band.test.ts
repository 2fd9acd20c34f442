import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { assessSegment } from '../../connected-accounts/segments/assess-segment.ts';
import { confirmLooserBand } from '../../connected-accounts/segments/confirm-looser-band.ts';
import { readSegment } from '../../connected-accounts/segments/queries.ts';
import { jobContext } from '../../context.ts';
import { plainTransaction } from '../../ledger/balance-transaction.fixture.ts';
import { recordBalanceTransactions } from '../../ledger/record-balance-transactions.ts';
import { listPastPayouts } from '../policy/past-payout-queries.ts';
import { amendPayoutRequest } from './amend-payout-request.ts';
import { openPayoutWorld, type PayoutWorld } from './payout-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';
import { readPayableNow } from './payable-queries.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const propose = (connectedAccountId: string, amount: bigint | null) =>
  proposePayout(jobContext('propose-payouts'), { connectedAccountId, currency: 'usd', amount });

const SETS = {
  low: "merchant_category_code = '5651', created_at_stripe = now() - interval '2 years', country = 'US', requirements = '{}'",
  high: "merchant_category_code = '4722', created_at_stripe = now() - interval '3 days'",
  severe:
    "merchant_category_code = '4722', created_at_stripe = now() - interval '3 days', country = 'KW', requirements = '{\"past_due\": [\"a\"]}'",
};
const become = (connectedAccountId: string, band: keyof typeof SETS) =>
  world.sql.unsafe(
    `update connected_accounts set ${SETS[band]} where connected_account_id = '${connectedAccountId}'`,
  );

const routed = async (payoutRequestId: string) => {
  const [row] = await world.sql`
    select route, approvals_needed, approver_role, route_reasons, waits_until > now() + interval '20 hours' as waits
    from payout_requests where payout_request_id = ${payoutRequestId}`;
  return row;
};

it('its band stands beside two people where no policy is published', async () => {
  const account = await world.account([100_00n]);
  await become(account, 'severe');
  const { payoutRequestId } = await propose(account, 50_00n);
  expect(await routed(payoutRequestId)).toEqual({
    route: 'people',
    approvals_needed: 2,
    approver_role: 'risk_reviewer',
    waits: true,
    route_reasons: [
      'No payout policy was published when it was asked for, so two people decide.',
      'Risk band: wait 72 hours when risk band is severe',
      'Risk band: hold for 1 approval by risk reviewer when risk band is severe',
    ],
  });
});

describe('the band of an account', () => {
  beforeAll(async () => {
    await world.sql`
      insert into payout_policies (policy_version_id, version, text, state, written_by)
      values ('ppv_1', 1, ${'go\nhold for 2 approvals when risk band is severe and amount > 90.00 USD'}, 'draft', 'opr_marek')`;
    await world.sql`update payout_policies set state = 'published', published_by = 'opr_noor', published_at = now()`;
  });

  it('is known when its payout is asked for, though nothing had scored it before', async () => {
    const account = await world.account([100_00n]);
    await become(account, 'high');
    const { payoutRequestId, state } = await propose(account, 50_00n);
    expect(state).toBe('approved');
    expect(await routed(payoutRequestId)).toMatchObject({
      route: 'wait',
      waits: true,
      route_reasons: ['Risk band: wait 24 hours when risk band is high'],
    });
    const [score] = await world.sql`
      select actor_id from audit_records where subject = ${account} and action = 'segment.assess'`;
    expect(score).toEqual({ actor_id: 'assess-segments' });
  });

  it('counts as it has become since, and leaves what was chosen before as it was', async () => {
    const account = await world.account([100_00n]);
    await become(account, 'low');
    const before = await propose(account, 10_00n);
    await become(account, 'severe');
    const after = await propose(account, 10_00n);
    expect(await routed(before.payoutRequestId)).toMatchObject({ route: 'automatic' });
    expect(await routed(after.payoutRequestId)).toMatchObject({
      route: 'people',
      approvals_needed: 1,
      approver_role: 'risk_reviewer',
      waits: true,
    });
  });

  it('counts volume of this minute, however fresh the score was', async () => {
    const account = await world.account([100_00n]);
    await become(account, 'low');
    await propose(account, 10_00n);
    const points = async () => (await readSegment(world.as('ines'), account))?.points ?? 0;
    const before = await points();
    await world.sql`
      insert into risk_day_counters (connected_account_id, currency, day, charges, charge_amount, declines, high_risk, refunds,
        refund_amount, platform_refunds, disputes, dispute_amount)
      values (${account}, 'usd', (now() at time zone 'utc')::date, 1, 3_000_000_00, 0, 0, 0, 0, 0, 0, 0)`;
    await propose(account, 10_00n);
    expect((await points()) - before).toBe(11);
  });

  it('asks for a person while an account takes more than it has answered Stripe for, and no longer', async () => {
    const account = await world.account([100_00n]);
    await become(account, 'high');
    const owes = (requirements: object) =>
      world.sql`update connected_accounts set requirements = ${world.sql.json({ ...requirements })} where connected_account_id = ${account}`;
    const asked = async () => routed((await propose(account, 10_00n)).payoutRequestId);
    await owes({ currently_due: ['company.tax_id', 'external_account'] });
    expect(await asked(), 'before there is volume').toMatchObject({ route: 'wait' });
    await world.sql`
      insert into risk_day_counters (connected_account_id, currency, day, charges, charge_amount, declines, high_risk, refunds,
        refund_amount, platform_refunds, disputes, dispute_amount)
      values (${account}, 'usd', (now() at time zone 'utc')::date, 20, 20_000_00, 0, 0, 0, 0, 0, 0, 0)`;
    expect(await asked()).toMatchObject({
      route: 'people',
      approvals_needed: 1,
      waits: true,
      route_reasons: [
        'Takes more than about 10,000 USD in 30 days and owes Stripe 2 answers, so a person decides.',
        'Risk band: wait 24 hours when risk band is high',
      ],
    });
    await owes({});
    expect(await asked(), 'once it was given').toMatchObject({ route: 'wait' });
  });

  it('adds to the policy and takes nothing from it', async () => {
    const account = await world.account([500_00n]);
    await become(account, 'severe');
    const { payoutRequestId } = await propose(account, 90_01n);
    const row = await routed(payoutRequestId);
    expect(row).toMatchObject({
      route: 'people',
      approvals_needed: 2,
      approver_role: 'risk_reviewer',
      waits: true,
    });
    expect(row?.['route_reasons']).toEqual([
      'Line 2: hold for 2 approvals when risk band is severe and amount > 90.00 USD',
      'Risk band: wait 72 hours when risk band is severe',
      'Risk band: hold for 1 approval by risk reviewer when risk band is severe',
    ]);
  });

  it('that became looser ends no wait that it gave, and takes nobody away', async () => {
    const account = await world.account([100_00n]);
    await become(account, 'severe');
    const { payoutRequestId } = await proposePayout(world.as('anna'), {
      connectedAccountId: account,
      currency: 'usd',
      amount: 50_00n,
    });
    const asked = async () => {
      const [row] = await world.sql<{ waits_until: Date; approvals_needed: number; approver_role: string }[]>`
        select waits_until, approvals_needed, approver_role from payout_requests where payout_request_id = ${payoutRequestId}`;
      return row;
    };
    const before = await asked();
    await become(account, 'low');
    await assessSegment(jobContext('assess-segments'), { connectedAccountId: account });
    const view = await readSegment(world.as('ines'), account);
    expect(view?.proposal?.waiting).toEqual({ count: 1, until: before?.waits_until });
    const root = view?.proposal?.root ?? '';
    await confirmLooserBand(world.as('ines'), {
      segmentProposalId: view?.proposal?.segmentProposalId ?? '',
      seenAssessmentId: view?.segmentAssessmentId ?? '',
      reason: 'Known for years',
      stepUpProofId: await insertProof(world.sql, world.as('ines'), { purpose: 'segments.loosen', root }),
    });
    expect(await asked()).toEqual(before);
    await amendPayoutRequest(world.as('anna'), {
      payoutRequestId,
      seenVersion: 1,
      amount: 40_00n,
      because: 'Less is enough',
    });
    expect(await asked()).toEqual(before);
    const other = await propose(account, 10_00n);
    expect(await routed(other.payoutRequestId)).toMatchObject({ route: 'automatic', waits: null });
  });

  it('keeps its share of what became available in its days', async () => {
    const account = await world.account([]);
    const dayMs = 86_400_000;
    await recordBalanceTransactions(
      world.ctx,
      [2, 4, 80].map((daysAgo) =>
        plainTransaction({
          balanceTransactionId: `txn_ago${String(daysAgo)}`,
          connectedAccountId: account,
          currency: 'usd',
          amount: 100_00n,
          occurredAt: new Date(world.ctx.now.getTime() - daysAgo * dayMs),
        }),
      ),
    );
    await become(account, 'severe');
    await propose(account, 1_00n);
    const { books } = await readPayableNow(world.as('anna'), account);
    const kept = books[0]?.steps.find(({ text }) => text.startsWith('Risk band severe'));
    expect(kept).toEqual({ text: 'Risk band severe keeps 15 % of 60 days', amount: -30_00n });
    expect(books[0]?.amount).toBe(269_00n);
    await expect(propose(account, 269_01n)).rejects.toThrow('can be paid out');
  });

  it('is tried on the past as it was then, and is not known before it was', async () => {
    const account = await world.account([100_00n]);
    await become(account, 'low');
    const first = await propose(account, 10_00n);
    await become(account, 'high');
    const second = await propose(account, 20_00n);
    await become(account, 'severe');
    await propose(account, 30_00n);
    const bands = async () => {
      const { payouts } = await listPastPayouts(world.as('marek'));
      return Object.fromEntries(payouts.map(({ amount, riskBand }) => [String(amount), riskBand]));
    };
    expect(await bands()).toMatchObject({ 1000: 'low', 2000: 'high', 3000: 'severe' });
    expect(first.payoutRequestId).not.toBe(second.payoutRequestId);
  });
});
