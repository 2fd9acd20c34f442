import { sql, type SQL } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { keyset, pageOf, type Page, type PageRequest } from '../paging.ts';
import type { InformationFile, InformationRequest, InformationState } from './types.ts';

/** An account's page shows no more; the list has all. */
const OF_ACCOUNT_MAX = 20;

type Row = {
  id: string;
  account: string;
  account_name: string;
  subject: string;
  owner_text: string;
  files_wanted: string[];
  state: InformationState;
  has_left: boolean;
  asked_by: string;
  asked_at: string;
  due_at: string;
  answer_text: string | null;
  answered_by: string | null;
  answered_at: string | null;
  closed_by: string | null;
  closed_at: string | null;
  close_reason: string | null;
  files: InformationFile[];
  key: string;
};

/** The rows that are shown, with names and files; only of those. @param at the column that a list goes by */
const shown = (chosen: SQL, at: SQL): SQL => sql`
  select request.information_request_id as id, request.connected_account_id as account, account.display_name as account_name,
    request.subject, request.owner_text, request.files_wanted,
    case when request.state = 'sent' and request.due_at < now() then 'overdue' else request.state end as state,
    account.deauthorized_at is not null as has_left,
    coalesce(asker.name, request.asked_by) as asked_by, request.asked_at::text, request.due_at::text, request.answer_text,
    owner.name as answered_by, request.answered_at::text, coalesce(closer.name, request.closed_by) as closed_by,
    request.closed_at::text, request.close_reason, ${at}::text as key,
    coalesce((select jsonb_agg(jsonb_build_object('informationRequestFileId', information_request_file_id, 'name', name,
        'mediaType', media_type, 'byteCount', byte_count) order by position)
      from information_request_files as file where file.information_request_id = request.information_request_id), '[]') as files
  from (${chosen}) as request
  join connected_accounts as account using (connected_account_id)
  left join operators as asker on asker.operator_id = request.asked_by
  left join operators as closer on closer.operator_id = request.closed_by
  left join connected_account_owners as owner on owner.owner_id = request.answered_by`;

/** By which time each list goes, and which way: what is most urgent first. Each walks its own partial index. */
const LISTS = {
  sent: { where: sql`request.state = 'sent'`, at: sql`request.due_at`, order: 'ascending' },
  overdue: {
    where: sql`request.state = 'sent' and request.due_at < now()`,
    at: sql`request.due_at`,
    order: 'ascending',
  },
  answered: { where: sql`request.state = 'answered'`, at: sql`request.answered_at`, order: 'ascending' },
  closed: { where: sql`request.state = 'closed'`, at: sql`request.closed_at`, order: 'descending' },
} as const;

/** What owners were asked: what waits for them by deadline, what waits for us since when, what is over. @throws DomainError `forbidden` */
export async function listInformationRequests(
  ctx: Context,
  state: InformationState,
  request: PageRequest,
): Promise<Page<InformationRequest>> {
  authorize(ctx, 'information.read');
  const { where, at, order } = LISTS[state];
  const columns = [
    { column: at, cast: 'timestamptz' },
    { column: sql`request.information_request_id`, cast: 'text' },
  ] as const;
  const { where: beyond, orderBy } = keyset(order, columns, request.cursor);
  const by = sql.join(orderBy, sql`, `);
  const chosen = sql`
    select request.* from information_requests as request where ${where} ${beyond === undefined ? sql`` : sql`and ${beyond}`}
    order by ${by} limit ${request.size + 1}`;
  const rows = await database().execute<Row>(sql`${shown(chosen, at)} order by ${by}`);
  const page = pageOf(request, [...rows], ({ key, id }) => [key, id]);
  return { ...page, rows: page.rows.map(requestOf) };
}

/** How many wait, by where they stand. @throws DomainError `forbidden` */
export async function countInformationRequests(
  ctx: Context,
): Promise<Readonly<Record<'sent' | 'overdue' | 'answered', number>>> {
  authorize(ctx, 'information.read');
  const [row] = await database().execute<{ sent: number; overdue: number; answered: number }>(sql`
    select (select count(*)::int from information_requests where state = 'sent') as sent,
      (select count(*)::int from information_requests where state = 'sent' and due_at < now()) as overdue,
      (select count(*)::int from information_requests where state = 'answered') as answered`);
  if (row === undefined) throw new Error('a select of scalars returned no row');
  return row;
}

/** What the owner of one account was asked, newest first. @throws DomainError `forbidden` */
export async function listInformationRequestsOf(
  ctx: Context,
  connectedAccountId: string,
): Promise<InformationRequest[]> {
  authorize(ctx, 'information.read');
  const chosen = sql`
    select * from information_requests where connected_account_id = ${connectedAccountId}
    order by asked_at desc, information_request_id desc limit ${OF_ACCOUNT_MAX}`;
  const rows = await database().execute<Row>(
    sql`${shown(chosen, sql`request.asked_at`)} order by request.asked_at desc, request.information_request_id desc`,
  );
  return rows.map(requestOf);
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

function requestOf(row: Row): InformationRequest {
  return {
    informationRequestId: row.id,
    connectedAccountId: row.account,
    displayName: row.account_name,
    subject: row.subject,
    ownerText: row.owner_text,
    filesWanted: row.files_wanted,
    state: row.state,
    hasLeft: row.has_left,
    askedByName: row.asked_by,
    askedAt: new Date(row.asked_at),
    dueAt: new Date(row.due_at),
    answerText: row.answer_text,
    answeredByName: row.answered_by,
    answeredAt: instant(row.answered_at),
    closedByName: row.closed_by,
    closedAt: instant(row.closed_at),
    closeReason: row.close_reason,
    files: row.files,
  };
}
