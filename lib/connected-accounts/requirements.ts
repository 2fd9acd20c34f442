import { z } from 'zod';
import type { Requirement } from './types.ts';

/** Most urgent first: a field that Stripe lists twice is shown once, at its most urgent. */
const URGENCIES = ['past_due', 'currently_due', 'pending_verification', 'eventually_due'] as const;

const requirementsSchema = z.object({
  past_due: z.array(z.string()).nullish(),
  currently_due: z.array(z.string()).nullish(),
  eventually_due: z.array(z.string()).nullish(),
  pending_verification: z.array(z.string()).nullish(),
  errors: z.array(z.object({ requirement: z.string(), reason: z.string() })).nullish(),
});

/** What Stripe asks for, from the `requirements` of a v1 account or of the v2 mirror that has the same lists. */
export function readRequirements(stored: Readonly<Record<string, unknown>>): Requirement[] {
  const lists = requirementsSchema.parse(stored);
  const reasons = new Map((lists.errors ?? []).map((error) => [error.requirement, error.reason]));
  const byField = new Map<string, Requirement>();
  for (const urgency of URGENCIES) {
    for (const field of lists[urgency] ?? []) {
      if (byField.has(field)) continue;
      byField.set(field, { field, urgency, errorReason: reasons.get(field) ?? null });
    }
  }
  return [...byField.values()];
}
