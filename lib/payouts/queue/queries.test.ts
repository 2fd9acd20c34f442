import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPageRequest } from '../../paging.ts';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { insertApproval, insertPayoutRequest } from '../requests/test-request.fixture.ts';
import { getPayoutRequest } from './detail-queries.ts';
import { countNewerPayoutRequests, countPayoutRequests, readPayoutRequestList } from './queries.ts';
import { REQUEST_ORDERS, type PayoutRequestFilter, type PayoutRequestSort } from './request-types.ts';

let world: PayoutWorld;

const CURRENCIES = ['usd', 'jpy', 'kwd'] as const;

beforeAll(async () => {
  world = await openPayoutWorld();
  const { sql } = world;
  const asked: string[] = [];
  for (let n = 0; n < 60; n += 1) {
    const currency = CURRENCIES[n % 3] ?? 'usd';
    const request = await insertPayoutRequest(sql, {
      connectedAccountId: `acct_1Queue${String(n % 7)}x${currency}`,
      destinationId: `ba_${String(n % 7)}x${currency}`,
      currency,
      amount: BigInt(10 ** (n % 6) * (n + 101)),
      state: n % 5 === 4 ? 'approved' : 'in_review',
      route: n % 4 === 0 ? 'automatic' : 'people',
      ...(n % 6 === 1 ? { requestedBy: 'opr_anna' } : {}),
    });
    asked.push(request.payoutRequestId);
  }
  // When it was asked for never changes, so the guard stands aside for once. Two of one instant, too: the id decides.
  await sql.begin(async (tx) => {
    await tx`alter table payout_requests disable trigger guard`;
    for (const [n, id] of asked.entries())
      await tx`update payout_requests set requested_at = now() - make_interval(hours => ${Math.floor(n / 2)})
               where payout_request_id = ${id}`;
    await tx`alter table payout_requests enable trigger guard`;
  });
  await sql`
    insert into holds (hold_id, connected_account_id, source, reason_code, reviewer_text, owner_text, placed_by, review_by, evidence)
    values ('hld_1', 'acct_1Queue3xusd', 'operator', 'other', 'Look at it.', 'It is looked at.', 'opr_ines', now() + interval '1 day', '{}')`;
});
afterAll(async () => {
  await world.close();
});

const ask = async (filter: PayoutRequestFilter, sort: PayoutRequestSort, cursor?: string) =>
  readPayoutRequestList(
    world.as('ines'),
    filter,
    sort,
    readPageRequest({ list: 'payout_requests', filter: { ...filter, sort } }, { cursor, size: '25' }),
  );

async function everyPage(filter: PayoutRequestFilter, sort: PayoutRequestSort) {
  const rows = [];
  let cursor: string | undefined;
  do {
    const { page } = await ask(filter, sort, cursor);
    rows.push(...page.rows);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

test.each(REQUEST_ORDERS)(
  '%s first: every request once, in that order, over all pages and back',
  async (sort) => {
    const filter = sort === 'largest' || sort === 'smallest' ? { currency: 'jpy' } : {};
    const rows = await everyPage(filter, sort);
    expect(new Set(rows.map(({ payoutRequestId }) => payoutRequestId)).size).toBe(rows.length);
    expect(rows.length).toBe((await countPayoutRequests(world.as('ines'), filter)).count);
    const key = rows.map(({ amount, askedAt }) =>
      sort === 'largest' || sort === 'smallest' ? amount.amount : BigInt(askedAt.getTime()),
    );
    const isRising = sort === 'oldest' || sort === 'smallest';
    if (sort !== 'priority')
      expect(key).toEqual(key.toSorted((a, b) => (a === b ? 0 : a < b === isRising ? -1 : 1)));
    const first = await ask(filter, sort);
    if (first.page.nextCursor === null) return;
    const second = await ask(filter, sort, first.page.nextCursor);
    const back = await ask(filter, sort, second.page.previousCursor ?? '');
    expect(back.page.rows.map(({ payoutRequestId }) => payoutRequestId)).toEqual(
      first.page.rows.map(({ payoutRequestId }) => payoutRequestId),
    );
  },
);

test('has points for what its money is worth, not for the digits of its currency', async () => {
  const points = async (currency: string, amount: bigint) => {
    const { payoutRequestId } = await insertPayoutRequest(world.sql, {
      connectedAccountId: `acct_1Worth${currency}`,
      destinationId: `ba_worth${currency}`,
      currency,
      amount,
      state: 'in_review',
    });
    const { priority } = await getPayoutRequest(world.as('ines'), payoutRequestId);
    return priority?.money;
  };
  expect(await points('eur', 628_00n)).toBe(15);
  expect(await points('isk', 2_027_00n)).toBe(10);
  expect(await points('huf', 2_027_00n)).toBe(5);
  // A currency without a rough value is somewhere in between, and no amount is too big to be counted.
  expect(await points('xaf', 2_027_00n)).toBe(15);
  expect(await points('gbp', 10n ** 17n)).toBe(40);
});

test('what waits stands by its points: the sum of the parts that are shown never rises down the list', async () => {
  const rows = await everyPage({ state: 'in_review' }, 'priority');
  const totals = rows.map(({ priority }) =>
    priority === null ? -1 : priority.money + priority.risk + priority.time,
  );
  expect(totals.every((total) => total >= 0)).toBe(true);
  // Hours are rounded down for people: two neighbours may look turned round by one.
  for (const [at, total] of totals.entries()) expect(total).toBeGreaterThanOrEqual((totals[at + 1] ?? 0) - 1);
  const held = rows.find(({ connectedAccountId }) => connectedAccountId === 'acct_1Queue3xusd');
  expect(held?.priority).toMatchObject({ risk: 10, riskCauses: ['holds'] });
  expect(held?.openHolds).toBe(1);
});

test('has points for the risk of its account: its band in force, and an anomaly that is not settled', async () => {
  const connectedAccountId = 'acct_1Risky';
  const { payoutRequestId } = await insertPayoutRequest(world.sql, {
    connectedAccountId,
    destinationId: 'ba_risky',
    currency: 'eur',
    amount: 100_00n,
    state: 'in_review',
  });
  const risk = async () => (await getPayoutRequest(world.as('ines'), payoutRequestId)).priority?.risk ?? -1;
  const before = await risk();
  await world.sql`
    insert into segment_assessments (segment_assessment_id, connected_account_id, assessed_at, number, cause, points, scored_band, band, why,
      inputs, inputs_hash, outcome, scorecard_hash, effects_hash, decided_by)
    values ('sga_risky', ${connectedAccountId}, now(), 1, 'first', 30, 'high', 'high', 'x', '{}', 'x', '{}', 'x', 'x', 'x')`;
  await world.sql`
    insert into segment_standings (connected_account_id, band, scored_band, points, segment_assessment_id, assessed_at, due_at, band_since,
      rules_hash, delay_hours, reserve_percent, reserve_days)
    values (${connectedAccountId}, 'high', 'high', 30, 'sga_risky', now(), now(), now(), 'x', 0, 0, 0)`;
  expect(await risk()).toBe(before + 10);
  await world.sql`
    insert into risk_flags (risk_flag_id, connected_account_id, currency, opened_at, state, cause, action, score, exposure, risk_assessment_id,
      decided_at, due_at)
    values ('rfl_risky', ${connectedAccountId}, 'eur', now(), 'open', 'seller', 'flag', 0.5, 1234, 'ras_risky', now(), now())`;
  expect(await risk()).toBe(before + 20);
});

const FILTERS: readonly PayoutRequestFilter[] = [
  {},
  { state: 'in_review' },
  { state: 'in_review', currency: 'kwd' },
  { hold: 'open' },
  { route: 'people', origin: 'cadence' },
  { currency: 'usd', amountFrom: '5000', amountTo: '5000000' },
  { connectedAccountId: 'acct_1Queue3xusd' },
  { state: 'in_review', for: 'me' },
];

test.each(FILTERS)(
  'every number of a facet is the number of rows that its choice leaves: %j',
  async (filter) => {
    const { facets, totals, page } = await ask(filter, 'newest');
    expect(totals.count.count).toBe((await everyPage(filter, 'newest')).length);
    expect(page.rows.length).toBe(Math.min(25, totals.count.count));
    for (const [field, values] of Object.entries(facets))
      for (const { value, count } of values) {
        const chosen = { ...filter, [field]: value };
        if (chosen.amountFrom !== undefined && field === 'currency' && value !== 'usd') continue;
        expect((await countPayoutRequests(world.as('ines'), chosen)).count, `${field}:${value}`).toBe(
          count?.count,
        );
      }
    const rows = await everyPage(filter, 'newest');
    for (const sum of totals.sums ?? [])
      expect(sum.amount).toBe(
        rows
          .filter(({ amount }) => amount.currency === sum.currency)
          .reduce((total, { amount }) => total + amount.amount, 0n),
      );
  },
);

test('what is left for somebody is neither asked for by them nor approved by them, and their colleague’s is', async () => {
  const before = (await countPayoutRequests(world.as('anna'), { state: 'in_review', for: 'me' })).count;
  const all = await everyPage({ state: 'in_review' }, 'newest');
  const own = all.filter(({ askedByOperatorId }) => askedByOperatorId === 'opr_anna');
  expect(own.length).toBeGreaterThan(0);
  expect(before).toBe(all.length - own.length);
  const other = all.find(({ askedByOperatorId }) => askedByOperatorId === null);
  const detail = await getPayoutRequest(world.as('ines'), other?.payoutRequestId ?? '');
  const { payoutRequestId, connectedAccountId } = detail;
  const approver = await insertApproval(world.sql, {
    payoutRequestId,
    connectedAccountId,
    payloadHash: detail.preview.payloadHash,
  });
  const reader = {
    ...world.as('ines'),
    actor: { kind: 'operator', operatorId: approver, name: 'x', role: 'risk_reviewer' },
  } as const;
  expect((await countPayoutRequests(reader, { state: 'in_review', for: 'me' })).count).toBe(all.length - 1);
  expect((await getPayoutRequest(world.as('ines'), payoutRequestId)).approvedBy).toEqual([approver]);
});

test('whoever looks is told how many came since, and not of those that were there', async () => {
  const [newest] = (await ask({}, 'newest')).page.rows;
  const at = { key: newest?.askedAt.toISOString() ?? '', id: newest?.payoutRequestId ?? '' };
  const count = () => countNewerPayoutRequests(world.as('ines'), { currency: 'kwd' }, at);
  const before = await count();
  await insertPayoutRequest(world.sql, {
    connectedAccountId: 'acct_1Later',
    destinationId: 'ba_later',
    currency: 'kwd',
  });
  expect(await count()).toBe(before + 1);
});

test('the newest request on a page does not follow itself, for the page carries no microseconds', async () => {
  const newest = await insertPayoutRequest(world.sql, {
    connectedAccountId: 'acct_1Micro',
    destinationId: 'ba_micro',
    currency: 'kwd',
  });
  const { payoutRequestId } = newest;
  await world.sql.begin(async (tx) => {
    await tx`alter table payout_requests disable trigger guard`;
    await tx`update payout_requests set requested_at = date_trunc('milliseconds', requested_at) + interval '400 microseconds'
             where payout_request_id = ${payoutRequestId}`;
    await tx`alter table payout_requests enable trigger guard`;
  });
  const [row] = (await ask({ payoutRequestId }, 'newest')).page.rows;
  const seen = { key: row?.askedAt.toISOString() ?? '', id: payoutRequestId };
  expect(await countNewerPayoutRequests(world.as('ines'), { payoutRequestId }, seen)).toBe(0);
});

test('an order by amount and an amount need one currency', async () => {
  await expect(ask({}, 'largest')).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(ask({ amountFrom: '1' }, 'newest')).rejects.toMatchObject({ code: 'invalid_input' });
});

test('past ten thousand the newest are still a walk in order, and what would be looked at one by one is refused', async () => {
  const { sql } = world;
  await sql`
    insert into payout_requests (payout_request_id, connected_account_id, amount, currency, method, destination_id,
      destination_fingerprint, payload, payload_hash, state, origin, requested_by, route, route_reasons, approvals_needed, is_reserved, requested_at)
    select id, 'acct_1Later', 100 + n, 'kwd', 'standard', 'ba_later', 'fp', payload,
      encode(sha256(convert_to(payload, 'UTF8')), 'hex'), 'in_review', 'cadence', 'job propose-payouts', 'people', '[]', 2, true,
      now() - make_interval(days => 30, secs => n)
    from (select n, id, jsonb_build_object('payout_request_id', id, 'connected_account_id', 'acct_1Later', 'amount', (100 + n)::text,
        'currency', 'kwd', 'method', 'standard', 'destination_id', 'ba_later', 'destination_fingerprint', 'fp',
        'source_type', null, 'statement_descriptor', null)::text as payload
      from (select n, 'prq_many' || lpad(n::text, 6, '0') as id from generate_series(1, 10200) as n) as numbered) as made`;
  const first = await ask({}, 'newest');
  expect(first.totals).toEqual({ count: { count: 10_000, isCapped: true }, sums: null });
  expect(first.facets.state.find(({ value }) => value === 'in_review')?.count).toEqual({
    count: 10_000,
    isCapped: true,
  });
  expect(first.facets.state.find(({ value }) => value === 'approved')?.count).toEqual({
    count: 12,
    isCapped: false,
  });
  const second = await ask({}, 'newest', first.page.nextCursor ?? '');
  const times = [...first.page.rows, ...second.page.rows].map(({ askedAt }) => askedAt.getTime());
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  expect(
    new Set([...first.page.rows, ...second.page.rows].map(({ payoutRequestId }) => payoutRequestId)).size,
  ).toBe(50);
  await expect(ask({}, 'priority')).rejects.toMatchObject({ code: 'precondition_failed' });
  await expect(ask({ method: 'instant' }, 'newest')).rejects.toMatchObject({ code: 'precondition_failed' });
  // What few are in is whole again, in every order.
  expect((await ask({ state: 'approved' }, 'priority')).totals.count).toEqual({ count: 12, isCapped: false });
});
