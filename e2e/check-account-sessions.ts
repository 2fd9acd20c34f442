import postgres from 'postgres';

/** What of Stripe's components pays whoever holds the session. */
const PAYING = ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'];

type AtStripe = {
  readonly id: string;
  readonly session: { readonly account: string; readonly components: object };
};
type Granted = { enabled: boolean; features: Record<string, boolean> };

/** Which of these let whoever holds them pay themselves: as the local Stripe has them, whoever asked and whatever we have written down. */
export function sessionsThatPay(sessions: readonly AtStripe[]): string[] {
  return sessions.flatMap(({ id, session: { account, components } }) =>
    (Object.values(components) as Granted[]).some(
      ({ enabled, features }) => enabled && PAYING.some((feature) => features[feature] === true),
    )
      ? [`${id} of ${account}`]
      : [],
  );
}

/**
 * Every account session of a whole run, by what the local Stripe made and by our rows: held later or not, none pays, because Stripe ends
 * none early; none that was asked for under a hold of everything refunds or changes where money goes; and Stripe made each that we say it did.
 * @returns how many Stripe made
 * @throws Error with each that lets an owner take money past a hold
 */
export async function checkAccountSessions(stack: {
  databaseOwnerUrl: string;
  simulatorUrl: string;
}): Promise<number> {
  const sql = postgres(stack.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  try {
    // Every account's, also of those that we do not know or that have left.
    const answer = await fetch(`${stack.simulatorUrl}/_control/account_sessions`);
    const atStripe = (await answer.json()) as AtStripe[]; // the local Stripe's own rows
    const onRecord = await sql<{ id: string }[]>`
      select account_session_id as id from account_sessions as session
      where state = 'issued' and (lets_pay_itself or (lets_refund or lets_change_destination) and exists (
        select from holds where holds.connected_account_id = session.connected_account_id and payout_request_id is null
          and currency is null and keeps_percent = 100 and placed_at + interval '5 seconds' < asked_at
          and (released_at is null or released_at > ended_at)))`;
    const wrong = [...onRecord.map(({ id }) => id), ...sessionsThatPay(atStripe)];
    if (wrong.length > 0) throw new Error(`Sessions that let an owner pay themselves: ${wrong.join('; ')}`);
    const [said] = await sql<{ made: number }[]>`
      select count(*)::int as made from account_sessions where state in ('issued', 'withheld')`;
    if ((said?.made ?? 0) > atStripe.length)
      throw new Error(`Stripe made ${String(atStripe.length)} sessions and we say ${String(said?.made)}.`);
    return atStripe.length;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
