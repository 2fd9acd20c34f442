import { expect, it } from 'vitest';
import { moveChoice } from './choice.ts';

it('goes down from the field through the list and back to the field', () => {
  const walk = [1, 1, 1, 1].reduce<(number | null)[]>(
    (seen, step) => [...seen, moveChoice(seen.at(-1) ?? null, step as 1, 2)],
    [],
  );
  expect(walk).toEqual([0, 1, null, 0]);
  expect(moveChoice(null, -1, 2)).toBe(1);
  expect(moveChoice(0, -1, 2)).toBeNull();
  expect(moveChoice(null, 1, 0)).toBeNull();
});
