import { sql, type SQL } from 'drizzle-orm';

/** `AskedOfOwner` of one account as a scalar; its columns are granted to the owner's role too. @param connectedAccountId an expression */
export const askedOfOwner = (connectedAccountId: SQL): SQL => sql`(
  select jsonb_build_object(
    'subjects', coalesce(jsonb_agg(asked.subject order by asked.due_at, asked.information_request_id) filter (where asked.state = 'sent'), '[]'),
    'isAnswered', coalesce(bool_or(asked.state = 'answered'), false))
  from information_requests as asked
  where asked.connected_account_id = ${connectedAccountId} and asked.state in ('sent', 'answered'))`;
