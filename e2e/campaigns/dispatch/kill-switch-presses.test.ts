import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { createMoneyLimiter } from '#lib/stripe/money-limiter.ts';
import { approvedRequests, insertPeople } from './approved-requests.ts';
import { pressUnderLoad, type Press } from './kill-switch-presses.ts';

/* A few of the three hundred that `npm run bench -- kill-switch` does; the judge is the local Stripe's own log. */

const PRESSES = 12;

let stripe: TestStripe;
let sql: postgres.Sql;
let presses: Press[];

beforeAll(async () => {
  stripe = await startTestStripe();
  sql = postgres(stripe.databaseOwnerUrl, { max: 2, onnotice: () => undefined });
  await insertPeople(sql);
  const world = { simulator: stripe.simulator, sql };
  await Promise.all([0, 1, 2, 3, 4, 5].map(() => approvedRequests(world, 8)));
  // Stripe's limit is not what is tried here, and more calls under way are.
  Object.assign(globalThis, { sluiceMoneyLimiter: createMoneyLimiter(200) });
  presses = await pressUnderLoad(world, { presses: PRESSES, random: Math.random });
}, 240_000);
afterAll(async () => {
  stripe.simulator.faults.clear();
  await sql.end({ timeout: 5 });
  await stripe.stop();
});

it('nothing reached Stripe after a press had returned, and nothing was under way', () => {
  expect(presses.filter(({ sendsAfterReturn }) => sendsAfterReturn > 0)).toEqual([]);
  expect(presses.filter(({ underWayAtReturn }) => underWayAtReturn > 0)).toEqual([]);
  expect(presses.length).toBeGreaterThan(PRESSES / 2);
});

it('calls were under way when it was pressed, so that it had something to wait for', () => {
  expect(presses.filter(({ inFlight }) => inFlight > 0).length).toBeGreaterThan(0);
});
