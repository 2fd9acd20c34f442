import { randomUUID } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { killSwitches } from '#drizzle/schema/kill-switch.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { tellKillSwitch } from './kill-switch-channel.ts';

/**
 * Rehearses a stop of everything: the same phases over the same accounts, reading only. It covers nothing, so no payout
 * waits for it, and its times stay on record. One at a time; whoever asks for a second gets the first.
 */
export const drillKillSwitch = defineVerb({
  permission: 'kill_switch.engage',
  input: z.strictObject({}),
  async run(tx, { actor }) {
    if (actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people run a drill.');
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('kill switch drill', 0))`);
    const [atWork] = await tx
      .select({ killSwitchId: killSwitches.killSwitchId })
      .from(killSwitches)
      .where(and(eq(killSwitches.isDrill, true), isNull(killSwitches.stripeEndedAt)));
    if (atWork !== undefined) return { result: atWork, audit: null };
    const killSwitchId = `ksw_${randomUUID().replaceAll('-', '')}`;
    await tx.insert(killSwitches).values({
      killSwitchId,
      scope: 'everything',
      isDrill: true,
      reason: 'Drill',
      state: 'engaging',
      epoch: 0n, // The database writes the one of now.
      engagedBy: actor.operatorId,
      cancelsPending: true,
    });
    await tellKillSwitch(tx);
    return { result: { killSwitchId }, audit: { action: 'kill_switch.drill', subject: killSwitchId } };
  },
});
