import { createCharge, createDeclinedCharge } from '../../resources/charges.ts';
import { createRefund } from '../../resources/refunds.ts';
import { Dice } from '../dice.ts';
import type { Scene, Stage } from '../stage.ts';
import { HOUR, MINUTE, accountIdOf } from '../stage.ts';

const VICTIM = 'isbjorn';
const ATTEMPTS = 150;
const REFUNDED = 34;

/** Somebody tries stolen cards at one shop: many small payments within the hour, most refused, then refunds. */
export function planCardTesting(stage: Stage): Scene[] {
  const startsAt = stage.anchor - 5 * HOUR;
  const taken: string[] = [];
  const scenes: Scene[] = [];
  for (let index = 0; index < ATTEMPTS; index += 1) {
    const name = `card test ${String(index)}`;
    const dice = new Dice(stage.seed, name);
    const at = startsAt + Math.floor((index * 40 * MINUTE) / ATTEMPTS) + dice.between(0, 12);
    scenes.push({
      at,
      name,
      play: () => {
        tryCard(stage, dice, taken);
      },
    });
  }
  for (let index = 0; index < REFUNDED; index += 1) {
    const at = stage.anchor - 3 * HOUR + index * 50;
    scenes.push({
      at,
      name: `card test refund ${String(index)}`,
      play: () => {
        giveBack(stage, taken[index]);
      },
    });
  }
  return scenes;
}

function tryCard(stage: Stage, dice: Dice, taken: string[]): void {
  const account = accountIdOf(stage, VICTIM);
  const attempt: Attempt = {
    amount: dice.between(1, 9) * 10_000,
    currency: 'isk',
    description: 'Gift card',
    riskScore: dice.between(76, 99),
    riskLevel: 'highest',
    email: `${String(dice.between(1e6, 9e6))}@mail.example`,
  };
  if (dice.chance(0.27)) {
    taken.push(createCharge(stage.core, { ...attempt, account, applicationFee: attempt.amount / 10 }).id);
  } else {
    const code = dice.pick(['incorrect_cvc', 'generic_decline', 'stolen_card']);
    createDeclinedCharge(stage.core, { ...attempt, account, code });
  }
}

type Attempt = {
  amount: number;
  currency: string;
  description: string;
  riskScore: number;
  riskLevel: 'highest';
  email: string;
};

function giveBack(stage: Stage, charge: string | undefined): void {
  if (charge === undefined) return;
  createRefund(stage.core, {
    account: accountIdOf(stage, VICTIM),
    charge,
    reason: 'fraudulent',
    refundApplicationFee: true,
  });
}
