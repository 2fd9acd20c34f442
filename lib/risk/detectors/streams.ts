/**
 * The streams that may raise an alarm by themselves. Velocity is not among them and so has no threshold and no share
 * of the false-pause budget: three times the usual volume cannot be told from an honest good day.
 */
export type StreamName =
  | 'refunds' // a charge was refunded, and not by the platform
  | 'disputes' // a charge was disputed, or the bank warned of fraud
  | 'highRisk' // Stripe rated a payment as of high risk
  | 'declines' // an attempt to charge a card was declined
  | 'newCountries' // the card's country was first seen at this account within the lag
  | 'largeAmounts' // the amount lies above what 19 of 20 usually stay below
  | 'smallAmounts'; // the amount lies below what 19 of 20 usually stay above
