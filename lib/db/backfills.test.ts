import { afterAll, beforeAll, expect, it } from 'vitest';
import { payoutPayload } from '../payouts/requests/payout-payload.ts';
import { insertPayableAccount } from '../payouts/requests/test-request.fixture.ts';
import { databaseBefore, type DatabaseBefore } from './database-before.fixture.ts';

/* What a migration writes into rows that were there before it, tried on such rows. */

let old: DatabaseBefore;
beforeAll(async () => {
  old = await databaseBefore('0056_reopened_makers');
  for (const [person, role] of [
    ['opr_anna', 'finance_operator'],
    ['opr_ines', 'risk_reviewer'],
    ['opr_marek', 'administrator'],
  ] as const)
    await old.sql`insert into operators (operator_id, email, name, role) values (${person}, ${person}, ${person}, ${role})`;
});
afterAll(() => old.drop());

type Reopening = {
  version: number;
  by?: string;
  kind?: 'operator' | 'job';
  outcome?: 'done' | 'refused';
  action?: string;
};

/** A request as it stood, with what the record says of it, in its order. */
async function before(
  state: string,
  version: number,
  record: readonly Reopening[],
  approvedVersion?: number,
): Promise<string> {
  const account = `acct_1Old${crypto.randomUUID().slice(0, 8)}`;
  const request = {
    payoutRequestId: `prq_${crypto.randomUUID().replaceAll('-', '')}`,
    connectedAccountId: account,
    amount: 40_00n,
    currency: 'usd',
    method: 'standard' as const,
    destinationId: `ba_${account}`,
    destinationFingerprint: `fp_${account}`,
    sourceType: null,
    statementDescriptor: null,
  };
  const { payload, payloadHash } = payoutPayload(request);
  const id = request.payoutRequestId;
  await insertPayableAccount(old.sql, request);
  await old.sql.begin(async (tx) => {
    // Where it stood, not how it came there.
    await tx`set local session_replication_role = replica`;
    await tx`
      insert into payout_requests (payout_request_id, connected_account_id, amount, currency, method, destination_id,
        destination_fingerprint, payload, payload_hash, state, version, origin, requested_by, route, route_reasons,
        approvals_needed, is_reserved)
      values (${id}, ${account}, '4000', 'usd', 'standard', ${request.destinationId}, ${request.destinationFingerprint}, ${payload},
        ${payloadHash}, ${state}, ${version}, 'cadence', 'job propose-payouts', 'people', '[]', 2, true)`;
    if (approvedVersion !== undefined)
      await tx`
        insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
          preview_hash, request_version, operator_id, operator_role)
        select 'pap_' || operator_id || ${id}, ${id}, ${account}, 'approve', ${payloadHash}, 'shown', ${approvedVersion}, operator_id, role
        from operators where operator_id in ('opr_anna', 'opr_ines')`;
    for (const [place, said] of record.entries())
      await tx`
        insert into audit_records (recorded_at, connected_account_id, actor_kind, actor_id, action, subject, outcome, after, request_id)
        values (now() - interval '1 day' + ${place}::int * interval '1 minute', ${account}, ${said.kind ?? 'operator'},
          ${said.by ?? 'opr_anna'}, ${said.action ?? 'payout_request.reopen'}, ${id}, ${said.outcome ?? 'done'},
          ${tx.json({ state: 'in_review', version: said.version })}, 'req_1')`;
  });
  return id;
}

it('0056 writes down from the record who opened again what is open, and of nothing else', async () => {
  const ids = {
    waits: await before('in_review', 2, [{ version: 2 }], 2),
    approved: await before('approved', 2, [{ version: 2, by: 'opr_marek' }], 2),
    decidedBefore: await before('in_review', 2, [{ version: 2, by: 'opr_marek' }], 1),
    unknown: await before('unknown', 2, [{ version: 2 }]),
    twice: await before('in_review', 4, [{ version: 2 }, { version: 4, by: 'opr_marek' }]),
    amendedSince: await before('in_review', 3, [
      { version: 2 },
      { version: 3, action: 'payout_request.amend', by: 'opr_marek' },
    ]),
    amendedOnly: await before('in_review', 2, [{ version: 2, action: 'payout_request.amend' }]),
    refusedTry: await before('in_review', 2, [{ version: 2, outcome: 'refused' }]),
    byJob: await before('in_review', 2, [{ version: 2, kind: 'job', by: 'propose-payouts' }]),
    endedAgain: await before('refused', 2, [{ version: 2 }]),
    never: await before('in_review', 1, []),
  };
  const counted = async (): Promise<Record<string, number>> => {
    const rows = await old.sql<{ id: string; standing: number }[]>`
      select payout_request_id as id, standing_approvals(payout_request_id)::int as standing from payout_requests`;
    return Object.fromEntries(
      Object.entries(ids).map(([name, id]) => [name, rows.find((row) => row.id === id)?.standing ?? -1]),
    );
  };
  expect(await counted()).toMatchObject({ waits: 2, approved: 2, decidedBefore: 2 });

  await old.goOn();

  const rows = await old.sql<{ id: string; by: string | null; version: number | null }[]>`
    select payout_request_id as id, reopened_by_operator_id as by, reopened_version as version from payout_requests`;
  const of = (id: string) => {
    const row = rows.find((one) => one.id === id);
    return [row?.by, row?.version];
  };
  expect(Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, of(id)]))).toEqual({
    waits: ['opr_anna', 2],
    approved: ['opr_marek', 2],
    decidedBefore: ['opr_marek', 2],
    unknown: ['opr_anna', 2],
    twice: ['opr_marek', 4],
    amendedSince: ['opr_anna', 2],
    amendedOnly: [null, null],
    refusedTry: [null, null],
    byJob: [null, null],
    endedAgain: [null, null],
    never: [null, null],
  });
  // Whoever opened it again counts no more, and neither does what was decided before that.
  expect(await counted()).toMatchObject({ waits: 1, approved: 2, decidedBefore: 0 });
  // What is there can go on: its guards take the next step of it.
  await old.sql`update payout_requests set reviewer_operator_id = 'opr_ines' where payout_request_id = ${ids.waits}`;
  await expect(
    old.sql`update payout_requests set reopened_by_operator_id = null where payout_request_id = ${ids.waits}`,
  ).rejects.toThrow('is written as it is opened again');
});
