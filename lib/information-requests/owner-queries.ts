import { sql, type SQL } from 'drizzle-orm';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { readAsOwner } from '../db/as-owner.ts';
import { DomainError } from '../errors.ts';
import { ownAccountId } from '../portal/own-account-id.ts';
import type { InformationFile, InformationState, OwnInformationRequest } from './types.ts';

/** A phone shows no more at once. */
const SHOWN_MAX = 20;

type Row = {
  id: string;
  subject: string;
  owner_text: string;
  files_wanted: string[];
  state: InformationState;
  has_left: boolean;
  asked_at: string;
  due_at: string;
  answer_text: string | null;
  answered_at: string | null;
  files: InformationFile[];
};

/** What the acting owner was asked, by the database's role of an owner: what still waits first, then the newest. @throws DomainError `forbidden` */
export async function listOwnInformationRequests(ctx: Context): Promise<OwnInformationRequest[]> {
  authorize(ctx, 'information.answer');
  const own = ownAccountId(ctx);
  return await readOwn(own, sql`request.connected_account_id = ${own}`);
}

/** One of them; another account's is one that never was. @throws DomainError `forbidden`, `not_found` */
export async function getOwnInformationRequest(
  ctx: Context,
  informationRequestId: string,
): Promise<OwnInformationRequest> {
  authorize(ctx, 'information.answer');
  const own = ownAccountId(ctx);
  const [found] = await readOwn(
    own,
    sql`request.connected_account_id = ${own} and request.information_request_id = ${informationRequestId}`,
  );
  if (found === undefined) throw new DomainError('not_found', 'There is no such request.');
  return found;
}

async function readOwn(own: string, where: SQL): Promise<OwnInformationRequest[]> {
  const rows = await readAsOwner(own, (tx) =>
    tx.execute<Row>(sql`
      select request.information_request_id as id, request.subject, request.owner_text, request.files_wanted,
        case when request.state = 'sent' and request.due_at < now() then 'overdue' else request.state end as state,
        coalesce(account.lifecycle = 'deauthorized', false) as has_left,
        request.asked_at::text, request.due_at::text, request.answer_text, request.answered_at::text,
        coalesce((select jsonb_agg(jsonb_build_object('informationRequestFileId', file.information_request_file_id, 'name', file.name,
            'mediaType', file.media_type, 'byteCount', file.byte_count) order by file.position)
          from information_request_files as file
          where file.information_request_id = request.information_request_id
            and file.connected_account_id = request.connected_account_id), '[]') as files
      from information_requests as request left join connected_accounts as account using (connected_account_id) where ${where}
      order by (request.state = 'sent') desc, case request.state when 'sent' then request.due_at end, request.asked_at desc, request.information_request_id desc limit ${SHOWN_MAX}`),
  );
  return rows.map((row) => ({
    informationRequestId: row.id,
    subject: row.subject,
    ownerText: row.owner_text,
    filesWanted: row.files_wanted,
    state: row.state,
    hasLeft: row.has_left,
    askedAt: new Date(row.asked_at),
    dueAt: new Date(row.due_at),
    answerText: row.answer_text,
    answeredAt: row.answered_at === null ? null : new Date(row.answered_at),
    files: row.files,
  }));
}
