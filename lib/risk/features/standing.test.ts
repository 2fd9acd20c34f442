import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { database } from '../../db/client.ts';
import { readRiskFeatures } from './read-risk-features.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

it('a destination that an account began with is neither new nor changed; one that came, or became another, is both', async () => {
  const connectedAccountId = await world.account([1n]);
  const [known] = await world.sql<{ id: string }[]>`
    update external_accounts set first_seen_at = now() - interval '1 hour' where connected_account_id = ${connectedAccountId}
    returning external_account_id as id`;
  const change = (word: string, isNew: boolean, minutes: number) => world.sql`
    insert into external_account_changes (connected_account_id, external_account_id, change, seen_at, is_new_destination)
    values (${connectedAccountId}, ${known?.id ?? ''}, ${word}, now() - make_interval(mins => ${minutes}), ${isNew})`;
  const read = async (at = new Date()) =>
    (await readRiskFeatures(database(), { connectedAccountId, currency: 'usd', at })).standing;
  await change('added', false, 60);
  await change('changed', false, 50);
  expect(await read()).toMatchObject({ destinationSince: null, destinationChanges: 0 });
  await change('changed', true, 10);
  const { destinationSince, destinationChanges } = await read();
  expect(destinationChanges).toBe(1);
  expect(Date.now() - (destinationSince?.getTime() ?? 0)).toBeLessThan(20 * 60_000);
  // As it was known twenty minutes ago.
  expect(await read(new Date(Date.now() - 20 * 60_000))).toMatchObject({
    destinationSince: null,
    destinationChanges: 0,
  });
});
