import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { operatorPreferences } from '#drizzle/schema/people.ts';
import { DomainError } from '../errors.ts';
import { defineVerb } from '../verb.ts';
import { DENSITIES, SINGLE_KEYS, THEMES, USUAL_PREFERENCES } from './choices.ts';
import { TIME_ZONES } from './time-zones.ts';
import type { Preferences } from './types.ts';

/** Changes how the acting operator sees things, here and in every other browser; what is not named stays. */
export const changePreferences = defineVerb({
  permission: 'preferences.own',
  input: z.strictObject({
    zone: z
      .string()
      .refine((zone) => TIME_ZONES.includes(zone), { error: 'There is no such time zone.' })
      .exactOptional(),
    theme: z.enum(THEMES).exactOptional(),
    density: z.enum(DENSITIES).exactOptional(),
    singleKeys: z.enum(SINGLE_KEYS).exactOptional(),
  }),
  async run(tx, ctx, change) {
    if (ctx.actor.kind !== 'operator') throw new DomainError('forbidden', 'Only people have preferences.');
    const { operatorId } = ctx.actor;
    // The row is made first, so that two changes at once wait for each other and both are kept.
    await tx.insert(operatorPreferences).values({ operatorId }).onConflictDoNothing();
    const [found] = await tx
      .select({
        zone: operatorPreferences.zone,
        theme: operatorPreferences.theme,
        density: operatorPreferences.density,
        singleKeys: operatorPreferences.singleKeys,
      })
      .from(operatorPreferences)
      .where(eq(operatorPreferences.operatorId, operatorId))
      .for('update');
    const old: Preferences = found ?? USUAL_PREFERENCES;
    const changed = namesOf(change).filter((name) => change[name] !== old[name]);
    if (changed.length === 0) return { result: undefined, audit: null };
    const of = (preferences: Partial<Preferences>) =>
      Object.fromEntries(changed.map((name) => [name, preferences[name]]));
    await tx.update(operatorPreferences).set(change).where(eq(operatorPreferences.operatorId, operatorId));
    return {
      result: undefined,
      audit: { action: 'preferences.change', subject: operatorId, before: of(old), after: of(change) },
    };
  },
});

function namesOf(change: Partial<Preferences>): (keyof Preferences)[] {
  return Object.keys(change) as (keyof Preferences)[]; // a strict object of exactly these
}
