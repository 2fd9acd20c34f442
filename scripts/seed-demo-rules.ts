import { sql } from 'drizzle-orm';
import { now } from '#lib/clock.ts';
import { jobContext, type Context, type OperatorRole } from '#lib/context.ts';
import { asDatabaseOwner, database } from '#lib/db/client.ts';
import { setPayoutCadence } from '#lib/payouts/cadences/set-payout-cadence.ts';
import { draftPayoutPolicy } from '#lib/payouts/policy/draft-payout-policy.ts';
import { listPolicyVersions } from '#lib/payouts/policy/queries.ts';
import { STARTER_POLICY } from '#lib/payouts/rules/starter-policy.ts';

const MINUTES_PER_DAY = 1_440;
const DAY_MS = 86_400_000;

type Plan = Pick<
  Parameters<typeof setPayoutCadence>[1],
  'cadence' | 'weekdays' | 'monthDay' | 'atMinute' | 'thresholds' | 'minimumBalances'
>;

/**
 * What decides in the demo, written as people write it: a first policy that waits for its second administrator, and
 * cadences of the enrolled accounts, due tomorrow at the earliest so that the opened queue stays as it is told. What is
 * there already is left alone. No person sets the cadences, but whoever owns the database: what a person sets, another has to
 * approve first.
 */
export async function seedDemoRules(): Promise<void> {
  const marek = persona('marek', 'Marek Dudek', 'administrator');
  if ((await listPolicyVersions(marek)).length === 0)
    await draftPayoutPolicy(marek, { text: STARTER_POLICY, seenHash: null });
  const accounts = await database().execute<{ id: string }>(sql`
    select connected_account_id as id from payout_accounts
    where not exists (select from payout_cadences as cadence where cadence.connected_account_id = payout_accounts.connected_account_id)
    order by connected_account_id`);
  const plans = plansFrom(now());
  await asDatabaseOwner(async () => {
    for (const [position, { id }] of accounts.entries()) {
      const plan = plans[position % plans.length];
      if (plan !== undefined)
        await setPayoutCadence(jobContext('seed-demo'), {
          connectedAccountId: id,
          ...plan,
          zone: 'UTC',
          seenVersion: null,
        });
    }
  });
}

/** Each is due a day or more from now: on yesterday's day, or at the minute that has just passed. */
function plansFrom(at: Date): Plan[] {
  const yesterday = new Date(at.getTime() - DAY_MS);
  const minute = at.getUTCHours() * 60 + at.getUTCMinutes();
  const usual = { atMinute: 360, minimumBalances: '' };
  return [
    { ...usual, cadence: 'weekly', weekdays: [yesterday.getUTCDay() === 0 ? 7 : yesterday.getUTCDay()] },
    {
      ...usual,
      cadence: 'monthly',
      monthDay: yesterday.getUTCDate(),
      minimumBalances: '100.00 EUR; 100.00 USD',
    },
    {
      ...usual,
      cadence: 'threshold',
      thresholds: '10,000.00 EUR; 10,000.00 GBP; 10,000.00 USD; 1,000,000 JPY',
      atMinute: (minute + MINUTES_PER_DAY - 1) % MINUTES_PER_DAY,
    },
    { ...usual, cadence: 'on_request' },
  ];
}

function persona(key: string, name: string, role: OperatorRole): Context {
  return {
    ...jobContext('seed-demo'),
    actor: { kind: 'operator', operatorId: `opr_demo_${key}`, name, role },
  };
}
