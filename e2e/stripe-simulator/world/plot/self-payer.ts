import { availableOf } from '../../ledger.ts';
import { selfPayout } from '../../resources/holder.ts';
import type { Scene, Stage } from '../stage.ts';
import { HOUR, MINUTE, accountIdOf, instantOf } from '../stage.ts';

const HOLDER = 'tidewater';

/** A seller with a full dashboard: the schedule is manual, and the holder pays herself all the same, once even instantly. */
export function planSelfPayer(stage: Stage): Scene[] {
  const scenes: Scene[] = [];
  for (const day of [-82, -73, -61, -52, -40, -31, -19, -8]) {
    const at = instantOf(stage, day, 21 * HOUR + 13 * MINUTE);
    scenes.push({
      at,
      name: `holder pays ${String(day)}`,
      play: () => {
        payHerself(stage, 0.9, 'standard');
      },
    });
  }
  const at = stage.anchor - 7 * HOUR;
  return [
    ...scenes,
    {
      at,
      name: 'holder pays instantly',
      play: () => {
        payHerself(stage, 0.6, 'instant');
      },
    },
  ];
}

function payHerself(stage: Stage, share: number, method: 'standard' | 'instant'): void {
  const account = accountIdOf(stage, HOLDER);
  const amount = Math.floor(availableOf(stage.core, account, 'usd') * share);
  if (amount > 0) selfPayout(stage.core, { account, amount, currency: 'usd', method });
}
