import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { InvariantRun, InvariantState } from '#lib/ledger/types.ts';
import { InvariantCard } from './invariant-card.tsx';

const RHYTHM = { everyMinutes: 10, staleAfterMinutes: 30, fullStaleAfterHours: 50 };

function drawn(notes: InvariantRun['notes']): string {
  const run: InvariantRun = {
    ranAt: new Date('2026-11-22T10:00:00Z'),
    outcome: 'held',
    rowsChecked: 1n,
    findingCount: 0,
    findings: [],
    noteCount: notes.length,
    notes,
    durationMs: 3,
    covers: 'everything',
    coveredFrom: null,
  };
  const state: InvariantState = {
    name: 'events_processed',
    promise: 'Every acknowledged event is processed.',
    timed: null,
    limit: null,
    run,
    fullRun: run,
    decidedBy: run,
    standing: 'held',
    isFullRunStale: false,
  };
  return renderToStaticMarkup(<InvariantCard state={state} rhythm={RHYTHM} />).replaceAll(/<[^>]+>/g, '');
}

it('says in the open what waits, which is no list of disconnected accounts', () => {
  const page = drawn([{ id: 'waiting', text: '3,000 events wait to be processed.' }]);
  expect(page).toContain('3,000 events wait to be processed.');
  expect(page).not.toContain('Disconnected accounts');
});

it('lists disconnected accounts', () => {
  const page = drawn([{ id: 'acct_1 usd', text: 'Disconnected.' }]);
  expect(page).toContain('Disconnected accounts, which cannot be compared any more');
});
