import { sql } from 'drizzle-orm';
import { sameHandInWords, type HowSameHand } from '../../auth/same-hand.ts';
import type { Database } from '../../db/client.ts';
import type { Transaction } from '../../db/transaction.ts';

type Found = {
  id: string;
  part: 'asked' | 'reopened' | 'owner' | 'invited' | 'approved';
  how: HowSameHand | 'self';
  name: string;
};

/**
 * Of these requests those that somebody cannot approve because their own hand asked for them or has approved them already, each
 * with the sentence that says why. That they themselves asked or approved by their own name is said elsewhere.
 */
export async function readMakerHands(
  from: Database | Transaction,
  operatorId: string,
  payoutRequestIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (payoutRequestIds.length === 0) return new Map();
  const rows = await from.execute<Found>(sql`
    select found.id, found.part, found.how, found.name
    from unnest(${sql.param([...payoutRequestIds])}::text[]) as asked (id) cross join lateral (
      select asked.id, maker.part, how_same_hand(${operatorId}, maker.operator_id) as how, person.name
      from (select operator_id, part from request_makers(asked.id)
        union all
        select operator_id, 'approved' from payout_approvals
        where payout_request_id = asked.id and decision = 'approve' and state = 'given' and operator_id <> ${operatorId}) as maker
      join operators as person using (operator_id)) as found
    where found.how is not null and (found.how <> 'self' or found.part in ('owner', 'invited'))
    order by found.part desc`);
  return new Map(rows.map((row) => [row.id, inWords(row)]));
}

function inWords({ part, how, name }: Found): string {
  const another = 'Somebody else must approve it.';
  switch (part) {
    case 'owner':
      if (how === 'self') return 'The owner of this account asked for it, and has your address. ' + another;
      return `The owner of this account asked for it, and has the address of ${name}. ${sameHandInWords(how, name)} ${another}`;
    case 'invited':
      if (how === 'self')
        return `The owner of this account asked for it, and you invited them or made their link. ${another}`;
      return `The owner of this account asked for it, and ${name} invited them or made their link. ${sameHandInWords(how, name)} ${another}`;
    case 'asked':
    case 'reopened':
    case 'approved': {
      const done = { asked: 'asked for it', reopened: 'asked for it again', approved: 'approved it already' }[
        part
      ];
      if (how === 'self') return another;
      return `${name} ${done}. ${sameHandInWords(how, name)} ${another}`;
    }
  }
}
