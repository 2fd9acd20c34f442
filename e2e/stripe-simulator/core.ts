import type { Clock } from './clock.ts';
import type { EventRequest } from './entities.ts';
import type { Random } from './random.ts';
import type { Store } from './store.ts';

/** What every resource works on: one per simulator, passed as the first argument. */
export type Core = {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  readonly livemode: boolean;
  readonly apiVersion: string;
  /** Shown in events: the API request that caused them; null for what Stripe or the holder did. */
  cause: EventRequest | null;
  /** Accounts and currencies whose reserve on the platform must be looked at when the action ends. */
  readonly reserveDue: Set<string>;
  /** Events of the action under way, in order; handed to delivery when it ends. */
  readonly emitted: { owner: string; eventId: string }[];
};

export function isPlatform(core: Core, owner: string): boolean {
  return owner === core.store.platformId;
}

export function nowOf(core: Core): number {
  return core.clock.nowSeconds();
}
