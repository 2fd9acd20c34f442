import { chargeMultipleOf, exponentOf } from '../currency.ts';
import { createCharge } from '../resources/charges.ts';
import { createTransfer } from '../resources/transfers.ts';
import type { Member } from './cast.ts';
import { CAST } from './cast.ts';
import { Dice } from './dice.ts';
import type { Scene, Stage } from './stage.ts';
import { HOUR, MINUTE, accountIdOf, instantOf } from './stage.ts';

/** One sale. The ids are known once its scenes have played. */
export type Order = {
  name: string;
  member: Member;
  at: number;
  amount: number;
  currency: string;
  chargeId?: string;
  transferId?: string;
};

/** The marketplace keeps this share of a sale. */
const COMMISSION = 0.11;

/** How busy each local hour is: asleep, a rise before noon, a dip, and the evening on the sofa. */
const HOURS = [
  1, 0.6, 0.3, 0.2, 0.2, 0.5, 1.2, 2.5, 4, 5.5, 6.5, 7, 6.5, 5.5, 5, 5, 5.5, 6, 6.5, 7.5, 8, 7, 4.5, 2.2,
];
const UTC_OFFSET: Record<string, number> = { US: -6, GB: 0, IS: 0, DE: 1, FR: 1, HU: 1, KW: 3, JP: 9 };

/** What a seller's foreign customers pay in; it converts unless the seller has a bank for it. */
const FOREIGN: Record<string, readonly [string, ...string[]]> = {
  freiheit: ['usd', 'chf'],
  brackenfold: ['usd', 'eur'],
  kinokuni: ['usd'],
  thorsmork: ['eur', 'usd'],
  nordlicht: ['sek', 'dkk'],
  uhrwerk: ['chf'],
  kovacs: ['eur'],
};
const FOREIGN_SHARE = 0.22;

/** Every ordinary sale of the ninety days, oldest first per seller. */
export function planOrders(stage: Stage): Order[] {
  return CAST.flatMap((member) => {
    const orders: Order[] = [];
    for (let day = -member.joins; day <= 0; day += 1) {
      const dice = new Dice(stage.seed, `orders ${member.key} ${String(day)}`);
      const growth = 0.85 + 0.3 * ((day + member.joins) / member.joins);
      const count = dice.arrivals(member.orders * growth);
      for (let index = 0; index < count; index += 1) {
        orders.push(planOrder(stage, member, day, `order ${member.key} ${String(day)} ${String(index)}`));
      }
    }
    return orders;
  });
}

function planOrder(stage: Stage, member: Member, day: number, name: string): Order {
  const dice = new Dice(stage.seed, name);
  const localHour = dice.weighted(HOURS);
  const hour = (localHour - (UTC_OFFSET[member.country] ?? 0) + 24) % 24;
  const at = instantOf(stage, day, hour * HOUR + dice.between(0, HOUR - 1));
  const foreign = FOREIGN[member.key];
  const currency = foreign !== undefined && dice.chance(FOREIGN_SHARE) ? dice.pick(foreign) : member.currency;
  // A long tail: most baskets are near the ordinary one, a few are several times as large.
  const size = 0.35 + 1.3 * dice.fraction() + (dice.chance(0.06) ? 3 * dice.fraction() : 0);
  const amount = currency === member.currency ? member.ticket * size : 90 * 10 ** exponentOf(currency) * size;
  const step = Math.max(chargeMultipleOf(currency), member.currency === 'jpy' && currency === 'jpy' ? 10 : 1);
  return { name, member, at, currency, amount: Math.max(step, Math.round(amount / step)) * step };
}

/** The scenes of a sale: the payment, and with separate charges and transfers the seller's share soon after. */
export function playOrder(stage: Stage, order: Order): Scene[] {
  const scenes: Scene[] = [
    {
      at: order.at,
      name: order.name,
      play: () => {
        pay(stage, order);
      },
    },
  ];
  if (order.member.pattern !== 'separate') return scenes;
  const dice = new Dice(stage.seed, `${order.name} transfer`);
  const at = order.at + dice.between(4 * MINUTE, 50 * MINUTE);
  scenes.push({
    at,
    name: `${order.name} transfer`,
    play: () => {
      sendShare(stage, order);
    },
  });
  return scenes;
}

function pay(stage: Stage, order: Order): void {
  const { core } = stage;
  const { amount, currency, member } = order;
  const account = accountIdOf(stage, member.key);
  const fee = partOf(order, COMMISSION);
  const number = order.name.replaceAll(/\D+/g, '-');
  const sale = {
    amount,
    currency,
    description: `Order ${member.key}${number}`,
    metadata: { order: order.name },
  };
  const charge =
    member.pattern === 'direct'
      ? createCharge(core, { ...sale, account, applicationFee: fee })
      : member.pattern === 'destination'
        ? createCharge(core, { ...sale, destination: account, applicationFee: fee })
        : createCharge(core, { ...sale, transferGroup: order.name.replaceAll(' ', '_') });
  order.chargeId = charge.id;
}

function sendShare(stage: Stage, order: Order): void {
  const { store } = stage.core;
  if (order.chargeId === undefined) return;
  const charge = store.charges.get(store.platformId, order.chargeId);
  const paid = store.balanceTransactions.by('source', order.chargeId)[0];
  if (charge === undefined || paid === undefined) return;
  order.transferId = createTransfer(stage.core, {
    amount: Math.round(paid.amount * (1 - COMMISSION)),
    currency: paid.currency,
    destination: accountIdOf(stage, order.member.key),
    sourceTransaction: order.chargeId,
    description: charge.description,
    metadata: { order: order.name },
  }).id;
}

/** A share of a sale in amounts that its currency knows. */
export function partOf(order: Order, share: number): number {
  const step = chargeMultipleOf(order.currency);
  return Math.max(1, Math.round((order.amount * share) / step)) * step;
}
