import type postgres from 'postgres';
import { payoutPayload, type PayoutPayload } from './payout-payload.ts';

export type TestRequest = PayoutPayload & {
  readonly payload: string;
  readonly payloadHash: string;
  /** People whose approval stands. */
  readonly approvedBy: readonly string[];
};

type Overrides = Partial<PayoutPayload> & {
  /** Where it stands; anything past `approved` is a test's own to reach. */
  readonly state?: 'in_review' | 'approved';
  readonly route?: 'automatic' | 'wait' | 'people';
  readonly approvalsNeeded?: number;
  /** How many people have approved it; as many as it needs when it is approved, else none. */
  readonly approvals?: number;
  readonly origin?: 'cadence' | 'person' | 'file';
  /** Operator id of whoever asked; made when missing. */
  readonly requestedBy?: string;
  readonly leavesAfter?: Date | null;
};

const id = (prefix: string): string => `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`;

/**
 * A payout request with everything it stands on (connected account, enrolment, destination, people), put there around the
 * verbs; nothing is reserved in the ledger and nothing allocated. Two requests of one connected account share what is there.
 * @param sql connected as the owner of the database
 */
export async function insertPayoutRequest(
  sql: postgres.Sql | postgres.TransactionSql,
  overrides: Overrides = {},
): Promise<TestRequest> {
  const { state = 'in_review', route = 'people', leavesAfter = null } = overrides;
  const approvalsNeeded = overrides.approvalsNeeded ?? (route === 'people' ? 2 : 0);
  const origin = overrides.origin ?? (overrides.requestedBy === undefined ? 'cadence' : 'person');
  const request: PayoutPayload = {
    payoutRequestId: id('prq'),
    connectedAccountId: 'acct_1Payee',
    amount: 125_00n,
    currency: 'usd',
    method: 'standard',
    destinationId: 'ba_1Payee',
    destinationFingerprint: 'fp_1Payee',
    sourceType: null,
    statementDescriptor: null,
    ...payloadOf(overrides),
  };
  const { payload, payloadHash } = payoutPayload(request);
  await insertPayableAccount(sql, request);
  const requestedBy =
    origin === 'cadence' ? null : await insertOperator(sql, 'finance_operator', overrides.requestedBy);
  await sql`
    insert into payout_requests ${sql({
      payout_request_id: request.payoutRequestId,
      connected_account_id: request.connectedAccountId,
      amount: request.amount.toString(),
      currency: request.currency,
      method: request.method,
      destination_id: request.destinationId,
      destination_fingerprint: request.destinationFingerprint,
      source_type: request.sourceType,
      statement_descriptor: request.statementDescriptor,
      payload,
      payload_hash: payloadHash,
      state: 'in_review',
      origin,
      requested_by_operator_id: requestedBy,
      requested_by: requestedBy === null ? 'job propose-payouts' : `operator ${requestedBy}`,
      route,
      route_reasons: sql.json(['Made by a test.']),
      approvals_needed: approvalsNeeded,
      leaves_after: leavesAfter,
      is_reserved: true,
    })}`;
  const approvals = overrides.approvals ?? (state === 'approved' ? approvalsNeeded : 0);
  const approvedBy: string[] = [];
  for (let given = 0; given < approvals; given += 1)
    approvedBy.push(await insertApproval(sql, { ...request, payloadHash }));
  if (state === 'approved')
    await sql`update payout_requests set state = 'approved' where payout_request_id = ${request.payoutRequestId}`;
  return { ...request, payload, payloadHash, approvedBy };
}

function payloadOf(overrides: Overrides): Partial<PayoutPayload> {
  const {
    state: _state,
    route: _route,
    approvalsNeeded: _needed,
    approvals: _approvals,
    origin: _origin,
    requestedBy: _requestedBy,
    leavesAfter: _leavesAfter,
    ...payload
  } = overrides;
  return payload;
}

/** An enrolled connected account with one destination, unless it is there already. */
export async function insertPayableAccount(
  sql: postgres.Sql | postgres.TransactionSql,
  {
    connectedAccountId,
    currency,
    destinationId,
    destinationFingerprint,
  }: Pick<PayoutPayload, 'connectedAccountId' | 'currency' | 'destinationId' | 'destinationFingerprint'>,
): Promise<void> {
  await sql`
    insert into connected_accounts (connected_account_id, livemode, api_generation, display_name, country, default_currency,
      charges_enabled, payouts_enabled, details_submitted, requirements, future_requirements, capabilities, minimum_balances,
      automatic_transfer_rules, lock_strength, lock_reasons, created_at_stripe, read_at)
    values (${connectedAccountId}, false, 'v1', ${`Owner of ${connectedAccountId}`}, 'US', ${currency}, true, true, true, '{}', '{}',
      '{}', '{}', '{}', 'manual_sole_payer', '[]', now() - interval '1 year', now())
    on conflict do nothing`;
  await sql`
    insert into external_accounts (external_account_id, connected_account_id, kind, currency, country, last4, fingerprint, status,
      is_default_for_currency, payout_methods, first_seen_at, read_at)
    values (${destinationId}, ${connectedAccountId}, 'bank_account', ${currency}, 'US', '6789', ${destinationFingerprint}, 'verified',
      true, '["standard"]', now() - interval '1 year', now())
    on conflict do nothing`;
  await sql`
    insert into payout_accounts (connected_account_id, enrolled_by) values (${connectedAccountId}, 'a test')
    on conflict do nothing`;
}

/** Somebody who may do what the role may. @returns the operator id */
export async function insertOperator(
  sql: postgres.Sql | postgres.TransactionSql,
  role: 'finance_operator' | 'risk_reviewer',
  operatorId = id('opr'),
): Promise<string> {
  await sql`
    insert into operators (operator_id, email, name, role)
    values (${operatorId}, ${`${operatorId}@example.com`}, ${operatorId}, ${role}) on conflict do nothing`;
  return operatorId;
}

/** One more person approves exactly this payload. @returns the operator id */
export async function insertApproval(
  sql: postgres.Sql | postgres.TransactionSql,
  request: Pick<TestRequest, 'payoutRequestId' | 'connectedAccountId' | 'payloadHash'>,
): Promise<string> {
  const operatorId = await insertOperator(sql, 'risk_reviewer');
  await sql`
    insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
      preview_hash, request_version, operator_id, operator_role)
    values (${id('pap')}, ${request.payoutRequestId}, ${request.connectedAccountId}, 'approve', ${request.payloadHash}, 'shown', 1,
      ${operatorId}, 'risk_reviewer')`;
  return operatorId;
}
