import { z } from 'zod';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';
import { readOwnAccount } from '../onboarding/own-account.ts';
import { chooseDestination } from '../payouts/requests/choose-destination.ts';
import { lockPayoutAccount, readPayableAccount } from '../payouts/requests/lock-payout-account.ts';
import { makePayoutRequest } from '../payouts/requests/make-payout-request.ts';
import { readPayable } from '../payouts/requests/read-payable.ts';
import { chooseAmount } from '../payouts/rules/choose-amount.ts';
import { defineVerb } from '../verb.ts';
import { readAskingFacts } from './asking-facts.ts';
import { whyNotAsk } from './rules/why-not-ask.ts';

const input = z.strictObject({
  currency: z.string().regex(/^[a-z]{3}$/),
  /** Minor units; null for everything that the page said. */
  amount: z.bigint().positive().nullable(),
  /** What could be paid out when the form was drawn, in minor units; another sum since then is a conflict. */
  seenPayable: z.bigint().nonnegative(),
});

type Wanted = z.output<typeof input> & { connectedAccountId: string };

/**
 * The owner of an account asks for a payout of it, never of another: theirs is what their own row says. It takes the same path as
 * any other request; nobody of the platform's own asked for it, so one of them decides about it.
 * @throws DomainError in an owner's words: `precondition_failed`, `conflict`
 */
export const askOwnPayout = defineVerb({
  permission: 'portal.ask_payout',
  input,
  run: async (tx, ctx, asked) => {
    const { connectedAccountId } = await readOwnAccount(tx, ctx);
    const wanted = { ...asked, connectedAccountId };
    await standsOpen(tx, wanted);
    const { result, audit } = await makePayoutRequest(tx, ctx, {
      ...wanted,
      method: 'standard',
      statementDescriptor: null,
      isFromFile: false,
    });
    // Which way it takes is for reviewers.
    return { result: { payoutRequestId: result.payoutRequestId, amount: result.amount }, audit };
  },
});

/** Everything that could stand in the way, in words that are for owners; the account is locked from here on. */
async function standsOpen(tx: Transaction, wanted: Wanted): Promise<void> {
  const { connectedAccountId, currency } = wanted;
  await inOwnersWords(() => lockPayoutAccount(tx, connectedAccountId), NOT_ASKED_HERE);
  const refusal = whyNotAsk(await readAskingFacts(tx, connectedAccountId), currency);
  if (refusal !== null) throw new DomainError('precondition_failed', refusal);
  const code = currency.toUpperCase();
  await inOwnersWords(
    () => chooseDestination(tx, { connectedAccountId, currency, method: 'standard' }),
    `There is no bank account that takes ${code}. Give one under Account, then ask.`,
  );
  const account = await inOwnersWords(() => readPayableAccount(tx, connectedAccountId), LOOK_AGAIN);
  const { amount } = await readPayable(tx, account, currency);
  if (amount !== wanted.seenPayable) throw new DomainError('conflict', LOOK_AGAIN);
  chooseAmount(wanted, amount);
}

const LOOK_AGAIN = 'What can be paid out has changed since you looked. Look at it again, then ask.';
const NOT_ASKED_HERE = 'Payouts of this account start by themselves and are not asked for here.';

/** What a refusal says to the platform's own people is not for owners. */
async function inOwnersWords<Result>(step: () => Promise<Result>, message: string): Promise<Result> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, message, { cause: error });
  }
}
