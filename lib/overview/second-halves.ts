import { sql, type SQL } from 'drizzle-orm';
import { permissionsOf } from '../auth/authorize.ts';
import type { Permission } from '../auth/permissions.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { INVITATION_HOURS } from '../onboarding/rules/invitation-hours.ts';
import { SHADOW_DAYS } from '../risk/registry/shadow-days.ts';
import type { SecondHalf, SecondHalfKind } from './types.ts';

/** More are told as so many; nobody begins a thousand things by hand. */
const COUNTED_MAX = 1_000;

/** What one person has begun: rows of `began_by`, `at` and the `path` where another one ends it, each by a partial index. */
const BEGUN: Readonly<Record<SecondHalfKind, { needs: Permission; rows: SQL }>> = {
  kill_switch: {
    needs: 'kill_switch.release',
    rows: sql`select release_asked_by as began_by, release_asked_at as at, '/kill-switch/' || kill_switch_id as path
      from kill_switches where state = 'release_asked' and not is_drill`,
  },
  hold: {
    needs: 'holds.release',
    rows: sql`select release_asked_by, release_asked_at, case when payout_request_id is null
        then '/connected-accounts/' || connected_account_id || '#holds' else '/payouts/' || payout_request_id end
      from holds where state = 'release_asked'`,
  },
  rejection: {
    needs: 'connected_accounts.reject',
    rows: sql`select asked_by, asked_at, '/connected-accounts/' || connected_account_id || '#rejection'
      from account_rejections where state = 'asked'`,
  },
  payout_policy: {
    needs: 'policies.publish',
    rows: sql`select written_by, written_at, '/settings/payout-policy' from payout_policies where state = 'draft'`,
  },
  risk_rules: {
    needs: 'risk.publish',
    rows: sql`select written_by, written_at, '/anomalies/rules' from risk_rule_versions where state = 'draft'`,
  },
  forest_recipe: {
    needs: 'risk.publish',
    rows: sql`select written_by, written_at, '/anomalies/peers' from risk_forest_recipes where state = 'draft'
      and exists (select from risk_forests where grown_at <= now() - make_interval(days => ${SHADOW_DAYS})
        and recipe_hash = encode(sha256(convert_to(text, 'UTF8')), 'hex'))`,
  },
  risk_model: {
    needs: 'risk.publish',
    rows: sql`select asked_by, asked_at, '/anomalies/models' from risk_models where state = 'asked'`,
  },
  looser_band: {
    needs: 'segments.decide',
    rows: sql`select proposed_by, proposed_at, '/connected-accounts/' || connected_account_id || '#band'
      from segment_proposals where state = 'open'`,
  },
  owner: {
    needs: 'owners.manage',
    rows: sql`select invited_by, invited_at, '/connected-accounts/' || connected_account_id || '#owners'
      from seller_invitations where not makes_account and confirmed_at is null and revoked_at is null
        and invited_at > now() - make_interval(hours => ${INVITATION_HOURS})`,
  },
  owner_renewal: {
    needs: 'owners.manage',
    rows: sql`select asked_by, asked_at, '/connected-accounts/' || connected_account_id || '#owners'
      from owner_renewals where made_at is null and ended_at is null and expires_at > now()`,
  },
  factor: {
    needs: 'step_up.recover',
    rows: sql`select operator_id, enrolled_at, '/settings/security' from step_up_factors where state = 'waiting'`,
  },
  person: {
    needs: 'people.manage',
    rows: sql`select requested_by, requested_at, '/settings/people' from operator_change_requests where decision is null`,
  },
};

/** What somebody else has begun and the reader may end, the oldest of each kind with its page. Nothing for who is no person. */
export async function readSecondHalves({ actor }: Context): Promise<SecondHalf[]> {
  if (actor.kind !== 'operator') return [];
  const may = permissionsOf(actor);
  const parts = Object.entries(BEGUN).flatMap(([kind, { needs, rows }]) =>
    may.includes(needs)
      ? [
          sql`select ${kind}::text as kind, count(*)::int as count, (array_agg(path order by at))[1] as path
            from (select * from (${rows}) as begun (began_by, at, path) where began_by <> ${actor.operatorId}
              limit ${COUNTED_MAX}) as others
            having count(*) > 0`,
        ]
      : [],
  );
  if (parts.length === 0) return [];
  const rows = await database().execute<SecondHalf>(sql.join(parts, sql` union all `));
  return [...rows];
}
