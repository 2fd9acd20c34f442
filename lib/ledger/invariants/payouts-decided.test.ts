import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginCall } from '../../kill-switch/test-attempt.fixture.ts';
import { insertPayoutRequest, type TestRequest } from '../../payouts/requests/test-request.fixture.ts';
import type { TestLedger } from '../test-ledger.fixture.ts';
import { findingsOf, openCheckedBooks, type CheckedBooks } from './checked-books.fixture.ts';

/* Promises 5 and 8 over a live database: what is true of payouts that were sent, and how each lie is named. */

let books: CheckedBooks;
let ledger: TestLedger;
beforeAll(async () => {
  books = await openCheckedBooks();
  ledger = books.ledger;
});
afterAll(() => ledger.close());
beforeEach(async () => {
  await ledger.tamper(
    'delete from payout_approvals; delete from payout_attempts; delete from payout_requests; delete from bypasses; delete from audit_records',
  );
  await books.fill();
});

const payout = (request: TestRequest, id: string, amount = request.amount) => ledger.sql`
  insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method, is_automatic,
    arrives_on, destination_id, metadata, read_at)
  values (${id}, ${request.connectedAccountId}, false, now(), ${amount.toString()}, ${request.currency}, 'pending', 'standard',
    false, '2026-11-24', ${request.destinationId}, ${ledger.sql.json({ sluice_payout_request_id: request.payoutRequestId })}, now())`;

async function called(overrides: Parameters<typeof insertPayoutRequest>[1] = {}): Promise<TestRequest> {
  const suffix = crypto.randomUUID().slice(0, 8);
  const request = await insertPayoutRequest(ledger.sql, {
    state: 'approved',
    connectedAccountId: `acct_1${suffix}`,
    destinationId: `ba_${suffix}`,
    ...overrides,
  });
  const attemptId = await beginCall(ledger.sql, request);
  await ledger.sql`update payout_attempts set first_called_at = now() where payout_attempt_id = ${attemptId}`;
  return request;
}

const accept = async (request: TestRequest, id: string): Promise<void> => {
  await ledger.sql`update payout_attempts set state = 'accepted', payout_id = ${id}
    where payout_request_id = ${request.payoutRequestId}`;
  await ledger.sql`update payout_requests set state = 'sent', payout_id = ${id}, is_reserved = false
    where payout_request_id = ${request.payoutRequestId}`;
};

describe('paid at most once', () => {
  it('holds while a call is under way whose payout Stripe has already, and once it is written down', async () => {
    const request = await called();
    await payout(request, 'po_under_way');
    expect((await books.outcomes())['paid_at_most_once']).toBe('held');
    await accept(request, 'po_under_way');
    expect((await books.outcomes())['paid_at_most_once']).toBe('held');
  });

  it('names a payout of a request that none of its attempts made, and one that is not what was approved', async () => {
    const foreign = await insertPayoutRequest(ledger.sql, { payoutRequestId: 'prq_foreign' });
    await payout(foreign, 'po_foreign');
    const forged = await insertPayoutRequest(ledger.sql, { payoutRequestId: 'prq_forged' });
    await payout(forged, 'po_forged');
    await ledger.sql`update payouts set status = 'canceled' where payout_id = 'po_forged'`;
    const other = await called({ payoutRequestId: 'prq_other' });
    await payout(other, 'po_other', other.amount + 1n);
    await accept(other, 'po_other');
    expect(findingsOf(await books.check(), 'paid_at_most_once')).toEqual([
      ['prq_foreign', 'Stripe has po_foreign, which no attempt of ours made.'],
      ['prq_other', 'po_other is not what was approved: another account, amount, currency or destination.'],
    ]);
  });
});

describe('a payout of the lost time', () => {
  /** As people are shown it, with the request that they cancelled or did not. */
  const forgotten = async (name: string, state: 'cancelled' | 'rejected' | 'approved'): Promise<string> => {
    const request = await insertPayoutRequest(ledger.sql, { payoutRequestId: `prq_${name}` });
    const id = `po_${name}`;
    await payout(request, id);
    await ledger.tamper(`
      update payout_requests set state = '${state}', is_reserved = ${String(state === 'approved')} where payout_request_id = 'prq_${name}';
      insert into bypasses (kind, connected_account_id, subject, seen, payout_request_id)
      values ('payout', '${request.connectedAccountId}', '${id}', 'x', 'prq_${name}')`);
    return id;
  };
  const recorded = (name: string, payoutId: string, more: { by?: string; action?: string } = {}) =>
    ledger.tamper(`
      insert into audit_records (recorded_at, actor_kind, actor_id, action, subject, outcome, after, request_id)
      values (now(), '${more.by ?? 'operator'}', 'opr_x', '${more.action ?? 'payout_request.cancel'}', 'prq_${name}', 'done',
        '{"payoutId": "${payoutId}"}', 'x')`);

  it('that people let stay when they cancelled its request is named no more; every other one is', async () => {
    await recorded('stays', await forgotten('stays', 'cancelled'));
    expect((await books.outcomes())['paid_at_most_once']).toBe('held');
    await forgotten('silent', 'cancelled');
    await recorded('another', (await forgotten('another', 'cancelled')).replace('another', 'x'));
    await recorded('job', await forgotten('job', 'cancelled'), { by: 'job' });
    await recorded('act', await forgotten('act', 'cancelled'), { action: 'payout_request.reject' });
    await recorded('open', await forgotten('open', 'approved'));
    await recorded('rejected', await forgotten('rejected', 'rejected'));
    await recorded('stranger', await forgotten('stranger', 'cancelled'));
    await ledger.tamper(`update bypasses set payout_request_id = null where subject = 'po_stranger'`);
    expect(findingsOf(await books.check(), 'paid_at_most_once').map(([id]) => id)).toEqual([
      'prq_act',
      'prq_another',
      'prq_job',
      'prq_open',
      'prq_rejected',
      'prq_silent',
      'prq_stranger',
    ]);
  });

  it('is named all the same beside a second one of its request', async () => {
    await recorded('two', await forgotten('two', 'cancelled'));
    const [request] = await ledger.sql<{ account: string; destination: string }[]>`
      select connected_account_id as account, destination_id as destination from payout_requests where payout_request_id = 'prq_two'`;
    await ledger.tamper(`insert into payouts (payout_id, connected_account_id, livemode, occurred_at, amount, currency, status, method,
        is_automatic, arrives_on, destination_id, metadata, read_at)
      values ('po_second', '${request?.account ?? ''}', false, now(), 12500, 'usd', 'pending', 'standard', false, '2026-11-24',
        '${request?.destination ?? ''}', '{"sluice_payout_request_id": "prq_two"}', now())`);
    expect(findingsOf(await books.check(), 'paid_at_most_once')).toEqual([
      ['prq_two', '2 payouts carry this request: po_second, po_two.'],
      ['prq_two', 'Stripe has po_second, which no attempt of ours made.'],
    ]);
  });
});

describe('two people', () => {
  it('holds for what enough people approved, also when one of them left later', async () => {
    const request = await called();
    await ledger.sql`update operators set role = 'viewer' where operator_id = ${request.approvedBy[0] ?? ''}`;
    await ledger.sql`update payout_approvals set state = 'void', voided_at = now() + interval '1 hour', voided_because = 'left'
      where payout_request_id = ${request.payoutRequestId} and state = 'given'`;
    expect((await books.outcomes())['two_people']).toBe('held');
  });

  it('names what was called with an approval too few, or by no rule at all', async () => {
    const request = await called({ payoutRequestId: 'prq_few' });
    await ledger.sql`update payout_approvals set state = 'void', voided_at = now() - interval '1 hour', voided_because = 'early'
      where payout_request_id = ${request.payoutRequestId} and operator_id = ${request.approvedBy[0] ?? ''}`;
    await called({ payoutRequestId: 'prq_nobody', route: 'automatic' });
    expect(findingsOf(await books.check(), 'two_people')).toEqual([
      ['prq_few', 'It was called with 1 of 2 approvals.'],
      ['prq_nobody', 'It was called though neither people nor a published policy decided it.'],
    ]);
  });

  it('names what enough people approved and what waits in review all the same', async () => {
    const request = await called({ payoutRequestId: 'prq_stuck' });
    await ledger.tamper(
      `update payout_requests set state = 'in_review' where payout_request_id = 'prq_stuck'`,
    );
    expect(findingsOf(await books.check(), 'two_people')).toContainEqual([
      'prq_stuck',
      'Enough people have approved it, and it still waits for people.',
    ]);
    await ledger.sql`update operators set disabled_at = now() where operator_id = ${request.approvedBy[0] ?? ''}`;
    expect(findingsOf(await books.check(), 'two_people').map(([id]) => id)).not.toContain('prq_stuck');
  });

  it('names what a person asked for, or asked for again, and nobody else approved', async () => {
    await ledger.tamper(`insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
      values ('ppv_go', 1, 'go', 'published', 'opr_1', 'opr_2', now()) on conflict do nothing`);
    const byPolicy = async (payoutRequestId: string, more: Parameters<typeof called>[0] = {}) => {
      await called({ payoutRequestId, route: 'automatic', ...more });
      await ledger.tamper(
        `update payout_requests set policy_version_id = 'ppv_go' where payout_request_id = '${payoutRequestId}'`,
      );
    };
    await byPolicy('prq_cadence');
    await byPolicy('prq_alone', { requestedBy: 'opr_alone' });
    await byPolicy('prq_seen', { requestedBy: 'opr_other', approvals: 1 });
    await byPolicy('prq_again');
    await byPolicy('prq_set');
    await ledger.tamper(`
      update payout_requests set requested_by_operator_id = 'opr_alone' where payout_request_id = 'prq_set';
      insert into audit_records (recorded_at, actor_kind, actor_id, action, subject, outcome, request_id)
      values (now(), 'operator', 'opr_alone', 'payout_request.reopen', 'prq_again', 'done', 'x');
      update payout_attempts set first_called_at = clock_timestamp() + interval '1 minute' where payout_request_id = 'prq_again'`);
    expect(findingsOf(await books.check(), 'two_people')).toEqual([
      ['prq_again', 'A person asked for it, and it was called without another one.'],
      ['prq_alone', 'A person asked for it, and it was called without another one.'],
      ['prq_set', 'A person asked for it, and it was called without another one.'],
    ]);
  });

  it('names whoever approved what they had asked for, when the guard was gone', async () => {
    const request = await insertPayoutRequest(ledger.sql, {
      payoutRequestId: 'prq_own',
      requestedBy: 'opr_self',
    });
    await ledger.tamper(`
      insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
        preview_hash, request_version, operator_id, operator_role)
      values ('pap_own', 'prq_own', '${request.connectedAccountId}', 'approve', '${request.payloadHash}', 'x', 1, 'opr_self', 'x')`);
    expect(findingsOf(await books.check(), 'two_people')).toEqual([
      ['prq_own', 'opr_self approved what they had asked for.'],
    ]);
  });

  it('names whoever approved what they had opened again, not what they had approved before that', async () => {
    for (const id of ['prq_again', 'prq_before']) {
      const request = await insertPayoutRequest(ledger.sql, { payoutRequestId: id });
      await ledger.tamper(`
        update payout_requests set reopened_by_operator_id = 'opr_self', reopened_version = 2, version = 2
          where payout_request_id = '${id}';
        insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
          preview_hash, request_version, operator_id, operator_role)
        values ('pap_${id}', '${id}', '${request.connectedAccountId}', 'approve', '${request.payloadHash}', 'x',
          ${id === 'prq_again' ? '2' : '1'}, 'opr_self', 'x')`);
    }
    expect(findingsOf(await books.check(), 'two_people')).toEqual([
      ['prq_again', 'opr_self approved what they had asked for.'],
    ]);
  });
});

describe('what a person rejected', () => {
  it('is named where it was called without anybody’s approval, since that binds', async () => {
    const said = async (id: string, more: Parameters<typeof called>[0] = {}): Promise<void> => {
      const asked = await called({ payoutRequestId: id, route: 'automatic', ...more });
      const no = await insertPayoutRequest(ledger.sql, { ...asked, payoutRequestId: `${id}_no` });
      await ledger.tamper(`
        update payout_requests set policy_version_id = 'ppv_go', requested_at = now() + interval '1 second' where payout_request_id = '${id}';
        update payout_attempts set first_called_at = now() + interval '1 minute' where payout_request_id = '${id}';
        update payout_requests set state = 'rejected', is_reserved = false where payout_request_id = '${id}_no';
        insert into payout_allocations (payout_request_id, reservation_number, balance_transaction_id, occurred_at, connected_account_id, amount)
        select request.id, 1, 'txn_${id}', now(), '${asked.connectedAccountId}', 5 from unnest(array['${id}', '${id}_no']) as request (id);
        insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash, preview_hash,
          request_version, operator_id, operator_role, reason)
        values ('pap_${id}', '${id}_no', '${no.connectedAccountId}', 'reject', '${no.payloadHash}', 'x', 1, 'opr_no', 'x', 'x')`);
    };
    await ledger.tamper(`insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
      values ('ppv_go', 1, 'go', 'published', 'opr_1', 'opr_2', now()) on conflict do nothing`);
    await said('prq_rejected');
    await said('prq_seen', { approvals: 1 });
    await said('prq_early');
    await ledger.tamper(
      `update payout_approvals set decided_at = now() + interval '1 hour' where payout_approval_id = 'pap_prq_early'`,
    );
    await said('prq_before');
    await ledger.tamper(
      `update payout_approvals set decided_at = looser_by_proof_since() - interval '1 second' where payout_approval_id = 'pap_prq_before'`,
    );
    await said('prq_other');
    await ledger.tamper(
      `update payout_allocations set balance_transaction_id = 'txn_x' where payout_request_id = 'prq_other'`,
    );
    expect(findingsOf(await books.check(), 'two_people')).toEqual([
      [
        'prq_rejected',
        'A person had rejected money that it pays, and it was called without anybody’s approval.',
      ],
    ]);
    await ledger.tamper('delete from payout_allocations');
  });
});

describe('a wait', () => {
  it('is named where something was called before its end', async () => {
    for (const [id, ends] of [
      ['prq_soon', 'after'],
      ['prq_late', 'before'],
      ['prq_anew', 'after'],
    ] as const) {
      await called({ payoutRequestId: id });
      await ledger.tamper(`update payout_requests as request
        set waits_until = first_called_at ${ends === 'after' ? '+' : '-'} interval '1 minute', state = '${id === 'prq_anew' ? 'in_review' : 'dispatching'}'
        from payout_attempts as attempt where attempt.payout_request_id = request.payout_request_id and request.payout_request_id = '${id}'`);
    }
    expect(findingsOf(await books.check(), 'waits_kept')).toEqual([
      ['prq_soon', expect.stringMatching(/^It was called at \S+Z and waits until \S+Z\.$/)],
    ]);
  });

  it('is named by its record where the row says another one, of the wait or of the call', async () => {
    const SINCE = 'looser_by_proof_since()';
    /** On record as the program writes it, of so many milliseconds after the rule came. */
    const recorded = (id: string, ms: number, action: string, after: object = {}, from = SINCE) =>
      ledger.tamper(`
        insert into audit_records (recorded_at, actor_kind, actor_id, action, subject, outcome, after, request_id)
        values (${from} + interval '${String(ms)} milliseconds', 'job', 'x', '${action}', '${id}', 'done', '${JSON.stringify(after)}', 'r')`);
    const decided = (id: string, ms: number, waitHours = 48, from = SINCE) =>
      recorded(id, ms, 'payout_request.propose', { waitHours }, from);
    for (const id of [
      'wait_gone',
      'no_wait',
      'call_dated',
      'later_word',
      'owner_ended',
      'ended_before',
      'of_before',
    ])
      await called({ payoutRequestId: `prq_${id}` });
    // All rows say that all is well: the wait was taken away, or the call dated after it.
    await ledger.tamper(`
      update payout_requests set waits_until = null, state = 'dispatching';
      update payout_attempts set first_called_at = now() + interval '50 hours' where payout_request_id = 'prq_call_dated'`);
    for (const id of ['prq_wait_gone', 'prq_call_dated', 'prq_owner_ended', 'prq_ended_before'])
      await decided(id, 2);
    await decided('prq_no_wait', 2, 0);
    const [attempt] = await ledger.sql<{ id: string }[]>`
      select payout_attempt_id as id from payout_attempts where payout_request_id = 'prq_call_dated'`;
    await recorded('prq_call_dated', 3, 'payout_attempt.call', { payoutAttemptId: attempt?.id });
    // What is decided after the call does not bind it, nor what is no decision of it, nor what was decided before the rule.
    await decided('prq_later_word', 3_600_000, 48, 'now()');
    await recorded('prq_later_word', 2, 'hold.place', { waitHours: 48 });
    await decided('prq_of_before', -1);
    await recorded('prq_owner_ended', 3, 'payout_request.end_wait');
    await recorded('prq_ended_before', 1, 'payout_request.end_wait');
    const word = expect.stringMatching(
      /^It was called at \S+Z, and by its record it waits until \S+Z\.$/,
    ) as string;
    expect(findingsOf(await books.check(), 'waits_kept')).toEqual([
      ['prq_call_dated', word],
      ['prq_ended_before', word],
      ['prq_wait_gone', word],
    ]);
    await ledger.tamper('delete from audit_records');
  });
});
