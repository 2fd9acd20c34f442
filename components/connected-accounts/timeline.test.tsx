import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { changesInWords } from '#lib/connected-accounts/changes-in-words.ts';
import { Timeline } from './timeline.tsx';

it('a deadline stands as every other time does, and as no text of a machine', () => {
  const at = new Date('2026-11-20T12:00:00Z');
  const details = changesInWords(
    { currentDeadline: null },
    { currentDeadline: '2026-11-24T12:00:00.000Z', payoutInterval: 'manual' },
  );
  const html = renderToStaticMarkup(
    <Timeline
      path="/connected-accounts"
      params={{}}
      items={[
        { key: 'audit/1', at, tone: undefined, title: 'It changed', details, amount: null, record: null },
      ]}
      cursors={{ previous: null, next: null }}
      zone="UTC"
    />,
  );
  expect(html).toMatch(/Deadline: none → <time dateTime="2026-11-24T12:00:00.000Z"/i);
  expect(html.replace(/<[^>]*>/g, '')).not.toContain('2026-11-24');
});
