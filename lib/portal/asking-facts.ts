import { sql } from 'drizzle-orm';
import type { Transaction } from '../db/transaction.ts';
import { askedOfOwner } from '../holds/asked-of-owner.ts';
import { asSaidNow, reserveText } from '../holds/rules/owner-text.ts';
import type { AskedOfOwner } from '../holds/types.ts';
import { isAskedNow } from '../connected-accounts/requirements-in-words.ts';
import { LOCKED_AT } from '../payouts/dispatch/dispatch-facts.ts';
import { sessionGrant } from '../onboarding/rules/session-grant.ts';
import { readSessionFacts } from '../onboarding/session-facts.ts';
import type { StartsBy } from './rules/owner-words.ts';
import type { AskingFacts } from './rules/why-not-ask.ts';

/** A portal shows no more of one account. */
const HOLDS_MAX = 200;

type Row = {
  payouts_enabled: boolean;
  disabled_reason: string | null;
  lifecycle: string;
  requirements: Record<string, unknown>;
  future_requirements: Record<string, unknown>;
  cadence: StartsBy | 'on_request' | null;
  stopped_currencies: string[] | null;
  is_dispatch_locked: boolean;
  asked: AskedOfOwner;
  holds: { currency: string | null; ownerText: string }[];
  asked_in_a_day: number;
  open: { currency: string; amount: string }[];
  reserve: { percent: number; days: number } | null;
};

/**
 * What decides whether an account's owner may ask for a payout now. Read as the application, because schedules and switches
 * are nothing that an owner's role may read; whoever asks for one holds the account's row.
 * @throws DomainError `not_found` while Sluice has not read the account from Stripe
 */
export async function readAskingFacts(
  tx: Pick<Transaction, 'execute'>,
  connectedAccountId: string,
): Promise<AskingFacts> {
  const session = await readSessionFacts(connectedAccountId, tx);
  const { isDisconnected, isPaidByRequest, killSwitchIds } = session;
  const [row] = await tx.execute<Row>(sql`
    select account.payouts_enabled, account.disabled_reason, account.lifecycle, account.requirements, account.future_requirements,
      cadence.cadence,
      (select array_agg(distinct scope_value order by scope_value) from kill_switches
        where kill_switch_id in (select jsonb_array_elements_text(${JSON.stringify(killSwitchIds)}::jsonb))
        having bool_and(scope = 'currency')) as stopped_currencies,
      ${LOCKED_AT} is not null as is_dispatch_locked,
      ${askedOfOwner(sql`account.connected_account_id`)} as asked,
      array(select jsonb_build_object('currency', currency, 'ownerText', owner_text) from holds
        where holds.connected_account_id = account.connected_account_id and state <> 'released'
          and payout_request_id is null and keeps_percent = 100 order by placed_at, hold_id limit ${HOLDS_MAX}) as holds,
      (select count(*)::int from payout_requests as asked
        where asked.connected_account_id = account.connected_account_id and asked.origin = 'owner'
          and asked.requested_at > now() - interval '24 hours') as asked_in_a_day,
      (select jsonb_build_object('percent', reserve_percent, 'days', reserve_days) from segment_standings as standing
        where standing.connected_account_id = account.connected_account_id and reserve_percent > 0) as reserve,
      array(select jsonb_build_object('currency', asked.currency, 'amount', sum(asked.amount)::text) from payout_requests as asked
        where asked.connected_account_id = account.connected_account_id and asked.origin = 'owner'
          and asked.state in ('in_review', 'approved', 'dispatching', 'unknown', 'refused')
        group by asked.currency order by asked.currency) as open
    from connected_accounts as account left join payout_cadences as cadence using (connected_account_id)
    where account.connected_account_id = ${connectedAccountId}`);
  if (row === undefined) throw new Error('an account that was just read has gone');
  const { components, letsChangeDestination } = sessionGrant(session);
  const startsBy = row.cadence === 'on_request' ? null : row.cadence;
  return {
    isPaidByRequest,
    isOnRequest: isPaidByRequest && startsBy === null,
    startsBy,
    isDisconnected,
    letsGiveDetails: components['account_onboarding']?.enabled === true,
    letsChangeDestination,
    payoutsEnabled: row.payouts_enabled,
    disabledReason: row.disabled_reason,
    isNew: row.lifecycle === 'onboarding',
    isClosed: row.lifecycle === 'rejected',
    isAsked: isAskedNow({ requirements: row.requirements, futureRequirements: row.future_requirements }),
    isStopped: row.is_dispatch_locked || (killSwitchIds.length > 0 && row.stopped_currencies === null),
    stoppedCurrencies: row.stopped_currencies ?? [],
    holds: row.holds.map((hold) => ({
      ...hold,
      ownerText: asSaidNow(hold.ownerText, { isOfOnePayout: false, asked: row.asked }),
    })),
    askedInADay: row.asked_in_a_day,
    open: new Map(row.open.map(({ currency, amount }) => [currency, BigInt(amount)])),
    reserve: row.reserve === null ? null : reserveText(row.reserve.percent, row.reserve.days),
  };
}
