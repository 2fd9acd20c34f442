import { expect, test } from 'vitest';
import { counted } from './counted.ts';

test.each([
  [0, 'day', undefined, '0 days'],
  [1, 'day', undefined, '1 day'],
  [2, 'day', undefined, '2 days'],
  [1_234, 'row', undefined, '1,234 rows'],
  [1, 'entry', 'entries', '1 entry'],
  [3, 'entry', 'entries', '3 entries'],
])('%i of “%s” are never “1 …s”', (count, one, many, text) => {
  expect(counted(count, one, many)).toBe(text);
});
