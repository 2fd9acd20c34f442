import type Stripe from 'stripe';
import { missing } from '../api-error.ts';
import type { Core } from '../core.ts';
import { nowOf } from '../core.ts';
import { emit } from '../events.ts';
import { idOf } from '../store.ts';

/** The card's issuer reports fraud on a charge; it happened where the charge lives. */
export function createEarlyFraudWarning(
  core: Core,
  input: { charge: string; fraudType?: string },
): Stripe.Radar.EarlyFraudWarning {
  const found = core.store.charges.find(input.charge);
  if (found === undefined) throw missing('charge', input.charge, 'charge');
  const { owner, row: charge } = found;
  const intent = idOf(charge.payment_intent);
  const warning: Stripe.Radar.EarlyFraudWarning = {
    id: core.random.id('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: !charge.disputed && !charge.refunded,
    charge: charge.id,
    created: nowOf(core),
    fraud_type: input.fraudType ?? 'unauthorized_use_of_card',
    livemode: core.livemode,
    ...(intent === null ? {} : { payment_intent: intent }),
  };
  core.store.earlyFraudWarnings.insert(owner, warning);
  emit(core, owner, 'radar.early_fraud_warning.created', warning);
  return warning;
}

export function earlyFraudWarningOf(core: Core, owner: string, id: string): Stripe.Radar.EarlyFraudWarning {
  const warning = core.store.earlyFraudWarnings.get(owner, id);
  if (warning === undefined) throw missing('early_fraud_warning', id);
  return warning;
}
