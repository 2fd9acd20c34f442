import type Stripe from 'stripe';
import { missing } from '../api-error.ts';
import type { Core } from '../core.ts';

/** A charge wherever it lives, with its owner. */
export function chargeOf(core: Core, owner: string, id: string, param = 'charge'): Stripe.Charge {
  const charge = core.store.charges.get(owner, id);
  if (charge === undefined) throw missing('charge', id, param);
  return charge;
}
