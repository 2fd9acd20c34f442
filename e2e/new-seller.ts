import { randomInt, randomUUID } from 'node:crypto';
import { endWait } from './end-wait.ts';
import { control, sql, stripe } from './stack-under-test.ts';

/** As the platform would: a custom account that only the platform can pay out. @returns its id */
export async function newSeller(name: string): Promise<string> {
  const { id } = await stripe.accounts.create({
    country: 'DE',
    business_profile: { name },
    controller: {
      fees: { payer: 'application' },
      losses: { payments: 'application' },
      requirement_collection: 'application',
      stripe_dashboard: { type: 'none' },
    },
    capabilities: { card_payments: { requested: true }, transfers: { requested: true } },
  });
  await stripe.accounts.createExternalAccount(id, {
    external_account: {
      object: 'bank_account',
      country: 'DE',
      currency: 'eur',
      account_number: newIban(),
    },
  });
  await stripe.balanceSettings.update(
    { payments: { payouts: { schedule: { interval: 'manual' } } } },
    { stripeAccount: id },
  );
  await control(`/accounts/${id}/onboard`, {});
  return id;
}

/**
 * A bank account that no other seller has: sellers who share one are scored worse for each, and a band that keeps a part
 * back would change what can be paid out between the page and the press. Check digits by ISO 13616.
 */
function newIban(): string {
  const bban = `37040044${String(randomInt(10 ** 10)).padStart(10, '0')}`;
  const check = 98n - (BigInt(`${bban}131400`) % 97n); // D is 13, E is 14
  return `DE${String(check).padStart(2, '0')}${bban}`;
}

/** Two people approve a seller's request; how they do it in the browser is the story of queue.spec.ts. */
export async function approvedByTwo(payoutRequestId: string): Promise<void> {
  for (const operator of ['opr_demo_ines', 'opr_demo_marek'])
    await sql`
      insert into payout_approvals (payout_approval_id, payout_request_id, connected_account_id, decision, payload_hash,
        preview_hash, request_version, operator_id, operator_role)
      select ${`pap_${randomUUID().replaceAll('-', '')}`}, payout_request_id, connected_account_id, 'approve', payload_hash,
        'shown', version, operator_id, role
      from payout_requests, operators where payout_request_id = ${payoutRequestId} and operator_id = ${operator}`;
  // A seller this new waits for a day by their band: its end is not waited for.
  await endWait(sql, payoutRequestId);
  await sql`update payout_requests set state = 'approved', leaves_after = null
    where payout_request_id = ${payoutRequestId} and state = 'in_review'`;
}
