import { glob, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

/** In the code that raises alarms, these say what kind of entry it is, not of alarm. */
const KINDS_OF_ENTRIES = new Set(['availability', 'payout_settled']);

const ALARM_KIND =
  /(?:\b(?:kind|alarmKind): |const (?:NOT_[A-Z_]+|ALARM_KIND) = |insert into alarms[^']*select )'([a-z_]+)'/g;

const SECTIONS = ['## What it means', '## What to look at', '## What to do', '## What never to do'];

async function alarmKinds(): Promise<string[]> {
  const kinds = new Set<string>();
  for await (const path of glob('lib/**/*.ts')) {
    if (/\.(test|fixture)\.ts$/.test(path)) continue;
    const text = await readFile(path, 'utf8');
    if (!/raiseAlarms|AlarmDraft|insert into alarms|refusalAlarms/.test(text)) continue;
    for (const [, kind] of text.matchAll(ALARM_KIND))
      if (kind !== undefined && !KINDS_OF_ENTRIES.has(kind)) kinds.add(kind);
  }
  return [...kinds].sort();
}

async function pages(): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob('docs/runbooks/*.md'))
    found.push(path.replaceAll('\\', '/').replace(/^.*\/|\.md$/g, ''));
  return found.sort();
}

const pageOf = (kind: string): string => kind.replaceAll('_', '-');

it('every kind of alarm and every failing check has its runbook page, and every page its alarm or check', async () => {
  const kinds = await alarmKinds();
  expect(kinds).toContain('stripe_event_failed'); // written in SQL
  expect(kinds).toContain('payout_not_settled'); // named by a constant
  expect(kinds).toContain('unknown_fee'); // written in a draft
  const checks = ['database', 'migrations', 'worker', 'events', 'stripe'].map((check) => `check-${check}`);
  expect(await pages()).toEqual([...kinds.map(pageOf), ...checks].sort());
});

it('every page says what it means, what to look at, what to do and what never to do', async () => {
  for (const page of await pages()) {
    const text = await readFile(`docs/runbooks/${page}.md`, 'utf8');
    const parts = SECTIONS.map((section) => text.split(`${section}\n`)[1]?.split('\n## ')[0]?.trim() ?? '');
    expect(
      parts.map((part) => part.length > 20),
      page,
    ).toEqual([true, true, true, true]);
  }
});
