import type { StripeEventHandler } from '../stripe-event.ts';

/** The card issuer fears fraud. Nothing moved yet; risk reads the stored event. */
export const earlyFraudWarning: StripeEventHandler = () => [];
