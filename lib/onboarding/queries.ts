import { sql } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { letsInWords } from './rules/lets-in-words.ts';
import { isWithin, sessionGrant } from './rules/session-grant.ts';
import { readSessionFacts } from './session-facts.ts';
import { listLinksBeforePress } from './handed-out-links.ts';
import type { ComponentGrant, OutgrownSession, OutgrownSessions } from './types.ts';

/** Those that last longest; the count says how many there are. */
const SHOWN_MAX = 20;

/** An owner's page makes one an hour; more of one account than this is a script, and the first ones say enough. */
const OF_ACCOUNT_MAX = 50;

type Row = {
  id: string;
  account: string;
  name: string;
  pays: boolean;
  refunds: boolean;
  changes: boolean;
  issued_at: string;
  expires_at: string;
};

const outgrown = (row: Row): OutgrownSession => ({
  accountSessionId: row.id,
  connectedAccountId: row.account,
  displayName: row.name,
  lets: letsInWords(row),
  issuedAt: new Date(row.issued_at),
  expiresAt: new Date(row.expires_at),
});

const COLUMNS = sql`session.account_session_id as id, session.connected_account_id as account,
  coalesce(account.display_name, '') as name, session.lets_pay_itself as pays, session.lets_refund as refunds,
  session.lets_change_destination as changes, session.ended_at::text as issued_at, session.expires_at::text as expires_at`;

/**
 * Sessions in browsers that let an owner do what a press stops, and links to Stripe's own page. Stripe ends none of them: each session
 * stays open until it expires.
 * Made before the press, as what is made under it lets nobody do any of this. @throws DomainError `forbidden`
 */
export async function listSessionsBeforePress(
  ctx: Context,
  pressed: { scope: string; scopeValue: string; pressedAt: Date },
): Promise<OutgrownSessions> {
  authorize(ctx, 'kill_switch.read');
  const covered = sql`from account_sessions as session left join connected_accounts as account using (connected_account_id)
    where session.state = 'issued' and session.expires_at > now()
      and (session.lets_pay_itself or session.lets_refund or session.lets_change_destination)
      and kill_switch_keeps(${pressed.scope}, ${pressed.scopeValue}, ${pressed.pressedAt.toISOString()}, session.connected_account_id,
        null, 'standard')`;
  const [[counted], rows, links] = await Promise.all([
    database().execute<{ count: number; last: string | null }>(
      sql`select count(*)::int as count, max(session.expires_at)::text as last ${covered}`,
    ),
    database().execute<Row>(
      sql`select ${COLUMNS} ${covered} order by session.expires_at desc, session.account_session_id limit ${SHOWN_MAX}`,
    ),
    listLinksBeforePress(ctx, pressed),
  ]);
  return {
    count: counted?.count ?? 0,
    lastExpiresAt: counted?.last == null ? null : new Date(counted.last),
    shown: rows.map(outgrown),
    links,
  };
}

/**
 * Sessions of one account that allow more than it may now: made before a hold, a press or an enrolment.
 * @throws DomainError `forbidden`
 */
export async function listOutgrownSessions(
  ctx: Context,
  connectedAccountId: string,
): Promise<OutgrownSession[]> {
  authorize(ctx, 'payouts.read');
  const rows = await database().execute<Row & { components: Record<string, ComponentGrant> }>(sql`
    select ${COLUMNS}, session.components
    from account_sessions as session left join connected_accounts as account using (connected_account_id)
    where session.connected_account_id = ${connectedAccountId} and session.state = 'issued' and session.expires_at > now()
    order by session.expires_at desc, session.account_session_id limit ${OF_ACCOUNT_MAX}`);
  if (rows.length === 0) return [];
  const { components } = sessionGrant(await readSessionFacts(connectedAccountId));
  return rows.filter((row) => !isWithin(row.components, components)).map(outgrown);
}
