import { desc, eq, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { operators } from '#drizzle/schema/floor.ts';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { authorize } from '../auth/authorize.ts';
import type { Context } from '../context.ts';
import { database } from '../db/client.ts';
import { DomainError } from '../errors.ts';
import { DRILL_DUE_DAYS } from './drill-due.ts';
import { scopeName } from './scope-name.ts';
import type { DrillStanding, KillSwitchPressed } from './types.ts';

/** More presses than stand at once in any trouble that people still oversee. */
const STANDING_SHOWN = 50;

const HISTORY_SHOWN = 20;

const msBetween = (from: typeof killSwitches.pressedAt, to: typeof killSwitches.stoppedAt) =>
  sql<number | null>`(extract(epoch from ${to} - ${from}) * 1000)::float8`;

const engager = alias(operators, 'engager');
const asker = alias(operators, 'asker');
const releaser = alias(operators, 'releaser');

/** Whoever is not a person of ours any more, or a job, is named by id. */
function pressed() {
  return database()
    .select({
      killSwitchId: killSwitches.killSwitchId,
      scope: killSwitches.scope,
      scopeValue: killSwitches.scopeValue,
      scopeName: sql<
        string | null
      >`(${scopeName(sql`${killSwitches.scope}`, sql`${killSwitches.scopeValue}`)})`,
      isDrill: killSwitches.isDrill,
      cancelsPending: killSwitches.cancelsPending,
      reason: killSwitches.reason,
      state: killSwitches.state,
      engagedBy: sql<string>`coalesce(${engager.name}, ${killSwitches.engagedBy})`,
      pressedAt: killSwitches.pressedAt,
      stoppedAt: killSwitches.stoppedAt,
      stopMs: msBetween(killSwitches.pressedAt, killSwitches.stoppedAt),
      inFlight: killSwitches.inFlight,
      plannedAt: killSwitches.plannedAt,
      stripeEndedAt: killSwitches.stripeEndedAt,
      stripeMs: msBetween(killSwitches.pressedAt, killSwitches.stripeEndedAt),
      releaseAskedById: killSwitches.releaseAskedBy,
      releaseAskedBy: sql<string | null>`coalesce(${asker.name}, ${killSwitches.releaseAskedBy})`,
      releaseAskedAt: killSwitches.releaseAskedAt,
      releaseReason: killSwitches.releaseReason,
      releasedBy: sql<string | null>`coalesce(${releaser.name}, ${killSwitches.releasedBy})`,
      releasedAt: killSwitches.releasedAt,
    })
    .from(killSwitches)
    .leftJoin(engager, eq(engager.operatorId, killSwitches.engagedBy))
    .leftJoin(asker, eq(asker.operatorId, killSwitches.releaseAskedBy))
    .leftJoin(releaser, eq(releaser.operatorId, killSwitches.releasedBy))
    .$dynamic();
}

const STANDING = sql`${killSwitches.state} <> 'released' and not ${killSwitches.isDrill}`;

/** Every press that stands, newest first. @throws DomainError `forbidden` */
export async function listStandingSwitches(ctx: Context): Promise<KillSwitchPressed[]> {
  authorize(ctx, 'kill_switch.read');
  return pressed().where(STANDING).orderBy(desc(killSwitches.pressedAt)).limit(STANDING_SHOWN);
}

/** Presses and drills, newest first. @throws DomainError `forbidden` */
export async function listKillSwitchHistory(ctx: Context): Promise<KillSwitchPressed[]> {
  authorize(ctx, 'kill_switch.read');
  return pressed()
    .orderBy(desc(killSwitches.pressedAt), desc(killSwitches.killSwitchId))
    .limit(HISTORY_SHOWN);
}

/** One press. @throws DomainError `forbidden`, `not_found` */
export async function getKillSwitch(ctx: Context, killSwitchId: string): Promise<KillSwitchPressed> {
  authorize(ctx, 'kill_switch.read');
  const [found] = await pressed().where(eq(killSwitches.killSwitchId, killSwitchId));
  if (!found) throw new DomainError('not_found', 'There is no such press of the kill switch.');
  return found;
}

/** Presses and drills whose calls under way are still waited for, oldest first. @throws DomainError `forbidden` */
export async function listEngagingSwitches(ctx: Context): Promise<{ killSwitchId: string }[]> {
  authorize(ctx, 'kill_switch.work');
  return database()
    .select({ killSwitchId: killSwitches.killSwitchId })
    .from(killSwitches)
    .where(eq(killSwitches.state, 'engaging'))
    .orderBy(killSwitches.pressedAt)
    .limit(STANDING_SHOWN);
}

/** When it was last rehearsed, and whether it is time again. @throws DomainError `forbidden` */
export async function readDrillStanding(ctx: Context): Promise<DrillStanding> {
  authorize(ctx, 'kill_switch.read');
  const newest = (ended: SQL) =>
    pressed()
      .where(sql`${killSwitches.isDrill} and ${killSwitches.stripeEndedAt} is ${ended}`)
      .orderBy(desc(killSwitches.pressedAt))
      .limit(1);
  const [[last], [underWay]] = await Promise.all([newest(sql`not null`), newest(sql`null`)]);
  const dueSince = ctx.now.getTime() - DRILL_DUE_DAYS * 86_400_000;
  return {
    last: last ?? null,
    underWay: underWay ?? null,
    isDue: underWay === undefined && (last === undefined || last.pressedAt.getTime() < dueSince),
  };
}
