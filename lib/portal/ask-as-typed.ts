import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { DomainError } from '../errors.ts';
import { refusedField } from '../input-words.ts';
import { readAskedAmount } from '../payouts/rules/asked-amount.ts';
import { askOwnPayout } from './ask-own-payout.ts';

/** A form's fields as they were sent. */
export type TypedAsking = {
  currency: string;
  /** As people write it; “all” for exactly what the form said can be paid out. */
  amount: string;
  /** What could be paid out when the form was drawn, in minor units. */
  seenPayable: string;
};

/** Asks for what an owner typed; a form that is sent twice asks once. @throws DomainError */
export async function askAsTyped(
  ctx: Context,
  typed: TypedAsking,
): Promise<{ payoutRequestId: string; amount: bigint }> {
  authorize(ctx, 'portal.ask_payout');
  const { currency, amount, seenPayable } = typed;
  if (!/^[a-z]{3}$/.test(currency) || !/^\d{1,18}$/.test(seenPayable))
    throw new DomainError('invalid_input', 'Load the page again, then ask.');
  const asked = readAskedAmount(amount, currency);
  if (!asked.ok) throw refusedField('amount', asked.fault);
  const seen = BigInt(seenPayable);
  return await askOwnPayout(ctx, { currency, amount: asked.amount ?? seen, seenPayable: seen });
}
