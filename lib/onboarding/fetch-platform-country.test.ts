import { afterAll, beforeAll, expect, it } from 'vitest';
import postgres from 'postgres';
import { startTestStripe, type TestStripe } from '#scripts/test-stripe.ts';
import { jobContext } from '../context.ts';
import { env } from '../env.ts';
import { fetchPlatformCountry } from './fetch-platform-country.ts';
import { notePlatformCountry } from './note-platform-country.ts';

const ctx = jobContext('fetch-invited-accounts');

let stripe: TestStripe;
let sql: postgres.Sql;
beforeAll(async () => {
  // What a start without the setting takes for granted is the United States.
  stripe = await startTestStripe({ platformCountry: 'DE' });
  sql = postgres(stripe.databaseOwnerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await stripe.stop();
});

const alarms = () =>
  sql`select subject, text, occurrences, closed_at is not null as closed from alarms where kind = 'platform_elsewhere'`;

it('a platform that Stripe has elsewhere is an alarm that says both countries and what to do, until a person closes it', async () => {
  expect(env().PLATFORM_COUNTRY).toBe('US');
  expect(await fetchPlatformCountry(ctx)).toEqual({ isSame: false });
  expect(await alarms()).toEqual([
    {
      subject: 'PLATFORM_COUNTRY',
      text: 'PLATFORM_COUNTRY says US, and Stripe says that the platform’s account is in DE. Sellers are invited on the terms of a platform in US. Set PLATFORM_COUNTRY to DE and start every process again.',
      occurrences: 1,
      closed: false,
    },
  ]);
  // What Stripe does not tell, or tells as the setting does, raises none and closes none: somebody looks at what was invited.
  for (const atStripe of [null, 'US'])
    expect(await notePlatformCountry(ctx, { atStripe })).toEqual({ isSame: true });
  expect(await alarms()).toMatchObject([{ occurrences: 1, closed: false }]);
  expect(await fetchPlatformCountry(ctx)).toEqual({ isSame: false });
  expect(await alarms()).toMatchObject([{ occurrences: 2, closed: false }]);
});

it('is asked of the platform’s own account, and by nobody but the job', async () => {
  await expect(fetchPlatformCountry(jobContext('notify'))).rejects.toMatchObject({ code: 'forbidden' });
});
