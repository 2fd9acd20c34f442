import postgres from 'postgres';

/** What of Stripe's components pays whoever holds the session. */
const PAYING = ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'];

type AtStripe = {
  session: { components: Record<string, { enabled: boolean; features: Record<string, boolean> }> };
  created: number;
};

/**
 * Every account session of a whole run, against what held its account then: by our rows, and by what the local Stripe made for
 * accounts that Sluice pays, whether or not we have a row of it.
 * @throws Error with each that lets somebody pay themselves where Sluice, a hold or a switch had the say
 */
export async function checkAccountSessions(stack: {
  databaseOwnerUrl: string;
  simulatorUrl: string;
}): Promise<number> {
  const sql = postgres(stack.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  try {
    const onRecord = await sql<{ id: string }[]>`
      select account_session_id as id from account_sessions as issued
      where state = 'issued' and lets_pay_itself and (
        exists (select from payout_accounts as paid where paid.connected_account_id = issued.connected_account_id
          and paid.enrolled_at < issued.asked_at)
        or exists (select from holds where holds.connected_account_id = issued.connected_account_id
          and holds.placed_at < issued.asked_at and (holds.released_at is null or holds.released_at > issued.ended_at))
        or exists (select from kill_switches as pressed where not pressed.is_drill and pressed.pressed_at < issued.asked_at
          and (pressed.released_at is null or pressed.released_at > issued.ended_at)
          and kill_switch_keeps(pressed.scope, pressed.scope_value, pressed.pressed_at, issued.connected_account_id, null, 'standard')))`;
    const paid = await sql<{ id: string; since: number }[]>`
      select connected_account_id as id, extract(epoch from enrolled_at)::float8 as since from payout_accounts`;
    const atStripe: string[] = [];
    let looked = 0;
    for (const { id, since } of paid) {
      const answer = await fetch(`${stack.simulatorUrl}/_control/accounts/${id}/sessions`);
      const sessions = (await answer.json()) as AtStripe[]; // the local Stripe's own rows
      looked += sessions.length;
      for (const [at, { session, created }] of sessions.entries())
        if (created > since && lets(session.components))
          atStripe.push(`${id}, its session ${String(at + 1)}`);
    }
    const wrong = [...onRecord.map(({ id }) => id), ...atStripe];
    if (wrong.length > 0) throw new Error(`Sessions that let an owner pay themselves: ${wrong.join('; ')}`);
    return looked;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const lets = (components: AtStripe['session']['components']): boolean =>
  Object.values(components).some(
    ({ enabled, features }) => enabled && PAYING.some((feature) => features[feature] === true),
  );
