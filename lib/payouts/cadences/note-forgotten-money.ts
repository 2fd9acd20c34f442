import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { endAlarms } from '../../ledger/end-alarms.ts';
import { raiseAlarms } from '../../ledger/raise-alarms.ts';
import { defineVerb } from '../../verb.ts';

const KIND = 'money_without_proposal';

/**
 * Raises an alarm for each account whose money is forgotten, and closes those of accounts that are forgotten no more. An
 * open alarm is counted again only when it says something new.
 * @param input all forgotten accounts, not a part of them
 */
export const noteForgottenMoney = defineVerb({
  permission: 'payouts.propose',
  input: z.strictObject({
    forgotten: z.array(
      z.strictObject({ connectedAccountId: z.string().startsWith('acct_'), text: z.string() }),
    ),
  }),
  run: async (tx, ctx, { forgotten }) => {
    const open = await tx.execute<{ subject: string; text: string }>(sql`
      select subject, text from alarms where kind = ${KIND} and closed_at is null`);
    const said = new Map(open.map(({ subject, text }) => [subject, text]));
    const fresh = forgotten.filter(({ connectedAccountId, text }) => said.get(connectedAccountId) !== text);
    await raiseAlarms(
      tx,
      fresh.map(({ connectedAccountId, text }) => ({ kind: KIND, subject: connectedAccountId, text })),
    );
    const still = sql.param(forgotten.map(({ connectedAccountId }) => connectedAccountId));
    const closed = await endAlarms(tx, ctx, {
      kind: KIND,
      ended: sql`subject <> all(${still}::text[])`,
      because: 'Its money is proposed again, or there is none that could be.',
    });
    return { result: { raised: fresh.length, closed }, audit: null };
  },
});
