import postgres from 'postgres';

/** What of Stripe's components pays whoever holds the session. */
const PAYING = ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'];

type AtStripe = {
  session: { components: Record<string, { enabled: boolean; features: Record<string, boolean> }> };
};

/**
 * Every account session of a whole run, by our rows and by what the local Stripe made, whether or not we have a row of it: held later or
 * not, none pays, because Stripe ends none early.
 * @throws Error with each that lets somebody pay themselves
 */
export async function checkAccountSessions(stack: {
  databaseOwnerUrl: string;
  simulatorUrl: string;
}): Promise<number> {
  const sql = postgres(stack.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
  try {
    const onRecord = await sql<{ id: string }[]>`
      select account_session_id as id from account_sessions where state = 'issued' and lets_pay_itself`;
    const known = await sql<{ id: string }[]>`select connected_account_id as id from connected_accounts`;
    const atStripe: string[] = [];
    let looked = 0;
    for (const { id } of known) {
      const answer = await fetch(`${stack.simulatorUrl}/_control/accounts/${id}/sessions`);
      const sessions = (await answer.json()) as AtStripe[]; // the local Stripe's own rows
      looked += sessions.length;
      for (const [at, { session }] of sessions.entries())
        if (lets(session.components)) atStripe.push(`${id}, its session ${String(at + 1)}`);
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
