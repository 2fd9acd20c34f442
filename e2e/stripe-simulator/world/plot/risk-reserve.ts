import { holdReserve, releaseReserve } from '../../resources/reserves.ts';
import type { Scene, Stage } from '../stage.ts';
import { HOUR, accountIdOf, instantOf } from '../stage.ts';

/** Stripe itself keeps some of one seller's money for three weeks and gives half of it back. */
export function planRiskReserve(stage: Stage): Scene[] {
  const { core } = stage;
  const seller = 'freiheit';
  return [
    {
      at: instantOf(stage, -27, 13 * HOUR),
      name: `reserve held ${seller}`,
      play: () => {
        holdReserve(core, accountIdOf(stage, seller), 40_000, 'eur');
      },
    },
    {
      at: instantOf(stage, -6, 13 * HOUR),
      name: `reserve released ${seller}`,
      play: () => {
        releaseReserve(core, accountIdOf(stage, seller), 20_000, 'eur');
      },
    },
  ];
}
