import { sql, type SQL } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { mayUseHostedLink } from './rules/hosted-link.ts';
import { sessionGrant } from './rules/session-grant.ts';
import { readSessionFacts } from './session-facts.ts';
import type { HandedOutLink, HandedOutLinks } from './types.ts';

/** A link opens for minutes, the page behind it stays open for as long as Stripe keeps it, which it does not say: a day is told. */
const TOLD_HOURS = 24;

/** The newest; the count says how many there are. */
const SHOWN_MAX = 20;

type Row = { id: string; account: string; name: string; handed_out_at: string; expires_at: string };

const IS_TOLD = sql`link.handed_out_at > now() - make_interval(hours => ${TOLD_HOURS}::int)`;

const COLUMNS = sql`link.account_link_id as id, link.connected_account_id as account, coalesce(account.display_name, '') as name,
  link.handed_out_at::text, link.expires_at::text`;

const FROM = sql`from account_links as link left join connected_accounts as account using (connected_account_id)`;

const handedOut = (row: Row): HandedOutLink => ({
  accountLinkId: row.id,
  connectedAccountId: row.account,
  displayName: row.name,
  handedOutAt: new Date(row.handed_out_at),
  expiresAt: new Date(row.expires_at),
});

/** Links of accounts that a press covers, each from before it: under a press none is handed out. @throws DomainError `forbidden` */
export async function listLinksBeforePress(
  ctx: Context,
  pressed: { scope: string; scopeValue: string; pressedAt: Date },
): Promise<HandedOutLinks> {
  authorize(ctx, 'kill_switch.read');
  return readLinks(sql`kill_switch_keeps(${pressed.scope}, ${pressed.scopeValue},
    ${pressed.pressedAt.toISOString()}, link.connected_account_id, null, 'standard')`);
}

/** Links of one account that may have none now, from before a hold or a press; the newest first. @throws DomainError `forbidden` */
export async function listOutgrownLinks(ctx: Context, connectedAccountId: string): Promise<HandedOutLinks> {
  authorize(ctx, 'payouts.read');
  const links = await readLinks(sql`link.connected_account_id = ${connectedAccountId}`);
  return links.count === 0 || mayUseHostedLink(sessionGrant(await readSessionFacts(connectedAccountId)))
    ? { count: 0, shown: [] }
    : links;
}

async function readLinks(which: SQL): Promise<HandedOutLinks> {
  const covered = sql`${FROM} where ${IS_TOLD} and ${which}`;
  const [[counted], rows] = await Promise.all([
    database().execute<{ count: number }>(sql`select count(*)::int as count ${covered}`),
    database().execute<Row>(
      sql`select ${COLUMNS} ${covered} order by link.handed_out_at desc, link.account_link_id limit ${SHOWN_MAX}`,
    ),
  ]);
  return { count: counted?.count ?? 0, shown: rows.map(handedOut) };
}
