import { DomainError } from '../../errors.ts';
import { currency as currencyCode } from '../../money/currency.ts';
import { formatMoney } from '../../money/format.ts';
import { isPayoutMultiple } from './payable-amount.ts';

/**
 * What is paid of what can be paid.
 * @param wanted minor units; null for all of it
 * @throws DomainError `precondition_failed` with what to ask for instead
 */
export function chooseAmount(
  { amount, currency: code }: { amount: bigint | null; currency: string },
  payable: bigint,
): bigint {
  const currency = currencyCode(code);
  if (payable <= 0n)
    throw new DomainError(
      'precondition_failed',
      `Nothing in ${currency.toUpperCase()} can be paid out now: it is reserved, kept back, not available yet, or owed.`,
    );
  if (amount === null) return payable;
  if (amount > payable)
    throw new DomainError(
      'precondition_failed',
      `Only ${formatMoney({ amount: payable, currency })} can be paid out now. Ask for that much or less.`,
    );
  if (!isPayoutMultiple(amount, currency))
    throw new DomainError(
      'precondition_failed',
      `Stripe pays ${currency.toUpperCase()} out in larger steps than this amount has. Round it down; the rest stays in the balance.`,
    );
  return amount;
}

/**
 * What the policy judges, in minor units: whoever takes all that there is to pay out is judged as if what single people keep back,
 * or have asked for, left with it. Else one of them could hold or ask for as much as brings the rest below a line. Pure.
 * @param payable `amount` can be paid out, `unheld` but for those shares
 * @param askedByPeople what people have set aside for other requests and nobody has decided
 */
export function judgedAmount(
  amount: bigint,
  payable: { amount: bigint; unheld: bigint },
  askedByPeople: bigint,
): bigint {
  if (amount !== payable.amount) return amount;
  return (payable.unheld > amount ? payable.unheld : amount) + askedByPeople;
}
