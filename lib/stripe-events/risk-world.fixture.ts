import { createSimulator } from '../../e2e/stripe-simulator/simulator.ts';
import type { IncomingStripeEvent } from './parse-stripe-event.ts';

/** Monday noon, long before the facts are learned. */
export const WORLD_STARTS = '2026-10-05T12:00:00Z';

export type RiskWorld = {
  deliveries: { body: string; endpointKind: IncomingStripeEvent['endpointKind'] }[];
  direct: string;
  destination: string;
  /** Two sellers who share charges of the platform. */
  separate: [string, string];
};

/** Sellers of all three charge patterns with what can happen to a charge, as events in the order of Stripe. */
export function buildRiskWorld(): RiskWorld {
  const simulator = createSimulator({
    seed: 3,
    delivery: 'record',
    automaticPayouts: false,
    clock: { mode: 'frozen', atMs: Date.parse(WORLD_STARTS) },
  });
  const [direct = '', destination = '', first = '', second = ''] = [1, 2, 3, 4].map(
    () => simulator.createAccount({ type: 'custom', country: 'DE', onboarded: true }).id,
  );
  const later = (): void => {
    simulator.advanceClock(17 * 60_000);
  };
  for (let round = 0; round < 4; round += 1) {
    const sale = {
      amount: 1_000 * (round + 1),
      currency: 'eur',
      email: `buyer${String(round % 2)}@mail.example`,
    };
    const charge = simulator.createCharge({
      ...sale,
      account: direct,
      riskLevel: round === 2 ? 'elevated' : 'normal',
      cardCountry: round === 3 ? 'BR' : 'DE',
    });
    later();
    simulator.createDeclinedCharge({ ...sale, account: direct, code: 'stolen_card', riskLevel: 'highest' });
    const sent = simulator.createCharge({ ...sale, destination });
    const shared = simulator.createCharge({
      ...sale,
      amount: 9_000,
      transferGroup: `group ${String(round)}`,
    });
    later();
    for (const [account, amount] of [
      [first, 4_000],
      [second, 3_000],
    ] as const)
      simulator.createTransfer({
        amount,
        currency: 'usd',
        destination: account,
        sourceTransaction: shared.id,
      });
    if (round === 0) simulator.createRefund({ account: direct, charge: charge.id, amount: 400 });
    if (round === 1)
      simulator.createRefund({ account: direct, charge: charge.id, metadata: { refunded_by: 'platform' } });
    if (round === 2) simulator.createEarlyFraudWarning({ charge: charge.id });
    if (round === 3) simulator.createDispute({ charge: charge.id });
    later();
    if (round === 0) simulator.createRefund({ charge: sent.id, reverseTransfer: true });
    if (round === 1) simulator.createRefund({ charge: shared.id, amount: 500 });
    if (round === 2) simulator.createDispute({ charge: sent.id });
    if (round === 3) simulator.createEarlyFraudWarning({ charge: shared.id });
    later();
  }
  const { store } = simulator.core;
  const deliveries = store.events.entries().map(([of, event]) => ({
    endpointKind: of === store.platformId ? ('account' as const) : ('connect' as const),
    body: JSON.stringify(event),
  }));
  return { deliveries, direct, destination, separate: [first, second] };
}
