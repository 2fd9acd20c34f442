import { idAt, type RiskFactReader, type StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';
import { toldFact } from '../told-fact.ts';

/** Money moved between the platform and `destination`, which gets no event of its own for it. */
export const transferMovedMoney: StripeEventHandler = (event) =>
  moneyMoved(event.connectedAccountId, idAt(event, 'destination'));

/** A seller's share of a charge on the platform: with separate charges and transfers nothing else says whose it is. */
export const shareOfChargeTold: RiskFactReader = (event) => {
  const seller = idAt(event, 'destination');
  const chargeId = idAt(event, 'source_transaction');
  if (seller === null || chargeId === null) return [];
  return toldFact(event, 'transfer', { connectedAccountId: seller, chargeId });
};
