import { sql } from 'drizzle-orm';
import type { Database } from '../db/client.ts';
import type { Transaction } from '../db/transaction.ts';
import { DomainError } from '../errors.ts';

/** As `how_same_hand` of the database tells two people that one could be. */
export type HowSameHand = 'gave_link' | 'gave_factor' | 'got_link' | 'got_factor' | 'shared';

/** Why somebody counts as one hand with another person, and what ends that; said to the first. Pure. */
export function sameHandInWords(how: HowSameHand, name: string): string {
  const [what, whom] = {
    gave_link: [`You gave ${name} their link to sign in`, name],
    gave_factor: [`You removed what ${name} confirms with`, name],
    got_link: [`${name} gave you your link to sign in`, 'you'],
    got_factor: [`${name} removed what you confirm with`, 'you'],
    shared: [`You and ${name} had a link to sign in from the same person`, 'both'],
  }[how];
  return `${what}, and no other administrator has vouched for ${whom} since, so you two count as one.`;
}

/**
 * Of these people those who count as one hand with somebody, each with the sentence that says why. Neither the person nor a job
 * is among them.
 */
export async function readSameHands(
  from: Database | Transaction,
  operatorId: string,
  others: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(others)].filter((other) => other !== null && other !== operatorId);
  if (asked.length === 0) return new Map();
  const rows = await from.execute<{ id: string; name: string; how: HowSameHand }>(sql`
    select found.id, found.name, found.how from (
      select person.operator_id as id, person.name, how_same_hand(${operatorId}, person.operator_id) as how
      from operators as person where person.operator_id = any(${sql.param(asked)}::text[])) as found
    where found.how is not null`);
  return new Map(rows.map(({ id, name, how }) => [id, sameHandInWords(how, name)]));
}

/**
 * Whoever does the second half of what takes two people is another hand than whoever did the first. The database refuses it, too.
 * @param step what somebody else must do, as a sentence
 * @throws DomainError `precondition_failed`
 */
export async function refuseSameHand(
  tx: Transaction,
  operatorId: string,
  first: string | null,
  step: string,
): Promise<void> {
  const why = (await readSameHands(tx, operatorId, [first])).get(first ?? '');
  if (why !== undefined) throw new DomainError('precondition_failed', `${why} ${step}`);
}
