import { createCharge } from '../../resources/charges.ts';
import { createRefund } from '../../resources/refunds.ts';
import { Dice } from '../dice.ts';
import type { Scene, Stage } from '../stage.ts';
import { HOUR, MINUTE, accountIdOf } from '../stage.ts';

const SELLER = 'faiencier';
const SALES = 16;
/** Of so many sales in a row one is kept, so that it looks like a shop. */
const KEPT_ONE_OF = 4;

/** Somebody with the seller's login sells trifles to friends this morning and gives the money back to other cards within minutes. */
export function planRefundSurge(stage: Stage): Scene[] {
  return Array.from({ length: SALES }, (_, index): Scene[] => {
    const name = `quick sale ${String(index)}`;
    const dice = new Dice(stage.seed, name);
    const at = stage.anchor - 5 * HOUR + index * 14 * MINUTE + dice.between(0, 300);
    let sold: string | undefined;
    const sale: Scene = {
      at,
      name,
      play: () => {
        const amount = dice.between(19, 39) * 100;
        sold = createCharge(stage.core, {
          account: accountIdOf(stage, SELLER),
          amount,
          currency: 'eur',
          description: 'Tasse',
          applicationFee: Math.round(amount * 0.11),
        }).id;
      },
    };
    if (index % KEPT_ONE_OF === 0) return [sale];
    const givenBack: Scene = {
      at: at + dice.between(6, 11) * MINUTE,
      name: `${name} given back`,
      play: () => {
        if (sold === undefined) return;
        createRefund(stage.core, {
          account: accountIdOf(stage, SELLER),
          charge: sold,
          reason: 'requested_by_customer',
          refundApplicationFee: true,
        });
      },
    };
    return [sale, givenBack];
  }).flat();
}
