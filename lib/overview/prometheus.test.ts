import { expect, it } from 'vitest';
import { toPrometheusText } from './prometheus.ts';

it('writes families as Prometheus reads them', () => {
  const text = toPrometheusText([
    {
      name: 'sluice_events',
      help: 'Events.',
      type: 'gauge',
      samples: [
        { labels: { state: 'failed' }, value: 2 },
        { labels: { state: 'received' }, value: 0 },
      ],
    },
    { name: 'sluice_lag_seconds', help: 'Lag.', type: 'gauge', samples: [{ value: 1.5 }] },
  ]);
  expect(text).toBe(
    [
      '# HELP sluice_events Events.',
      '# TYPE sluice_events gauge',
      'sluice_events{state="failed"} 2',
      'sluice_events{state="received"} 0',
      '# HELP sluice_lag_seconds Lag.',
      '# TYPE sluice_lag_seconds gauge',
      'sluice_lag_seconds 1.5',
      '',
    ].join('\n'),
  );
});

it('escapes what would break a line or a label', () => {
  const text = toPrometheusText([
    {
      name: 'a',
      help: 'two\nlines',
      type: 'counter',
      samples: [{ labels: { b: 'say "hi"\\\n' }, value: 1 }],
    },
  ]);
  expect(text).toContain('# HELP a two\\nlines');
  expect(text).toContain('a{b="say \\"hi\\"\\\\\\n"} 1');
});
