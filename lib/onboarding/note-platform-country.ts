import { z } from 'zod';
import { env } from '../env.ts';
import { raiseAlarms } from '../ledger/raise-alarms.ts';
import type { AlarmDraft } from '../ledger/types.ts';
import { defineVerb } from '../verb.ts';

const ALARM = {
  kind: 'platform_elsewhere',
  subject: 'PLATFORM_COUNTRY',
} as const satisfies Partial<AlarmDraft>;

/**
 * Raises an alarm while the setting says another country than Stripe: whom the platform may invite, and on which terms, is chosen
 * by it. A person closes it once the setting is right, having looked at what was invited meanwhile.
 */
export const notePlatformCountry = defineVerb({
  permission: 'sellers.look_up',
  input: z.strictObject({
    /** As Stripe writes it. */
    atStripe: z.string().nullable(),
  }),
  run: async (tx, _ctx, { atStripe }) => {
    const { PLATFORM_COUNTRY: said } = env();
    const isSame = atStripe === null || atStripe.toUpperCase() === said;
    if (!isSame)
      await raiseAlarms(tx, [
        {
          ...ALARM,
          text: `PLATFORM_COUNTRY says ${said}, and Stripe says that the platform’s account is in ${atStripe}. Sellers are invited on the terms of a platform in ${said}. Set PLATFORM_COUNTRY to ${atStripe} and start every process again.`,
        },
      ]);
    return { result: { isSame }, audit: null };
  },
});
