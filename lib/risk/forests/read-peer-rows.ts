import { sql } from 'drizzle-orm';
import { database } from '../../db/client.ts';
import type { PeerRow } from './grow-forests.ts';

/** Whoever was decided about in these days does business. */
const LIVELY_DAYS = 30;
/** Beyond, the newest: each tree sees some hundreds of them. */
const ROWS_MAX = 70_000;

type Row = {
  id: string;
  account: string;
  country: string | null;
  category: string | null;
  decided_at: string;
  features: string;
};

/** What the newest decision about each account and currency saw, in the order of their names. Nobody's word about any of them is asked. */
export async function readPeerRows(): Promise<PeerRow[]> {
  const rows = await database().execute<Row>(sql`
    with newest as materialized (
      select risk_assessment_id, connected_account_id, currency from risk_standings
      where decided_at > now() - make_interval(days => ${LIVELY_DAYS}) order by decided_at desc limit ${ROWS_MAX}
    )
    select risk_assessment_id as id, newest.connected_account_id as account, account.country,
      account.merchant_category_code as category, decision.decided_at::text, (decision.inputs::json -> 'features')::text as features
    from newest join risk_assessments as decision using (risk_assessment_id)
    join connected_accounts as account on account.connected_account_id = newest.connected_account_id
    order by newest.connected_account_id collate "C", newest.currency`);
  return rows.map(({ id, account, country, category, decided_at, features }) => ({
    riskAssessmentId: id,
    connectedAccountId: account,
    country,
    category,
    decidedAt: new Date(decided_at),
    features: JSON.parse(features) as number[], // as a decision wrote it
  }));
}
