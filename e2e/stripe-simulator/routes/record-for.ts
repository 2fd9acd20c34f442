import { accountInvalid, missing } from '../api-error.ts';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../entities.ts';

/** A connected account for its platform; for itself with `Stripe-Account`; nobody else's. */
export function recordFor(core: Core, owner: string, id: string): AccountRecord {
  if (owner !== core.store.platformId && owner !== id) throw missing('account', id, 'account');
  const record = core.store.accounts.find(id)?.row;
  if (record === undefined || !record.authorized) throw accountInvalid(id);
  return record;
}
