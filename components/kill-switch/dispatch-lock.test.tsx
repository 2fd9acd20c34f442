import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { currency } from '#lib/money/currency.ts';
import { money } from '#lib/money/money.ts';
import type { DispatchLock as Lock } from '#lib/payouts/types.ts';
import { DispatchLock } from './dispatch-lock.tsx';

// Drawn outside of any page.
vi.mock('next/navigation', () => ({ useRouter: () => ({ refresh: () => undefined }) }));

const LOCKED_AT = new Date('2026-11-23T09:30:00Z');

const neverAsked = () => Promise.reject(new Error('Nobody presses here'));

const drawn = (knownUntil: Date | null, lock: Partial<Lock> = {}, mayUnlock = false): string =>
  renderToStaticMarkup(
    <DispatchLock
      lock={{
        lockedAt: LOCKED_AT,
        lockedBecause: 'A backup was put back.',
        knownUntil,
        readWholeAt: null,
        failed: null,
        settledAt: new Date('2026-11-23T09:31:20Z'),
        isSettled: true,
        overdueAt: new Date('2026-11-23T09:45:00Z'),
        way: null,
        strayedCount: 0,
        strayed: [],
        calling: 0,
        unknown: 0,
        leaving: [],
        staying: 0,
        goingBack: 0,
        asked: null,
        root: 'x',
        ...lock,
      }}
      mine="opr_1"
      mayUnlock={mayUnlock}
      oneHand={null}
      ask={neverAsked}
      confirm={neverAsked}
      ways={{ hasPasskey: false, hasCodes: mayUnlock, nextCodeAt: null, demo: null }}
    />,
  );
const words = (html: string): string => html.replaceAll(/<[^>]+>/g, '');

it('whoever unlocks after a restore reads what was forgotten, from when to when, and where the runbook is', () => {
  const html = drawn(new Date('2026-11-23T02:15:00Z'));
  expect(words(html)).toMatch(
    /does not know what was decided between .*02:15.* and .*09:30.*: kill switches/,
  );
  for (const forgotten of ['holds', 'rejections', 'cancellations', 'a passkey or a code'])
    expect(words(html)).toContain(forgotten);
  expect(words(html)).toContain('may stand here as approved');
  expect(html).toContain('href="/runbooks/dispatch-locked"');
});

it('where nothing says how old the backup is, no time is made up', () => {
  expect(words(drawn(null))).toContain(
    'between that backup and the moment when it was put back: kill switches',
  );
});

it('what lacks approvals is said to go back to people, apart from what leaves and what stays', () => {
  const leaving = [{ total: money(100_00n, currency('eur')), payouts: 1 }];
  const said = (lock: Partial<Lock>) => words(drawn(null, { leaving, ...lock }));
  expect(said({})).not.toContain('back to people');
  const one = said({ goingBack: 1, staying: 2 });
  expect(one).toContain('in 1 approved payout leaves within seconds.');
  expect(one).toContain('2 approved payouts stay for now');
  expect(one).toContain('One payout that was approved goes back to people: too few of its approvals count');
  expect(said({ goingBack: 1_200 })).toContain('1,200 payouts that were approved go back to people');
});

it('nobody is offered to unlock before it is possible; then what is missing is said before the button', () => {
  const asked = { operatorId: 'opr_2', name: 'Ines', at: null, reason: null };
  const offered = (lock: Partial<Lock>) => drawn(null, { asked, ...lock }, true);
  const early = offered({ isSettled: false });
  expect(early).not.toContain('Unlock dispatch');
  expect(words(early)).toMatch(/nobody can unlock before .*09:31:20/);
  expect(words(early)).toMatch(/The reading begins at .*09:31:20/);
  const unread = offered({});
  expect(unread).not.toContain('Unlock dispatch');
  expect(words(unread)).toMatch(
    /cannot be read twice, a minute or more apart and with no reading past it between, or when none has finished by .*09:45/,
  );
  const failed = {
    connectedAccountId: 'acct_1Ada',
    name: 'Ada',
    at: new Date('2026-11-23T09:32:00Z'),
    countsFrom: new Date('2026-11-23T09:33:00Z'),
    againAt: null,
  };
  const once = offered({ failed });
  expect(once).not.toContain('Unlock dispatch');
  expect(words(once)).toMatch(
    /list of Ada could not be read at .*09:32.* It is tried again. .* fails again after .*09:33/,
  );
  const again = offered({
    way: 'reading_failed',
    failed: { ...failed, againAt: new Date('2026-11-23T09:33:05Z') },
  });
  expect(again).toMatch(/and again at .*until a reading gets past it.*Unlock dispatch/s);
  const overdue = offered({ way: 'reading_overdue' });
  expect(overdue).toMatch(/No reading has finished by.*that the lists were not read.*Unlock dispatch/s);
});
