import { swapExternalAccount } from '../../resources/external-accounts.ts';
import { failPayout } from '../../resources/payout-states.ts';
import { cancelPayout } from '../../resources/payout-states.ts';
import { createPayout } from '../../resources/payouts.ts';
import type { Scene, Stage } from '../stage.ts';
import { DAY, HOUR, accountIdOf, instantOf, recordOf } from '../stage.ts';

/** Two days before the anchor a seller's money is to go to another bank; nobody has called the holder yet. */
export function planBankChange(stage: Stage): Scene[] {
  const swap: Scene = {
    at: stage.anchor - 2 * DAY,
    name: 'bank changed kinokuni',
    play: () => {
      swapExternalAccount(stage.core, recordOf(stage, 'kinokuni'), {
        accountNumber: '00098314471',
        currency: 'jpy',
        bankName: 'みずほ銀行',
        holderName: 'キノクニ カブシキガイシヤ',
      });
    },
  };
  return [swap, ...planHonestChange(stage)];
}

/** Six weeks ago a payout came back, the seller gave new details and was paid; the harmless twin of the story above. */
function planHonestChange(stage: Stage): Scene[] {
  const { core } = stage;
  const seller = 'oshaughnessy';
  return [
    {
      at: instantOf(stage, -41, 10 * HOUR),
      name: 'payout returned oshaughnessy',
      play: () => {
        const last = core.store.payouts.rows(accountIdOf(stage, seller)).at(-1);
        if (last !== undefined && last.status !== 'canceled') failPayout(core, last.id, 'no_account');
      },
    },
    {
      at: instantOf(stage, -40, 14 * HOUR),
      name: 'bank changed oshaughnessy',
      play: () => {
        swapExternalAccount(core, recordOf(stage, seller), {
          accountNumber: '00083316643',
          currency: 'gbp',
          bankName: 'Barclays',
        });
      },
    },
    {
      at: instantOf(stage, -33, 10 * HOUR),
      name: 'payout canceled cyclesgarcon',
      play: () => {
        const account = accountIdOf(stage, 'cyclesgarcon');
        const payout = createPayout(core, {
          account,
          amount: 1_000,
          currency: 'eur',
          metadata: { paid_by: 'mistake' },
        });
        cancelPayout(core, account, payout.id);
      },
    },
  ];
}
