import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobContext } from '../../context.ts';
import { openPayoutWorld, type PayoutWorld } from './payout-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';
import { reopenPayoutRequest } from './reopen-payout-request.ts';

/* What the database refuses of who decides, and of what was sent, when somebody writes past the verbs with the program's role. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const asProgram = (statement: string) =>
  world.sql.begin(async (tx) => {
    await tx`set local role sluice_app`;
    await tx.unsafe(statement);
  });

/** Puts a policy in force since an hour ago, in place of every other. @returns its id */
async function inForce(version: number, text: string): Promise<string> {
  const id = `ppv_${String(version)}`;
  await world.tamper(
    `insert into payout_policies (policy_version_id, version, text, state, written_by, published_by, published_at)
     values ('${id}', ${String(version)}, '${text}', 'published', 'opr_marek', 'opr_noor', now() - interval '1 hour')`,
  );
  return id;
}

async function asked(): Promise<string> {
  const account = await world.account([100_00n]);
  const wanted = { connectedAccountId: account, currency: 'usd', amount: 40_00n };
  return (await proposePayout(world.as('anna'), wanted)).payoutRequestId;
}

const rewrite = (id: string, sets: string) =>
  asProgram(`update payout_requests set version = version + 1, ${sets} where payout_request_id = '${id}'`);
const FREE = "route = 'automatic', approvals_needed = 0";
/* Anna asked, so that nobody deciding is refused for that alone, too. */
const NOT_THE_POLICY = /said by the policy in force|asked for by hand/;
const AS_MANY = /needs as many people as before|asked for by hand/;

/** The same request under another id, as somebody would write it who knows the checks. */
const copied = (id: string, policy: string) => `
  insert into payout_requests
  select (jsonb_populate_record(request, jsonb_build_object('payout_request_id', 'prq_x', 'route', 'automatic', 'approvals_needed', 0,
    'policy_version_id', ${policy}, 'payload', text, 'payload_hash', encode(sha256(convert_to(text, 'UTF8')), 'hex')))).*
  from payout_requests as request, jsonb_set(payload::jsonb, '{payout_request_id}', '"prq_x"') as changed, cast(changed as text) as text
  where payout_request_id = '${id}'`;

describe('who decides', () => {
  it('is two people while no policy is published', async () => {
    const id = await asked();
    await expect(rewrite(id, FREE)).rejects.toThrow(AS_MANY);
    await expect(rewrite(id, `${FREE}, policy_version_id = 'ppv_nothing'`)).rejects.toThrow(NOT_THE_POLICY);
    await expect(asProgram(copied(id, 'null'))).rejects.toThrow(NOT_THE_POLICY);
    await expect(rewrite(id, "statement_descriptor = 'X', approvals_needed = 1")).rejects.toThrow(
      'needs as many people as before',
    );
  });

  it('is said by the policy in force, not by a draft, an older one or none', async () => {
    const first = await inForce(1, 'go');
    const second = await inForce(2, 'hold for 2 approvals');
    await world.tamper(
      "insert into payout_policies (policy_version_id, version, text, state, written_by) values ('ppv_3', 3, 'go', 'draft', 'opr_marek')",
    );
    const id = await asked();
    for (const policy of [`'${first}'`, "'ppv_3'", 'null']) {
      await expect(rewrite(id, `${FREE}, policy_version_id = ${policy}`)).rejects.toThrow(NOT_THE_POLICY);
      await expect(asProgram(copied(id, policy))).rejects.toThrow(NOT_THE_POLICY);
    }
    await expect(
      asProgram(
        `update payout_requests set policy_version_id = '${first}' where payout_request_id = '${id}'`,
      ),
    ).rejects.toThrow('changes only in review, as a new version');
    await expect(rewrite(id, FREE)).rejects.toThrow(AS_MANY);
    await rewrite(id, "route = 'people', approvals_needed = 3");
    await expect(rewrite(id, 'approvals_needed = 2')).rejects.toThrow(AS_MANY);
    const [row] =
      await world.sql`select policy_version_id, approvals_needed from payout_requests where payout_request_id = ${id}`;
    expect(row).toEqual({ policy_version_id: second, approvals_needed: 3 });
  });

  it('is never fewer, nor of a role that more have, though the policy in force says so', async () => {
    const id = await asked();
    await rewrite(id, "approvals_needed = 2, approver_role = 'risk_reviewer'");
    const later = await inForce(7, 'hold for 1 approval');
    const name = `policy_version_id = '${later}'`;
    for (const fewer of [
      'approvals_needed = 1',
      'approver_role = null',
      "approver_role = 'finance_operator'",
      'approvals_needed = 1, amount = amount + 1',
    ])
      await expect(rewrite(id, `${name}, ${fewer}`)).rejects.toThrow('needs as many people as before');
    await rewrite(id, `${name}, approvals_needed = 3, approver_role = 'administrator'`);
  });

  it('is nobody only by the policy that is in force, though another one said so before', async () => {
    await inForce(10, 'go');
    const proposed = await proposePayout(jobContext('propose-payouts'), {
      connectedAccountId: await world.account([100_00n]),
      currency: 'usd',
      amount: 40_00n,
    });
    await inForce(11, 'hold for 2 approvals');
    const wait = "state = 'in_review', route = 'wait', waits_until = now() + interval '1 day'";
    await expect(rewrite(proposed.payoutRequestId, wait)).rejects.toThrow('said by the policy in force');
  });

  it.each([
    ['people', 12, 'hold for 2 approvals by risk reviewer when first payout', 2],
    ['roles', 13, 'hold for 1 approval by risk reviewer when first payout', 1],
  ])(
    'is no fewer %s when the same payout is opened again, though the account had its first payout meanwhile',
    async (_name, version, line, approvals) => {
      await inForce(version, `${line}\nhold for 1 approval`);
      const id = await asked();
      await world.tamper(
        `update payout_requests set state = 'refused', payout_id = 'po_${id}' where payout_request_id = '${id}'`,
      );
      const refused = { payoutRequestId: id, seenVersion: 1, reason: 'Bank details corrected' };
      await reopenPayoutRequest(world.as('anna'), refused);
      const [row] = await world.sql`
        select version, approvals_needed, approver_role, route from payout_requests where payout_request_id = ${id}`;
      expect(row).toEqual({
        version: 2,
        approvals_needed: approvals,
        approver_role: 'risk_reviewer',
        route: 'people',
      });
    },
  );
});

describe('a payout is sent', () => {
  it('by an attempt of its own that Stripe accepted, not by a word', async () => {
    const id = await asked();
    await world.tamper(`update payout_requests set state = 'dispatching' where payout_request_id = '${id}';
      insert into payout_attempts (payout_attempt_id, payout_request_id, connected_account_id, attempt_number, idempotency_key,
        payload_hash, state, claimed_by, claimed_until, payout_id)
      select 'pat_${id}', payout_request_id, connected_account_id, 1, '${id}/1', payload_hash, 'accepted', 'x', now(), 'po_made'
      from payout_requests where payout_request_id = '${id}'`);
    const sent = (payoutId: string) =>
      asProgram(
        `update payout_requests set state = 'sent', is_reserved = false, payout_id = '${payoutId}' where payout_request_id = '${id}'`,
      );
    await expect(sent('po_other')).rejects.toThrow('no attempt of payout request');
    await expect(
      asProgram(`update payout_requests set payout_id = 'po_other' where payout_request_id = '${id}'`),
    ).rejects.toThrow('no attempt of payout request');
    await sent('po_made');
    await expect(
      asProgram(`update payout_requests set payout_id = 'po_other' where payout_request_id = '${id}'`),
    ).rejects.toThrow('no attempt of payout request');
    const [row] =
      await world.sql`select state, payout_id from payout_requests where payout_request_id = ${id}`;
    expect(row).toEqual({ state: 'sent', payout_id: 'po_made' });
  });
});
