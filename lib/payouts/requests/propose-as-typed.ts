import { authorize } from '../../auth/authorize.ts';
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { refusedField } from '../../input-words.ts';
import { readAskedAmount } from '../rules/asked-amount.ts';
import { proposePayout } from './propose-payout.ts';

/** A form's fields as they were sent. */
export type TypedProposal = {
  connectedAccountId: string;
  currency: string;
  /** As people write it; “all” for exactly what the form said can be paid out. */
  amount: string;
  method: string;
  /** What could be paid out when the form was drawn, in minor units. */
  seenPayable: string;
};

/**
 * Proposes what somebody typed, as long as the balance is still the one on the screen: a form that is sent twice asks once.
 * @throws DomainError
 */
export async function proposeAsTyped(
  ctx: Context,
  typed: TypedProposal,
): Promise<{ payoutRequestId: string }> {
  authorize(ctx, 'payouts.propose');
  const { connectedAccountId, currency, amount, method, seenPayable } = typed;
  if (!/^[a-z]{3}$/.test(currency)) throw new DomainError('invalid_input', 'Choose a currency.');
  const asked = readAskedAmount(amount, currency);
  if (!asked.ok) throw refusedField('amount', asked.fault);
  if (!/^\d{1,18}$/.test(seenPayable)) throw new DomainError('invalid_input', 'Load the page again.');
  const seen = BigInt(seenPayable);
  return await proposePayout(ctx, {
    connectedAccountId,
    currency,
    amount: asked.amount ?? seen,
    method: method === 'instant' ? 'instant' : 'standard',
    seenPayable: seen,
  });
}
