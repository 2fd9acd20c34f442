import { formText } from '#app/_edge/form-text.ts';
import { refusedField } from '#lib/input-words.ts';
import { currency } from '#lib/money/currency.ts';
import { parseTypedAmount } from '#lib/money/parse.ts';
import { readTwoWays } from '#lib/payouts/rules/asked-amount.ts';

/** What a decision's form was shown with; a wrong shape is refused by the verb. */
export function shownOf(form: FormData) {
  return {
    payoutRequestId: formText(form, 'payoutRequestId'),
    version: Number(formText(form, 'version')),
    payloadHash: formText(form, 'payloadHash'),
    previewHash: formText(form, 'previewHash'),
  };
}

/**
 * A typed amount in minor units of the form's currency. Nothing typed is zero, which the verb refuses, after it has asked who may.
 * @throws DomainError `invalid_input`
 */
export function typedAmount(form: FormData): bigint {
  const typed = formText(form, 'amount').trim();
  if (typed === '') return 0n;
  const code = formText(form, 'currency');
  if (!/^[a-z]{3}$/i.test(code))
    throw refusedField('currency', 'This form has lost its currency. Reload the page.');
  const fault = readTwoWays(typed, currency(code));
  if (fault !== null) throw refusedField('amount', fault);
  const parsed = parseTypedAmount(typed, currency(code));
  if (parsed === null)
    throw refusedField(
      'amount',
      `“${typed}” is no amount in ${code.toUpperCase()}. Write digits with a decimal point, such as 1,284.00.`,
    );
  return parsed.amount;
}
