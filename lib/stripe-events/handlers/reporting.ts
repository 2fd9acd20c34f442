import type { StripeEventHandler } from '../stripe-event.ts';

/** A report that somebody ordered is ready or failed. */
export const reportRunEnded: StripeEventHandler = () => [];
