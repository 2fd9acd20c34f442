import { z } from 'zod';
import { defineVerb } from '../../verb.ts';
import { makePayoutRequest } from './make-payout-request.ts';

const input = z.strictObject({
  connectedAccountId: z.string().startsWith('acct_'),
  currency: z.string().regex(/^[a-z]{3}$/),
  /** Minor units; null for all that can be paid out now. */
  amount: z.bigint().positive().nullable(),
  method: z.enum(['standard', 'instant']).default('standard'),
  /** Left out: the account's default for the currency. */
  destinationId: z.string().optional(),
  statementDescriptor: z.string().trim().min(1).max(22).nullable().default(null),
  /** What could be paid out when somebody looked, in minor units; another sum since then is a conflict. */
  seenPayable: z.bigint().nonnegative().nullable().default(null),
  /** One line of a file rather than a form. */
  isFromFile: z.boolean().default(false),
});

/**
 * Asks for a payout, as a person of the platform's own or for a cadence; `makePayoutRequest` says how.
 * @throws DomainError `precondition_failed` with what stands in the way; nothing is reserved then
 */
export const proposePayout = defineVerb({
  permission: 'payouts.propose',
  input,
  run: makePayoutRequest,
});
