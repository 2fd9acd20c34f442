import { inArray, sql, type SQL } from 'drizzle-orm';
import { connectedAccounts } from '#drizzle/schema/connected-accounts.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { fromUnixSeconds } from '../clock.ts';
import { alarmSeverity, groupByCause, kindsOf } from './alarm-causes.ts';
import type { AlarmCause, NamedAccount, OpenAlarm } from './types.ts';

/** More than anybody works through at a sitting. */
export const ALARMS_SHOWN = 100;

/** What one alarm said before; of more their number says enough, and the table keeps them. */
const EARLIER_SHOWN = 20;

const ACCOUNT_ID = /\bacct_\w+/g;

type Found = {
  alarm_id: string;
  kind: string;
  subject: string;
  text: string;
  raised_seconds: number;
  occurrences: number;
  earlier: string[];
  earlier_count: number;
  account: string | null;
};

/**
 * Alarms that nobody has closed: the worst first, and among those that are equally bad the oldest.
 * @param kind only these, e.g. `event_gap` @throws DomainError `forbidden`
 */
export async function listOpenAlarms(ctx: Context, kind?: string): Promise<OpenAlarm[]> {
  authorize(ctx, 'overview.read');
  return readOpenAlarms(kind === undefined ? sql`true` : sql`alarm.kind = ${kind}`);
}

/**
 * Alarms about certain things that nobody has closed, in the same order.
 * @param subjects e.g. a payout request and the payout that it became @throws DomainError `forbidden`
 */
export async function listAlarmsAbout(ctx: Context, subjects: readonly string[]): Promise<OpenAlarm[]> {
  authorize(ctx, 'overview.read');
  return readOpenAlarms(sql`alarm.subject = any(${sql.param([...subjects])}::text[])`);
}

async function readOpenAlarms(isAsked: SQL): Promise<OpenAlarm[]> {
  const found = await database().execute<Found>(sql`
    with open as (
      select alarm.* from alarms as alarm where alarm.closed_at is null and ${isAsked}
      order by case when alarm.kind = any(${sql.param(kindsOf('urgent'))}::text[]) then 0
                    when alarm.kind = any(${sql.param(kindsOf('in_turn'))}::text[]) then 2 else 1 end,
        alarm.raised_at, alarm.alarm_id
      limit ${ALARMS_SHOWN}::int)
    select open.alarm_id::text as alarm_id, open.kind, open.subject, open.text,
      extract(epoch from open.raised_at)::float8 as raised_seconds, open.occurrences,
      array(select said.text from alarm_texts as said where said.alarm_id = open.alarm_id
        order by said.alarm_text_id desc limit ${EARLIER_SHOWN}::int) as earlier,
      (select count(*)::int from alarm_texts as said where said.alarm_id = open.alarm_id) as earlier_count,
      case
        when open.subject like 'acct\\_%' then substring(open.subject from '^acct_[A-Za-z0-9_]+')
        when open.subject like 'po\\_%' then (select connected_account_id from payouts where payout_id = open.subject limit 1)
        when open.subject like 'prq\\_%' then
          (select connected_account_id from payout_requests where payout_request_id = open.subject)
        when open.subject ~ '^(ba|card)_' then
          (select connected_account_id from external_accounts where external_account_id = open.subject limit 1)
      end as account
    from open
    order by case when open.kind = any(${sql.param(kindsOf('urgent'))}::text[]) then 0
                  when open.kind = any(${sql.param(kindsOf('in_turn'))}::text[]) then 2 else 1 end,
      open.raised_at, open.alarm_id`);
  const names = await readNames(found);
  return found.map((row) => ({
    alarmId: row.alarm_id,
    kind: row.kind,
    subject: row.subject,
    text: row.text,
    raisedAt: fromUnixSeconds(row.raised_seconds),
    occurrences: row.occurrences,
    earlier: row.earlier,
    earlierCount: row.earlier_count,
    severity: alarmSeverity(row.kind),
    account: (row.account === null ? undefined : names.get(row.account)) ?? null,
    named: textsOf(row)
      .flatMap((text) => text.match(ACCOUNT_ID) ?? [])
      .flatMap((id) => names.get(id) ?? []),
  }));
}

/** The same as things to do: alarms of one cause are one. @throws DomainError `forbidden` */
export async function listAlarmCauses(ctx: Context, kind?: string): Promise<AlarmCause[]> {
  return groupByCause(await listOpenAlarms(ctx, kind));
}

const textsOf = ({ text, earlier }: Found): string[] => [text, ...earlier];

/** Of every account that a subject or a text names by its id; one that Sluice never saw stays an id. */
async function readNames(found: readonly Found[]): Promise<Map<string, NamedAccount>> {
  const ids = [
    ...new Set(
      found.flatMap((row) => [
        ...(row.account === null ? [] : [row.account]),
        ...textsOf(row).flatMap((text) => text.match(ACCOUNT_ID) ?? []),
      ]),
    ),
  ];
  if (ids.length === 0) return new Map();
  const rows = await database()
    .select({ connectedAccountId: connectedAccounts.connectedAccountId, name: connectedAccounts.displayName })
    .from(connectedAccounts)
    .where(inArray(connectedAccounts.connectedAccountId, ids));
  return new Map(rows.filter(({ name }) => name !== '').map((row) => [row.connectedAccountId, row]));
}
