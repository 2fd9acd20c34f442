import { glob, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ALARM_KINDS } from '../ledger/alarm-kinds.ts';
import { INVARIANTS } from '../ledger/invariants/all-invariants.ts';
import { readRunbook } from './read-runbook.ts';

const SECTIONS = ['## What it means', '## What to look at', '## What to do', '## What never to do'];
const CHECKS = ['database', 'migrations', 'worker', 'events', 'stripe'];

const pageOf = (name: string): string => name.replaceAll('_', '-');

const EXPECTED = [
  ...ALARM_KINDS.map(pageOf),
  ...CHECKS.map((check) => `check-${check}`),
  ...INVARIANTS.map(({ name }) => `promise-${pageOf(name)}`),
].sort();

/** All code of `lib` but tests, by path. */
async function sources(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const path of glob('lib/**/*.ts'))
    if (!/\.(test|fixture)\.ts$/.test(path)) found.set(path, await readFile(path, 'utf8'));
  return found;
}

it('every kind of alarm, failing check and broken promise has its page, and every page is of one of them', async () => {
  const pages: string[] = [];
  for await (const path of glob('docs/runbooks/*.md'))
    pages.push(path.replaceAll('\\', '/').replace(/^.*\/|\.md$/g, ''));
  expect(pages.sort()).toEqual(EXPECTED);
});

it('no kind is kept that nobody raises, and no alarm is written past the closed list', async () => {
  const code = await sources();
  code.delete('lib/ledger/alarm-kinds.ts');
  const all = [...code.values()].join('\n');
  for (const kind of ALARM_KINDS) expect(all, kind).toContain(`'${kind}'`);
  const writers = [...code].flatMap(([path, text]) =>
    /insert into alarms\b|insert\(alarms\)/.test(text) ? [path] : [],
  );
  // Both take the kind as an AlarmKind; a third door would need the same.
  expect(writers.sort()).toEqual(['lib/ledger/raise-alarms.ts', 'lib/stripe-events/settle-stripe-events.ts']);
  const closers = [...code].flatMap(([path, text]) =>
    /update alarms set closed_at\b/.test(text) ? [path] : [],
  );
  // The database sees the end of their causes itself (`is_alarm_over`); whoever else closes one calls `endAlarms`.
  expect(closers.sort()).toEqual([
    'lib/kill-switch/remind-of-drill.ts',
    'lib/kill-switch/untold-schedule.ts',
    'lib/ledger/close-alarm.ts',
    'lib/ledger/end-alarms.ts',
    'lib/payouts/dispatch/confirm-absence.ts',
    'lib/payouts/dispatch/confirm-dispatch-unlock.ts',
    'lib/payouts/dispatch/recognise-payout.ts',
    'lib/payouts/dispatch/record-payout-accepted.ts',
    'lib/payouts/requests/cancel-payout-request.ts',
    'lib/stripe-events/back-fill/filled-gaps.ts',
    'lib/stripe-events/set-aside-stripe-event.ts',
    'lib/stripe-events/settle-stripe-events.ts',
  ]);
});

it.each(EXPECTED)('%s says what it means, what to look at, what to do and what never to do', async (page) => {
  const text = (await readRunbook(page)) ?? '';
  const parts = SECTIONS.map((section) => text.split(`${section}\n`)[1]?.split('\n## ')[0]?.trim() ?? '');
  expect(parts.map((part) => part.length > 20)).toEqual([true, true, true, true]);
});

it.each([
  '../decisions/0001-files-run-as-they-are',
  '..%2f',
  'event-gap.md',
  'Event-Gap',
  'no-such-page',
  '',
])('there is no page %j', async (page) => {
  expect(await readRunbook(page)).toBeNull();
});
