import { expect, it } from 'vitest';
import type { AlarmCause, NamedAccount, NeedFacts } from '#lib/overview/types.ts';
import { needItems } from './need-items.ts';

const nothing = { count: 0, isCapped: false };

const calm: NeedFacts = {
  failedEvents: { ...nothing, attempts: [0, 0] },
  retryingEvents: { ...nothing, nextAt: null },
  toDecide: nothing,
  anomalies: nothing,
  secondHalves: [],
  alarms: [],
  incompleteDays: { count: nothing, oldestDay: null },
  openGaps: { count: 0, eventsMissed: 0, newestEndsAt: null },
  brokenInvariants: [],
  staleInvariants: [],
  failedPayouts: nothing,
  restrictedAccounts: nothing,
};

const at = new Date('2026-11-20T12:00:00Z');

function cause(kind: string, text: string, account: NamedAccount | null = null): AlarmCause {
  const severity = 'urgent' as const;
  const alarm = {
    ...{ alarmId: '1', kind, subject: 'x', text, raisedAt: at, occurrences: 1, earlier: [], earlierCount: 0 },
    ...{ severity, account, named: [] },
  } as const;
  return { key: `${kind} ${account?.name ?? ''}`, severity, kind, account, alarms: [alarm] };
}

it('asks for nothing when nothing is wrong', () => {
  expect(needItems(calm)).toEqual([]);
});

it('puts a broken promise before everything else', () => {
  const items = needItems({
    ...calm,
    failedEvents: { count: 3, isCapped: false, attempts: [8, 8] },
    restrictedAccounts: { count: 1, isCapped: false },
    brokenInvariants: [
      { name: 'agrees_with_stripe', promise: 'They are equal.', findingCount: 2, ranAt: at },
    ],
  });
  expect(items.map(({ key }) => key)).toEqual([
    'invariant agrees_with_stripe',
    'failed events',
    'restricted accounts',
  ]);
  expect(items[0]?.href).toBe('/ledger/invariants#agrees_with_stripe');
  // The same standing as the tab that it leads to.
  expect(items[2]?.href).toBe('/connected-accounts?lifecycle=restricted');
});

it('says that the promises are not being checked, after those that are broken', () => {
  const [item] = needItems({ ...calm, staleInvariants: ['entries_balance', 'trial_balance'] });
  expect(item).toMatchObject({
    title: 'The promises are not being checked',
    count: '2',
    href: '/ledger/invariants#entries_balance',
  });
});

it('admits where counting stopped', () => {
  const [item] = needItems({ ...calm, failedPayouts: { count: 10_000, isCapped: true } });
  expect(item).toMatchObject({ count: '10,000+', title: '10,000+ payouts came back from the bank' });
});

it('shows an alarm of a kind it has no words for, and leads to where it is closed', () => {
  const [item] = needItems({
    ...calm,
    alarms: [cause('something_new', 'It happened.')],
  });
  expect(item).toMatchObject({
    title: 'Something new',
    detail: 'It happened.',
    href: '/alarms?kind=something_new',
  });
});

it.each([
  [1, [1, 1], 'Tried once. What it tells'],
  [2, [2, 2], 'Tried twice each. What they tell'],
  [3, [1, 8], 'Tried 1 to 8 times. What they tell'],
] as const)('says of %d failed events how often they were tried: %j', (count, attempts, words) => {
  const [item] = needItems({ ...calm, failedEvents: { count, isCapped: false, attempts } });
  expect(item?.detail).toContain(words);
});

it('says of an event that failed and is tried again when that is, and that nothing has to be done', () => {
  const retryingEvents = { count: 1, isCapped: false, nextAt: '2026-11-20T12:40:00Z' };
  const [item] = needItems({ ...calm, retryingEvents });
  expect(item).toMatchObject({
    tone: 'held',
    title: '1 event failed and is tried again',
    detail: 'The next attempt is at 2026-11-20T12:40:00Z.',
    href: '/events?state=received',
  });
});

it('does not say the same failed event twice', () => {
  const items = needItems({
    ...calm,
    failedEvents: { count: 1, isCapped: false, attempts: [8, 8] },
    alarms: [cause('stripe_event_failed', 'No.')],
  });
  expect(items).toHaveLength(1);
});

it('says the same trouble of several accounts once, and that of one with its name', () => {
  const kovacs = { connectedAccountId: 'acct_1', name: 'Kovács Bt.' };
  const saguaro = { connectedAccountId: 'acct_2', name: 'Saguaro Saddlery Inc.' };
  const alarms = [cause('hold_overdue', 'It waits.', kovacs), cause('hold_overdue', 'It waits.', saguaro)];
  expect(needItems({ ...calm, alarms })).toMatchObject([
    { title: 'Held money waits too long', count: '2', tone: 'failed' },
  ]);
  expect(needItems({ ...calm, alarms: alarms.slice(0, 1) })).toMatchObject([
    { title: 'Held money waits too long: Kovács Bt.', count: '1' },
  ]);
});

it('names what another person has begun, with the page where the reader ends it', () => {
  const items = needItems({
    ...calm,
    secondHalves: [
      { kind: 'rejection', count: 1, path: '/connected-accounts/acct_1#rejection' },
      { kind: 'hold', count: 2, path: '/payouts/prq_1' },
    ],
  });
  expect(items.map(({ title, href, verb }) => [title, href, verb])).toEqual([
    [
      'Somebody asks to reject an account, or to let it in again',
      '/connected-accounts/acct_1#rejection',
      'Look at it',
    ],
    ['2 releases of holds are asked for', '/payouts/prq_1', 'Open the oldest'],
  ]);
});
