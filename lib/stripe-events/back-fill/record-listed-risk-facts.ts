import { z } from 'zod';
import { recordRiskFacts } from '../../risk/facts/record-risk-facts.ts';
import type { ListedRiskObject } from '../../stripe/list-risk-objects.ts';
import { defineVerb } from '../../verb.ts';
import { riskFactReaderOf } from '../registry.ts';

/** Stands where a fact names its event: of this one there was none that could be listed. */
const NO_EVENT = 'listed';

/**
 * Stores what listed objects say for risk: the facts that their events would have told. No audit: Stripe's lists are the
 * record.
 */
export const recordListedRiskFacts = defineVerb({
  permission: 'events.process',
  input: z.object({
    connectedAccountId: z.string().min(1),
    listed: z.array(z.custom<ListedRiskObject>()),
  }),
  async run(tx, _ctx, { connectedAccountId, listed }) {
    const facts = listed.flatMap((one) => riskFactReaderOf(one.type)?.({ ...one, connectedAccountId }) ?? []);
    await recordRiskFacts(
      tx,
      facts.map((fact) => ({ ...fact, stripeEventId: NO_EVENT })),
    );
    return { result: undefined, audit: null };
  },
});
