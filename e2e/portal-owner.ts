import { randomUUID } from 'node:crypto';
import { sql } from './stack-under-test.ts';

/** Somebody who owns an account of the seeded world, for one test. */
export async function withOwner(
  connectedAccountId: string,
  during: (owner: { name: string; ownerId: string }) => Promise<void>,
): Promise<void> {
  const ownerId = `own_${randomUUID().replaceAll('-', '')}`;
  const name = `Olive ${ownerId.slice(4, 10)}`;
  await sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name, is_demo_persona)
    values (${ownerId}, ${connectedAccountId}, ${`${ownerId}@seller.example`}, ${name}, true)`;
  try {
    await during({ name, ownerId });
  } finally {
    await sql`update connected_account_owners set disabled_at = now() where owner_id = ${ownerId}`;
  }
}

/** The id that a query of the seeded world finds. @throws Error when it finds none */
export async function one(query: Promise<{ id: string }[]>): Promise<string> {
  const [row] = await query;
  if (row === undefined) throw new Error('The seeded world has no such row.');
  return row.id;
}

/** Accounts that flows have made come last, whatever their ids are: what becomes of them is for their own flows. */
export const SEEDED_FIRST = sql`account.created_at_stripe > now() - interval '6 hours', account.connected_account_id`;

/** One of which Stripe asks for something. */
export const isAskedForSomething = () =>
  one(sql`
    select connected_account_id as id from connected_accounts as account
    where requirement_state <> 'clear' and requirement_collection = 'application' and deauthorized_at is null and lifecycle <> 'rejected'
      and jsonb_array_length(requirements -> 'currently_due') > 0
      and not exists (select from holds where holds.connected_account_id = account.connected_account_id and state <> 'released')
    order by ${SEEDED_FIRST} limit 1`);
