import { eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { accountRejections } from '#drizzle/schema/rejections.ts';
import { ACCOUNT_REJECTION, nextState } from '../../transitions.ts';
import { defineVerb } from '../../verb.ts';
import { lockAccountRejection } from './lock-account-rejection.ts';
import { accountRejectionId } from './schemas.ts';

/** `away`: nobody knows yet; it stays confirmed and Stripe is looked at and told again. */
const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done') }),
  z.strictObject({ kind: z.enum(['refused', 'away']), problem: z.string().max(1_000) }),
]);
export type RejectionOutcome = z.output<typeof outcome>;

/** Writes down what Stripe answered. What is over stays as it ended. @throws DomainError `not_found` */
export const recordAccountRejection = defineVerb({
  permission: 'connected_accounts.send_rejection',
  input: z.strictObject({ accountRejectionId, outcome }),
  run: async (tx, _ctx, { accountRejectionId: id, outcome: said }) => {
    const row = await lockAccountRejection(tx, id);
    if (row.state !== 'confirmed') return { result: undefined, audit: null };
    const problem = said.kind === 'done' ? null : said.problem;
    const state =
      said.kind === 'away'
        ? row.state
        : nextState(ACCOUNT_REJECTION, said.kind === 'done' ? 'show' : 'refuse', row.state, {});
    await tx
      .update(accountRejections)
      .set({ state, problem, endedAt: said.kind === 'away' ? null : sql`clock_timestamp()` })
      .where(eq(accountRejections.accountRejectionId, id));
    return {
      result: undefined,
      audit: {
        action: 'account_rejection.record',
        subject: id,
        connectedAccountId: row.connectedAccountId,
        after: {
          act: row.act,
          outcome: said.kind,
          problem,
          askedBy: row.askedBy,
          confirmedBy: row.decidedBy,
        },
      },
    };
  },
});
