import { jobContext, type Context } from '../../context.ts';
import { openReviewWorld, type ReviewWorld } from '../review/review-world.fixture.ts';
import { proposePayout } from './propose-payout.ts';

/** The job that asks as cadences say. */
export const schedule: Context = jobContext('propose-payouts');

type Stored = {
  state: string;
  version: number;
  route: string;
  needed: number;
  reasons: string[];
  /** What the policy was asked about, where that is more than the amount. */
  judged: string | null;
  until: Date | null;
  /** Hours from now until the end of its wait, rounded; null for no wait. */
  hours: number | null;
};

export type PolicyWorld = ReviewWorld & {
  /** Puts a policy in force in place of every other. */
  inForce(text: string): Promise<void>;
  /** A request of an account with 100.00 USD. @param amount null for everything @param by its schedule when left out */
  asked(
    amount: bigint | null,
    by?: Context,
  ): Promise<{ payoutRequestId: string; connectedAccountId: string }>;
  stored(payoutRequestId: string): Promise<Stored>;
  /** Writes columns of a request past every guard. */
  tampered(payoutRequestId: string, sets: string): Promise<void>;
};

/** People who decide, and requests under policies of the test's own. */
export async function openPolicyWorld(): Promise<PolicyWorld> {
  const world = await openReviewWorld();
  let version = 0;
  return {
    ...world,
    inForce: async (text) => {
      version += 1;
      await world.sql`
        insert into payout_policies (policy_version_id, version, text, state, written_by)
        values (${`ppv_${String(version)}`}, ${version}, ${text}, 'draft', 'opr_marek')`;
      await world.sql`
        update payout_policies set state = 'published', published_by = 'opr_noor', published_at = now()
        where version = ${version}`;
    },
    asked: async (amount, by = schedule) => {
      const connectedAccountId = await world.account([100_00n]);
      const { payoutRequestId } = await proposePayout(by, { connectedAccountId, currency: 'usd', amount });
      return { payoutRequestId, connectedAccountId };
    },
    stored: async (payoutRequestId) => {
      const [row] = await world.sql<Stored[]>`
        select state, version, route, approvals_needed as needed, route_reasons as reasons, judged_amount::text as judged,
          waits_until as until, round(extract(epoch from waits_until - clock_timestamp()) / 3600)::int as hours
        from payout_requests where payout_request_id = ${payoutRequestId}`;
      if (row === undefined) throw new Error(`no ${payoutRequestId}`);
      return row;
    },
    tampered: (payoutRequestId, sets) =>
      world.tamper(`update payout_requests set ${sets} where payout_request_id = '${payoutRequestId}'`),
  };
}
