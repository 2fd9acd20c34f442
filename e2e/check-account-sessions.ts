import postgres from 'postgres';

/** What of Stripe's components pays whoever holds the session. */
const PAYING = ['standard_payouts', 'instant_payouts', 'edit_payout_schedule'];

/** What takes money past a hold in another way: back to a card, or to another bank account. */
const NARROW = ['refund_management', 'external_account_collection'];

/** A hold, a press or Stripe's word that is younger than this may not have been known to who asked. */
const MARGIN_SECONDS = 5;

export type SessionAtStripe = {
  readonly id: string;
  /** The idempotency key of the call: our own id of the session. */
  readonly key: string | null;
  readonly session: { readonly account: string; readonly components: object };
};
type Granted = { enabled: boolean; features: Record<string, boolean> };

const grants = ({ session }: SessionAtStripe, features: readonly string[]): string[] =>
  features.filter((feature) =>
    (Object.values(session.components) as Granted[]).some(
      (granted) => granted.enabled && granted.features[feature] === true,
    ),
  );

/** Which of these let whoever holds them pay themselves: as the local Stripe has them, whoever asked and whatever we have written down. */
export function sessionsThatPay(sessions: readonly SessionAtStripe[]): string[] {
  return sessions.flatMap((one) =>
    grants(one, PAYING).length > 0 ? [`${one.id} of ${one.session.account}`] : [],
  );
}

/**
 * Sessions that were handed out and grant more than the state of their account allowed, from before they were asked for until
 * after: a refund or another bank account while a hold, a press or Stripe's own word freezes it, anything at all once it has left.
 * What was granted is read from the local Stripe, and the states from their own rows: nothing of it from how a grant is made.
 */
export async function sessionsTooWide(
  sql: postgres.Sql,
  sessions: readonly SessionAtStripe[],
  marginSeconds = MARGIN_SECONDS,
): Promise<string[]> {
  const margin = sql`make_interval(secs => ${marginSeconds})`;
  const rows = await sql<{ id: string; is_gone: boolean; frozen: string[] }[]>`
    select session.account_session_id as id,
      account.deauthorized_at + ${margin} < session.asked_at is true as is_gone,
      array(
        select 'hold ' || hold_id from holds
        where holds.connected_account_id = session.connected_account_id and keeps_percent = 100
          -- What a policy or a comparison wants to look at is one payout; everything else about one is suspicion.
          and (payout_request_id is null or source not in ('policy', 'reconciliation'))
          and placed_at + ${margin} < session.asked_at and (released_at is null or released_at > session.ended_at)
        union all
        select 'press ' || kill_switch_id from kill_switches
        where not is_drill and pressed_at + ${margin} < session.asked_at
          and (released_at is null or released_at > session.ended_at)
          and case scope
            when 'everything' then true
            when 'connected_account' then scope_value = session.connected_account_id
            when 'method' then scope_value = 'standard'
            when 'country' then account.country = scope_value
            when 'currency' then account.default_currency = scope_value
            when 'risk_band' then is_band_from(
              (select band from segment_assessments as before where before.connected_account_id = session.connected_account_id
                 and assessed_at + ${margin} < session.asked_at order by assessed_at desc, segment_assessment_id desc limit 1), scope_value)
              and not exists (select from segment_assessments as meanwhile
                where meanwhile.connected_account_id = session.connected_account_id
                  and assessed_at between session.asked_at - ${margin} and session.ended_at)
            else false end
        union all
        select 'Stripe: ' || said.disabled_reason from (
          select disabled_reason from requirement_changes as before
          where before.connected_account_id = session.connected_account_id and changed_at + ${margin} < session.asked_at
          order by changed_at desc, requirement_change_id desc limit 1) as said
        -- What Stripe only asks for ends by the owner's giving it.
        where said.disabled_reason !~ '^(requirements|action_required)[.]'
          and not exists (select from requirement_changes as meanwhile
            where meanwhile.connected_account_id = session.connected_account_id
              and changed_at between session.asked_at - ${margin} and session.ended_at)
      ) as frozen
    from account_sessions as session join connected_accounts as account using (connected_account_id)
    where session.state = 'issued'`;
  const issued = new Map(rows.map((row) => [row.id, row]));
  return sessions.flatMap((one) => {
    const row = one.key === null ? undefined : issued.get(one.key);
    if (row === undefined) return [];
    const whose = `${row.id} of ${one.session.account}`;
    if (row.is_gone && Object.values(one.session.components).some(({ enabled }: Granted) => enabled))
      return [`${whose}, which has left`];
    const wide = grants(one, NARROW);
    return row.frozen.length === 0 || wide.length === 0
      ? []
      : [`${whose}: ${wide.join(' and ')} under ${row.frozen.join(', ')}`];
  });
}

/**
 * Every account session of a whole run, by what the local Stripe made and by our rows: held later or not, none pays, because Stripe ends
 * none early; none that was asked for in a state that freezes its account refunds or changes where money goes; and Stripe made each that
 * we say it did.
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
    const atStripe = (await answer.json()) as SessionAtStripe[]; // the local Stripe's own rows
    const wrong = [...sessionsThatPay(atStripe), ...(await sessionsTooWide(sql, atStripe))];
    if (wrong.length > 0)
      throw new Error(`Sessions that let an owner take money past us: ${wrong.join('; ')}`);
    const made = new Set(atStripe.map(({ key }) => key));
    const said = await sql<{ id: string }[]>`
      select account_session_id as id from account_sessions where state in ('issued', 'withheld')`;
    const missing = said.filter(({ id }) => !made.has(id));
    if (missing.length > 0)
      throw new Error(
        `Sessions that we say Stripe made, and it did not: ${missing.map(({ id }) => id).join(', ')}`,
      );
    return atStripe.length;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
