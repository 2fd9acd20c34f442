import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineChanges } from './line-changes.ts';

const drawn = (before: string, after: string): string[] =>
  lineChanges(before, after).map(
    ({ kind, line, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${String(line)} ${text}`,
  );

it('keeps the lines that stayed and says where the others were', () => {
  expect(drawn('go\nwait 1 hour\nhold', 'go\nhold\nhold for 2')).toEqual([
    ' 1 go',
    '-2 wait 1 hour',
    ' 2 hold',
    '+3 hold for 2',
  ]);
});

it('of the same text is nothing new, of a first text everything', () => {
  expect(drawn('go\n', 'go\n').every((line) => line.startsWith(' '))).toBe(true);
  expect(drawn('', 'go')).toEqual(['+1 go']);
});

it('holds both texts whole', () => {
  const anyText = fc
    .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
    .map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      const changes = lineChanges(before, after);
      const side = (not: 'added' | 'removed'): string =>
        changes
          .filter(({ kind }) => kind !== not)
          .map(({ text }) => text)
          .join('\n');
      return side('added') === before && side('removed') === after;
    }),
  );
});
