import { expect, it } from 'vitest';
import { purposeOfCall } from './stripe-calls.tsx';

it.each([
  ['POST', '/v1/payouts', 'Asked Stripe to pay it out'],
  ['GET', '/v1/payouts', 'Listed payouts'],
  ['GET', '/v1/payouts/{id}', 'Read this payout'],
  ['POST', '/v1/payouts/{id}/cancel', 'Asked Stripe to cancel it'],
  ['GET', '/v1/balance_transactions', 'Read its balance transactions'],
])('%s %s is told as “%s”', (method, endpoint, said) => {
  expect(purposeOfCall({ method, endpoint })).toBe(said);
});
