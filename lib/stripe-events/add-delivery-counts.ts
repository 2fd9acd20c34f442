import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { deliveryCounts } from '#drizzle/schema/stripe-events.ts';
import { defineVerb } from '../verb.ts';

/** Adds one process's deliveries to those of the hour. They are statistics: the record of an event is its stored body. */
export const addDeliveryCounts = defineVerb({
  permission: 'events.count_deliveries',
  input: z.object({
    counts: z
      .array(
        z.object({
          endpointKind: z.enum(['account', 'connect']),
          hour: z.date(),
          outcome: z.string().min(1).max(60),
          deliveries: z.number().int().positive(),
          lastAt: z.date(),
        }),
      )
      .min(1),
  }),
  run: async (tx, _ctx, { counts }) => {
    // All processes lock these rows in the same order.
    const ordered = [...counts].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    await tx
      .insert(deliveryCounts)
      .values(ordered)
      .onConflictDoUpdate({
        target: [deliveryCounts.endpointKind, deliveryCounts.hour, deliveryCounts.outcome],
        set: {
          deliveries: sql`${deliveryCounts.deliveries} + excluded.deliveries`,
          lastAt: sql`greatest(${deliveryCounts.lastAt}, excluded.last_at)`,
        },
      });
    return { result: undefined, audit: null };
  },
});

function keyOf({ endpointKind, hour, outcome }: { endpointKind: string; hour: Date; outcome: string }) {
  return `${endpointKind} ${hour.toISOString()} ${outcome}`;
}
