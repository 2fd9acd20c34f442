import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPayoutWorld, type PayoutWorld } from '../requests/payout-world.fixture.ts';
import { amountsAsText, parseAmounts } from './parse-amounts.ts';
import { setPayoutCadence } from './set-payout-cadence.ts';

let world: PayoutWorld;
let account: string;
beforeAll(async () => {
  world = await openPayoutWorld();
  account = await world.account([100_00n]);
});
afterAll(() => world.close());

const wanted = (overrides: Partial<Parameters<typeof setPayoutCadence>[1]> = {}) => ({
  connectedAccountId: account,
  cadence: 'weekly' as const,
  weekdays: [5, 1, 5],
  monthDay: 31,
  atMinute: 90,
  zone: 'berlin',
  thresholds: '10 EUR',
  minimumBalances: '1,000.00 USD; 5000 JPY',
  seenVersion: null,
  ...overrides,
});

describe('a cadence', () => {
  it('keeps only what belongs to it, with its zone by its right name, and is on record', async () => {
    const { nextDueAt } = await setPayoutCadence(world.as('anna'), wanted());
    expect(nextDueAt?.getTime()).toBeGreaterThan(0);
    const [row] = await world.sql`
      select cadence, weekdays, month_day, zone, thresholds, minimum_balances, version, set_by from payout_cadences
      where connected_account_id = ${account}`;
    expect(row).toEqual({
      cadence: 'weekly',
      weekdays: [1, 5],
      month_day: null,
      zone: 'Europe/Berlin',
      thresholds: {},
      minimum_balances: { usd: '100000', jpy: '5000' },
      version: 1,
      set_by: 'opr_anna',
    });
    const [record] = await world.sql`
      select actor_id, after->>'cadence' as cadence from audit_records where action = 'payout_cadence.set' and subject = ${account}`;
    expect(record).toEqual({ actor_id: 'opr_anna', cadence: 'weekly' });
  });

  it('that somebody else changed first is not overwritten', async () => {
    await expect(setPayoutCadence(world.as('marek'), wanted())).rejects.toMatchObject({ code: 'conflict' });
    const both = await Promise.allSettled(
      ['anna', 'marek'].map((name) => setPayoutCadence(world.as(name), wanted({ seenVersion: 1 }))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it.each<[string, Parameters<typeof wanted>[0], string]>([
    ['no day of the week', { weekdays: [] }, 'Choose at least one day'],
    ['no day of the month', { cadence: 'monthly', monthDay: null }, 'Choose a day of the month'],
    ['no threshold', { cadence: 'threshold', thresholds: '' }, 'Write at least one threshold'],
    ['an amount that is none', { minimumBalances: '5 apples' }, '“5 apples” is no amount'],
    ['a part of a yen', { minimumBalances: '5.5 JPY' }, 'is no amount'],
    [
      'a minimum that can be read two ways',
      { minimumBalances: '1.500 EUR' },
      '“1.500” can be read as 1500 or as 1.5 EUR. Write the one that is meant.',
    ],
    [
      'a threshold that can be read two ways',
      { cadence: 'threshold', thresholds: '20.00 USD; 1,500 KWD' },
      '“1,500” can be read as 1500 or as 1.5 KWD. Write the one that is meant.',
    ],
    ['a currency twice', { minimumBalances: '5 EUR; 6 EUR' }, 'EUR is listed twice'],
    ['a zone that is none', { zone: 'Atlantis' }, 'no one time zone called “Atlantis”'],
    ['a minute after midnight that is none', { atMinute: 1440 }, 'Write a time of day'],
  ])('is refused with a sentence: %s', async (_, overrides, sentence) => {
    await expect(
      setPayoutCadence(world.as('anna'), wanted({ ...overrides, seenVersion: 2 })),
    ).rejects.toThrow(sentence);
  });

  it('is nobody’s to set for an account that is not enrolled, nor a reviewer’s', async () => {
    await expect(
      setPayoutCadence(world.as('anna'), wanted({ connectedAccountId: 'acct_stranger' })),
    ).rejects.toThrow('is not enrolled');
    await expect(setPayoutCadence(world.as('ines'), wanted({ seenVersion: 2 }))).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

it('amounts are written as they are read', () => {
  const read = parseAmounts('1,000.00 USD\n5000 jpy; 1.234 KWD');
  expect(read).toEqual({ ok: true, amounts: { usd: '100000', jpy: '5000', kwd: '1234' } });
  if (read.ok) expect(amountsAsText(read.amounts)).toBe('5,000 JPY; 1.234 KWD; 1,000.00 USD');
});
