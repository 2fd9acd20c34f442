import { authorize } from '../auth/authorize.ts';
import { readSameHands } from '../auth/same-hand.ts';
import { IDLE_MINUTES_MAX, SESSION_HOURS_MAX } from '../auth/operator-session.ts';
import type { Context } from '../context.ts';
import { database, databaseClient } from '../db/client.ts';
import { decisionLeaf } from './change-leaf.ts';
import type { Person, WaitingChange } from './types.ts';
import { vouchLeaf } from './vouch-leaf.ts';

/** A company's finance team; more would need a search. */
const PEOPLE_SHOWN_MAX = 500;

type PersonRow = Omit<Person, 'invitedUntil' | 'lastSeenAt' | 'vouchRoot'> & {
  givers: string;
  invitedUntil: string | null;
  lastSeenAt: string | null;
};

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** Everybody who can sign in or could once: those who can first, then by name. */
export async function listPeople(ctx: Context): Promise<Person[]> {
  authorize(ctx, 'people.read');
  const reader = ctx.actor.kind === 'operator' ? ctx.actor.operatorId : null;
  const rows = await databaseClient()<PersonRow[]>`
    select o.operator_id as "operatorId", o.name, o.email, o.role, o.disabled_at is not null as "isDisabled",
           o.is_demo_persona as "isDemoPersona",
           exists (select from operator_passwords as p where p.operator_id = o.operator_id) as "hasPassword",
           (select i.expires_at from operator_invitations as i where i.operator_id = o.operator_id
              and i.used_at is null and i.revoked_at is null and i.expires_at > now()) as "invitedUntil",
           (select count(*)::int from operator_sessions as s where s.operator_id = o.operator_id and s.revoked_at is null
              and s.last_seen_at > now() - make_interval(mins => ${IDLE_MINUTES_MAX})
              and s.created_at > now() - make_interval(hours => ${SESSION_HOURS_MAX})) as "openSessions",
           (select max(s.last_seen_at) from operator_sessions as s where s.operator_id = o.operator_id) as "lastSeenAt",
           array(select distinct giver.name from hands_that_gave(o.operator_id) as gave
             join operators as giver on giver.operator_id = gave.giver order by giver.name) as "oneHandWith",
           hands_given_by(o.operator_id) as givers,
           not same_hand(o.operator_id, ${reader}) as "isOtherHand",
           exists (select from step_up_factors as f where f.operator_id = o.operator_id and f.state = 'waiting') as "hasWaitingFactor"
    from operators as o
    order by o.disabled_at is not null, lower(o.name), o.operator_id
    limit ${PEOPLE_SHOWN_MAX}`;
  return rows.map(({ invitedUntil, lastSeenAt, givers, ...row }) => ({
    ...row,
    vouchRoot: vouchLeaf({ operatorId: row.operatorId, givers }),
    invitedUntil: instant(invitedUntil),
    lastSeenAt: instant(lastSeenAt),
  }));
}

/**
 * Of these people those who count as one hand with whoever asks, each with the sentence that says why: what they began somebody
 * else must finish. Nobody for a job. @throws DomainError `forbidden`
 */
export async function listSameHands(
  ctx: Context,
  others: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  authorize(ctx, 'step_up.own');
  return ctx.actor.kind === 'operator' ? readSameHands(database(), ctx.actor.operatorId, others) : new Map();
}

/** What waits for a second administrator, oldest first. */
export async function listWaitingChanges(ctx: Context): Promise<WaitingChange[]> {
  authorize(ctx, 'people.read');
  const rows = await databaseClient()<
    (Omit<WaitingChange, 'requestedAt' | 'root'> & { requestedAt: string })[]
  >`
    select r.change_request_id as "changeRequestId", r.operator_id as "operatorId", o.name, r.change,
           r.from_role as "fromRole", r.to_role as "toRole", r.requested_by as "requestedBy",
           asker.name as "requestedByName", r.requested_at as "requestedAt"
    from operator_change_requests as r
    join operators as o on o.operator_id = r.operator_id
    join operators as asker on asker.operator_id = r.requested_by
    where r.decision is null
    order by r.requested_at, r.change_request_id
    limit ${PEOPLE_SHOWN_MAX}`;
  return rows.map((row) => ({ ...row, requestedAt: new Date(row.requestedAt), root: decisionLeaf(row) }));
}
