import type postgres from 'postgres';
import type { TestRequest } from '../payouts/requests/test-request.fixture.ts';

/**
 * Writes the attempt of an approved request down and asks the database for its permit, as a worker does, in one
 * transaction. @returns its id @throws whatever the guards say
 */
export async function beginCall(
  sql: postgres.Sql,
  request: Pick<TestRequest, 'payoutRequestId' | 'connectedAccountId' | 'payloadHash'>,
  callSeconds = 30,
): Promise<string> {
  const attemptId = `pat_${crypto.randomUUID().replaceAll('-', '')}`;
  await sql.begin(async (tx) => {
    await tx`select epoch from dispatch_control for share`;
    await tx`update payout_requests set state = 'dispatching', attempt_count = 1
      where payout_request_id = ${request.payoutRequestId}`;
    await tx`insert into payout_attempts ${tx({
      payout_attempt_id: attemptId,
      payout_request_id: request.payoutRequestId,
      connected_account_id: request.connectedAccountId,
      attempt_number: 1,
      idempotency_key: `${request.payoutRequestId}/1`,
      payload_hash: request.payloadHash,
      state: 'claimed',
      claimed_by: 'a test',
      claimed_until: '2100-01-01T00:00:00Z',
    })}`;
    await tx`update payout_attempts set state = 'calling', calls = 1, epoch = (select epoch from dispatch_control),
        call_until = clock_timestamp() + make_interval(secs => ${callSeconds})
      where payout_attempt_id = ${attemptId}`;
  });
  return attemptId;
}

/** The call has come back, with whatever outcome: it is under way no more. */
export async function endCall(sql: postgres.Sql, attemptId: string): Promise<void> {
  await sql`update payout_attempts set state = 'unknown' where payout_attempt_id = ${attemptId}`;
}
