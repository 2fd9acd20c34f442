import { describe, expect, it } from 'vitest';
import { FAMILIES } from './families.ts';
import { HOUR_MS, liveThrough, STORY_BEGINS_MS, type Attempt } from './history.ts';
import { inventSeller, USUAL_POPULATION } from './seller.ts';

const SELLER = { ...inventSeller(11, USUAL_POPULATION), attemptsPerDay: 60 };
const START_HOUR = 40 * 24;
const HOURS = START_HOUR + 100 * 24;

const family = (name: string) => {
  const found = FAMILIES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`No family ${name}.`);
  return found;
};

function live(name: string) {
  const { bend, destinationChange } = family(name);
  return liveThrough(SELLER, HOURS, {
    fromHour: START_HOUR,
    bend,
    ...(destinationChange === undefined ? {} : { destinationChange }),
  });
}

const startMs = STORY_BEGINS_MS + START_HOUR * HOUR_MS;
const share = (attempts: readonly Attempt[], of: (attempt: Attempt) => boolean): number =>
  attempts.filter(of).length / attempts.length;
const after = (attempts: readonly Attempt[]): Attempt[] => attempts.filter(({ at }) => at >= startMs);

describe('the attack simulator', () => {
  it('tells the same story for the same seed, and another for another', () => {
    expect(live('bust-out')).toEqual(live('bust-out'));
    const other = liveThrough({ ...SELLER, seed: 12 }, HOURS);
    expect(other.attempts[0]).not.toEqual(liveThrough(SELLER, HOURS).attempts[0]);
  });

  it.each(FAMILIES.map(({ name }) => name))('%s changes nothing before it begins', (name) => {
    const before = (attempts: readonly Attempt[]) => attempts.filter(({ at }) => at < startMs);
    expect(before(live(name).attempts)).toEqual(before(liveThrough(SELLER, HOURS).attempts));
  });

  it('comes in order of time, and what becomes of a charge comes after it', () => {
    const { attempts } = live('stolen-card-mule');
    for (const [index, attempt] of attempts.entries()) {
      expect(attempt.at).toBeGreaterThanOrEqual(attempts[index - 1]?.at ?? 0);
      expect(attempt.refund?.at ?? attempt.at).toBeGreaterThanOrEqual(attempt.at);
      expect(attempt.disputedAt ?? attempt.at).toBeGreaterThanOrEqual(attempt.warnedAt ?? attempt.at);
    }
  });

  it('a surge is five times the usual refunds, by the seller', () => {
    const usual = share(liveThrough(SELLER, HOURS).attempts, ({ refund }) => refund !== null);
    const surge = share(
      after(live('refund-surge-x5').attempts),
      ({ refund }) => refund?.byPlatform === false,
    );
    expect(surge / usual).toBeGreaterThan(3.5);
    expect(surge / usual).toBeLessThan(6.5);
  });

  it('card testing is many tiny declined attempts that leave the own customers in place', () => {
    const tested = after(live('card-testing').attempts);
    expect(share(tested, ({ amount }) => amount < 200n)).toBeGreaterThan(0.8);
    expect(share(tested, ({ isDeclined }) => isDeclined)).toBeGreaterThan(0.6);
    const own = tested.filter(({ amount }) => amount >= 200n);
    expect(own.length).toBeGreaterThan(0.5 * after(liveThrough(SELLER, HOURS).attempts).length);
  });

  it('a takeover changes the destination when it begins, and refunds of a called-off event are the platform’s', () => {
    expect(live('account-takeover').destinationChanges).toEqual([{ at: startMs, country: 77 }]);
    const days = after(live('platform-refunds').attempts).filter(({ at }) => at < startMs + 120 * HOUR_MS);
    expect(share(days, ({ refund }) => refund?.byPlatform === true)).toBeGreaterThan(0.5);
  });

  it('every family has a name of its own, and honest ones tell nothing', () => {
    expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length);
    for (const { blame, tells } of FAMILIES)
      expect(tells.length === 0).toBe(blame === 'nobody' || blame === 'platform');
  });
});
