import type { BalanceSettingsSnapshot } from '../connected-accounts/schemas.ts';
import { stripeAccountOption } from './account-option.ts';
import { stripeClient } from './client.ts';
import { mapBalanceSettings } from './map/balance-settings.ts';
import type { ReadOptions } from './read-options.ts';
import { readStripe } from './read-stripe.ts';

/** Payout schedule, minimum balances and delay of one account. @throws StripeReadError */
export async function retrieveBalanceSettings(
  connectedAccountId: string,
  options: ReadOptions = {},
): Promise<BalanceSettingsSnapshot> {
  const option = stripeAccountOption(connectedAccountId);
  return mapBalanceSettings(
    await readStripe(() => stripeClient().balanceSettings.retrieve(undefined, option), options),
  );
}
