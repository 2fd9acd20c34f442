import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#scripts/test-database.ts';
import { closeDatabase, database } from '../../db/client.ts';
import { type CadencePlan, nextDueAt } from './next-due.ts';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  process.env['DATABASE_URL'] = testDatabase.url;
});
afterAll(async () => {
  await closeDatabase();
  await testDatabase.drop();
});

const plan = (overrides: Partial<CadencePlan>): CadencePlan => ({
  cadence: 'daily',
  weekdays: [],
  monthDay: null,
  zone: 'UTC',
  atMinute: 6 * 60,
  ...overrides,
});
const monthly = (monthDay: number, zone = 'UTC') => plan({ cadence: 'monthly', monthDay, zone });
const BERLIN = 'Europe/Berlin';

async function after(what: CadencePlan, at: string): Promise<string | undefined> {
  return (await nextDueAt(database(), what, new Date(at)))?.toISOString();
}

describe('the next due time', () => {
  it.each<[string, CadencePlan, string, string]>([
    ['daily, today', plan({}), '2026-03-10T05:59:59Z', '2026-03-10T06:00:00.000Z'],
    ['daily, at the time itself is tomorrow', plan({}), '2026-03-10T06:00:00Z', '2026-03-11T06:00:00.000Z'],
    ['daily, in its zone', plan({ zone: 'Asia/Tokyo' }), '2026-03-10T20:59:00Z', '2026-03-10T21:00:00.000Z'],
    [
      'weekly on chosen days, the next of them',
      plan({ cadence: 'weekly', weekdays: [1, 4] }),
      '2026-03-10T12:00:00Z', // a Tuesday
      '2026-03-12T06:00:00.000Z',
    ],
    [
      'weekly, over the end of the week',
      plan({ cadence: 'weekly', weekdays: [1] }),
      '2026-03-09T06:00:00Z', // that Monday
      '2026-03-16T06:00:00.000Z',
    ],
    ['monthly on the 31st, in April', monthly(31), '2026-03-31T06:00:00Z', '2026-04-30T06:00:00.000Z'],
    ['monthly on the 31st, in February', monthly(31), '2026-01-31T07:00:00Z', '2026-02-28T06:00:00.000Z'],
    ['monthly on the 30th, in a leap year', monthly(30), '2028-02-01T00:00:00Z', '2028-02-29T06:00:00.000Z'],
    ['monthly on the 29th, after February', monthly(29), '2026-02-28T06:00:00Z', '2026-03-29T06:00:00.000Z'],
    ['monthly, over the end of the year', monthly(1), '2026-12-01T06:00:00Z', '2027-01-01T06:00:00.000Z'],
    [
      'monthly, where the zone is a day ahead of UTC',
      monthly(1, 'Pacific/Kiritimati'),
      '2026-04-30T15:59:00Z', // 05:59 on 1 May there
      '2026-04-30T16:00:00.000Z',
    ],
    [
      'threshold is looked at each day',
      plan({ cadence: 'threshold' }),
      '2026-03-10T12:00:00Z',
      '2026-03-11T06:00:00.000Z',
    ],
  ])('%s', async (_, what, at, expected) => {
    expect(await after(what, at)).toBe(expected);
  });

  it('keeps its hour over both clock changes', async () => {
    const six = plan({ zone: BERLIN });
    expect(await after(six, '2026-03-28T12:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
    expect(await after(six, '2026-10-24T12:00:00Z')).toBe('2026-10-25T05:00:00.000Z');
  });

  it('is once on the day on which its hour does not exist, and once on the day on which it exists twice', async () => {
    const halfPastTwo = plan({ zone: BERLIN, atMinute: 150 });
    expect(await after(halfPastTwo, '2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(await after(halfPastTwo, '2026-03-29T01:30:00Z')).toBe('2026-03-30T00:30:00.000Z');
    const twice = await after(halfPastTwo, '2026-10-24T12:00:00Z');
    expect(twice).toBe('2026-10-25T01:30:00.000Z');
    expect(await after(halfPastTwo, twice ?? '')).toBe('2026-10-26T01:30:00.000Z');
  });

  it('is never on request, and is refused in a zone that does not exist', async () => {
    expect(await after(plan({ cadence: 'on_request' }), '2026-03-10T00:00:00Z')).toBeUndefined();
    await expect(after(plan({ zone: 'Mars/Olympus' }), '2026-03-10T00:00:00Z')).rejects.toMatchObject({
      code: '22023',
    });
  });

  it('comes once a month for a year, whatever day is asked for', async () => {
    for (const day of [1, 15, 28, 29, 30, 31]) {
      let at = '2026-12-31T23:59:59Z';
      const months: string[] = [];
      for (let turn = 0; turn < 12; turn += 1) {
        at = (await after(monthly(day, BERLIN), at)) ?? '';
        months.push(at.slice(0, 7));
      }
      expect(new Set(months).size).toBe(12);
    }
  });
});
