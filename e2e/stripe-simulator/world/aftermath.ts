import type Stripe from 'stripe';
import { createRefund } from '../resources/refunds.ts';
import { reverseTransfer } from '../resources/transfer-reversals.ts';
import { convert, defaultRate } from '../currency.ts';
import { closeDispute, createDispute, submitDispute } from '../resources/disputes.ts';
import { idOf } from '../store.ts';
import { Dice } from './dice.ts';
import type { Order } from './orders.ts';
import { partOf } from './orders.ts';
import type { Scene, Stage } from './stage.ts';
import { DAY, HOUR, accountIdOf } from './stage.ts';

const REFUNDED = 0.065;
const DISPUTED = 0.014;

/** What becomes of a sale later: most are kept, some go back whole or in part, a few are charged back. */
export function planAftermath(stage: Stage, order: Order): Scene[] {
  const dice = new Dice(stage.seed, `${order.name} aftermath`);
  const fate = dice.fraction();
  if (fate < REFUNDED) return planRefunds(stage, order, dice);
  return fate < REFUNDED + DISPUTED ? planDispute(stage, order, dice) : [];
}

function planRefunds(stage: Stage, order: Order, dice: Dice): Scene[] {
  const at = order.at + dice.between(6 * HOUR, 16 * DAY);
  const whole = dice.chance(0.6);
  const scenes: Scene[] = [
    {
      at,
      name: `${order.name} refund`,
      play: () => {
        refund(stage, order, whole ? undefined : partOf(order, 0.3), dice.pick(REASONS));
      },
    },
  ];
  if (!whole && dice.chance(0.25)) {
    const name = `${order.name} second refund`;
    scenes.push({
      at: at + 2 * DAY,
      name,
      play: () => {
        refund(stage, order, partOf(order, 0.2), null);
      },
    });
  }
  return scenes;
}

const REASONS: readonly [Stripe.Refund.Reason | null, ...(Stripe.Refund.Reason | null)[]] = [
  'requested_by_customer',
  'requested_by_customer',
  'duplicate',
  null,
];

/** Gives a buyer money back and takes the seller's share of it back, as each charge pattern does it. */
function refund(
  stage: Stage,
  order: Order,
  amount: number | undefined,
  reason: Stripe.Refund.Reason | null,
): void {
  const charge = stage.core.store.charges.find(order.chargeId ?? '')?.row;
  // The batch may have been recalled before the buyer asked.
  if (charge === undefined || charge.amount - charge.amount_refunded < (amount ?? 1)) return;
  const { pattern, key } = order.member;
  const base = { charge: charge.id, reason, ...(amount === undefined ? {} : { amount }) };
  if (pattern === 'direct') {
    createRefund(stage.core, { ...base, account: accountIdOf(stage, key), refundApplicationFee: true });
  } else if (pattern === 'destination') {
    createRefund(stage.core, { ...base, reverseTransfer: true, refundApplicationFee: true });
  } else {
    createRefund(stage.core, base);
    takeShareBack(stage, order, (amount ?? order.amount) / order.amount);
  }
}

function takeShareBack(stage: Stage, order: Order, share: number): void {
  const { store } = stage.core;
  if (order.transferId === undefined) return;
  const transfer = store.transfers.get(store.platformId, order.transferId);
  if (transfer === undefined || transfer.amount === transfer.amount_reversed) return;
  const amount = Math.min(transfer.amount - transfer.amount_reversed, Math.round(transfer.amount * share));
  reverseTransfer(stage.core, { transfer: transfer.id, amount });
}

type Ending = 'won' | 'lost' | 'open';

function planDispute(stage: Stage, order: Order, dice: Dice): Scene[] {
  const opensAt = order.at + dice.between(5 * DAY, 30 * DAY);
  const ending: Ending = dice.pick(['won', 'lost', 'lost', 'open']);
  const reason = dice.pick(['fraudulent', 'product_not_received', 'product_unacceptable', 'unrecognized']);
  const found: { dispute?: Stripe.Dispute } = {};
  const scenes: Scene[] = [
    {
      at: opensAt,
      name: `${order.name} dispute`,
      play: () => {
        const charge = stage.core.store.charges.find(order.chargeId ?? '')?.row;
        if (order.chargeId === undefined || charge?.amount_refunded !== 0) return;
        const fee = disputeFee(stage, order.chargeId);
        found.dispute = createDispute(stage.core, { charge: order.chargeId, reason, fee });
        recoverFromSeller(stage, order);
      },
    },
    {
      at: opensAt + 3 * DAY,
      name: `${order.name} evidence`,
      play: () => {
        const owner = stage.core.store.disputes.find(found.dispute?.id ?? '')?.owner;
        if (owner !== undefined && found.dispute !== undefined)
          submitDispute(stage.core, owner, found.dispute.id);
      },
    },
  ];
  if (ending === 'open') return scenes;
  const name = `${order.name} dispute ${ending}`;
  const play = () => {
    if (found.dispute !== undefined) closeDispute(stage.core, found.dispute.id, ending);
  };
  return [...scenes, { at: opensAt + dice.between(9 * DAY, 24 * DAY), name, play }];
}

/** Fifteen euros in whatever the charge settled in. */
function disputeFee(stage: Stage, chargeId: string): number {
  const currency = stage.core.store.balanceTransactions.by('source', chargeId)[0]?.currency ?? 'eur';
  return convert(1_500, 'eur', currency, defaultRate('eur', currency));
}

// A dispute of a platform charge debits the platform, which takes the money from the seller by itself.
function recoverFromSeller(stage: Stage, order: Order): void {
  const { core } = stage;
  if (order.member.pattern === 'direct' || order.chargeId === undefined) return;
  const charge = core.store.charges.get(core.store.platformId, order.chargeId);
  const transferId = order.transferId ?? idOf(charge?.transfer);
  const transfer = core.store.transfers.get(core.store.platformId, transferId ?? '');
  if (transfer === undefined || transfer.amount === transfer.amount_reversed) return;
  reverseTransfer(core, { transfer: transfer.id, description: 'Disputed by the card holder' });
}
