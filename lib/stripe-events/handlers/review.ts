import type { StripeEventHandler } from '../stripe-event.ts';

/** A manual review at Stripe opened or closed. Nothing moved; risk reads the stored event. */
export const reviewChanged: StripeEventHandler = () => [];
