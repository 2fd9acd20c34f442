import { createCharge } from '../../resources/charges.ts';
import { Dice } from '../dice.ts';
import type { Scene, Stage } from '../stage.ts';
import { DAY, HOUR, MINUTE, accountIdOf } from '../stage.ts';

/** Unix seconds; `from` inclusive, `to` exclusive. */
export type Gap = { from: number; to: number };

const LENGTH_MINUTES = 42;
const STARTS_AT = 3 * HOUR + 10 * MINUTE;

/**
 * A night in Europe: events happened, no webhook brought them. It is the night of the day before the anchor's, at whatever
 * hour the story is told: a gap that moved with the hour would have lost other events.
 */
export function webhookGap(anchorDay: number): Gap {
  const from = anchorDay - DAY + STARTS_AT;
  return { from, to: from + LENGTH_MINUTES * MINUTE };
}

/** Noon in Japan and evening in America: these sellers are awake while the endpoint is down. */
const AWAKE = [
  { key: 'kinokuni', currency: 'jpy', amount: 12_400 },
  { key: 'minato', currency: 'jpy', amount: 3_600 },
  { key: 'tominglass', currency: 'jpy', amount: 8_800 },
  { key: 'tidewater', currency: 'usd', amount: 9_900 },
  { key: 'saguaro', currency: 'usd', amount: 15_500 },
  { key: 'marigold', currency: 'usd', amount: 4_150 },
];

/** Sales just before, during and just after the gap, so that its edges can be seen from the events alone. */
export function planWebhookGap(stage: Stage): Scene[] {
  const gap = webhookGap(stage.anchorDay);
  const startsAt = gap.from - 30 * MINUTE;
  const scenes: Scene[] = [];
  for (let index = 0; startsAt + index * 5 * MINUTE < gap.to + 30 * MINUTE; index += 1) {
    const name = `night sale ${String(index)}`;
    const dice = new Dice(stage.seed, name);
    const seller = AWAKE[index % AWAKE.length];
    if (seller === undefined) continue;
    const at = startsAt + index * 5 * MINUTE + dice.between(20, 200);
    const { key, ...sale } = seller;
    const play = () => {
      createCharge(stage.core, {
        ...sale,
        account: accountIdOf(stage, key),
        applicationFee: Math.round(sale.amount * 0.11),
        description: `Night order ${String(index)}`,
      });
    };
    scenes.push({ at, name, play });
  }
  return scenes;
}
