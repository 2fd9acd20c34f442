import type { SnapshotEvent } from './entities.ts';
import type { Random } from './random.ts';

export const WEBHOOK_FAULTS = [
  'duplicate',
  'drop',
  'delay',
  'reorder',
  'wrong_endpoint',
  'wrong_secret',
  'wrong_livemode',
  'old_timestamp',
  'future_timestamp',
  'tampered',
] as const;
export type WebhookFault = (typeof WEBHOOK_FAULTS)[number];

export type WebhookFaultPlan = {
  match?: { type?: string; account?: string; nth?: number; probability?: number };
  fault: WebhookFault;
  /** How often it strikes; once when absent, null for ever. */
  times?: number | null;
  /** Milliseconds, for `delay`. */
  delayMs?: number;
};

type Armed = { plan: WebhookFaultPlan; seen: number; left: number };

/** Faults of webhook delivery, in the order they were set; the first that matches strikes. */
export class WebhookFaults {
  #armed: Armed[] = [];

  set(plans: WebhookFaultPlan[]): void {
    this.#armed = plans.map((plan) => ({
      plan,
      seen: 0,
      left: plan.times === null ? Infinity : (plan.times ?? 1),
    }));
  }

  add(plan: WebhookFaultPlan): void {
    this.#armed.push({ plan, seen: 0, left: plan.times === null ? Infinity : (plan.times ?? 1) });
  }

  take(event: SnapshotEvent, random: Random): WebhookFaultPlan | null {
    for (const armed of this.#armed) {
      const { match } = armed.plan;
      if (armed.left <= 0) continue;
      if (match?.type !== undefined && !typeMatches(match.type, event.type)) continue;
      if (match?.account !== undefined && match.account !== event.account) continue;
      armed.seen += 1;
      if (match?.nth !== undefined && match.nth !== armed.seen) continue;
      if (match?.probability !== undefined && random.fraction() >= match.probability) continue;
      armed.left -= 1;
      return armed.plan;
    }
    return null;
  }
}

/** `payout.*` and `*` are patterns. */
export function typeMatches(pattern: string, type: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
