import { updateBalanceSettings } from '../../resources/balance-settings.ts';
import { failPayout } from '../../resources/payout-states.ts';
import type { Scene, Stage } from '../stage.ts';
import { HOUR, MINUTE, accountIdOf, instantOf, recordOf } from '../stage.ts';

/** Sellers with an account at the same bank, paid automatically on each working day. */
const AT_THE_BANK = ['kovacs', 'szentendre', 'brody', 'tokaj'];
const RETURNED_PER_SELLER = 3;

/** A bank sends a dozen forint payouts back at once, most of them already `paid`; the platform stops the schedules. */
export function planFailedPayoutWave(stage: Stage): Scene[] {
  return AT_THE_BANK.flatMap((key, index) => [
    {
      at: instantOf(stage, -1, 9 * HOUR + index * 4 * MINUTE),
      name: `bank returns ${key}`,
      play: () => {
        returnPayouts(stage, key);
      },
    },
    {
      at: instantOf(stage, -1, 9 * HOUR + 40 * MINUTE + index * MINUTE),
      name: `schedule stopped ${key}`,
      play: () => {
        updateBalanceSettings(stage.core, recordOf(stage, key), { schedule: { interval: 'manual' } });
      },
    },
  ]);
}

function returnPayouts(stage: Stage, key: string): void {
  const paid = stage.core.store.payouts
    .rows(accountIdOf(stage, key))
    .filter((payout) => payout.currency === 'huf' && ['paid', 'in_transit'].includes(payout.status))
    .slice(-RETURNED_PER_SELLER);
  for (const payout of paid) failPayout(stage.core, payout.id, 'account_closed');
}
