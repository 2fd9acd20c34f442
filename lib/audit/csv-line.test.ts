import { expect, it } from 'vitest';
import { csvLine } from './csv-line.ts';

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' \r\n=cmd', '＝1', '|calc', '%0A'])(
  '%j is no formula any more',
  (text) => {
    const line = csvLine([text]);
    expect(line.replace(/^"/, '').startsWith("'")).toBe(true);
  },
);

it('quotes what needs it, doubles quotes, leaves the rest and keeps null empty', () => {
  expect(csvLine(['plain', 'a,b', 'say "hi"', 'two\nlines', null, ''])).toBe(
    'plain,"a,b","say ""hi""","two\nlines",,\r\n',
  );
});
