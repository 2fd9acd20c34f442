import { expect, it } from 'vitest';
import { changesOf } from './changes.ts';

it('what changed comes first, nested values have paths, and what is missing is no value', () => {
  expect(
    changesOf(
      { a: 1, kept: 'x', nested: { list: [1, 2] } },
      { a: 2, kept: 'x', nested: { list: [1] }, added: null },
    ),
  ).toEqual([
    { path: 'a', before: '1', after: '2', isChanged: true },
    { path: 'added', before: undefined, after: 'null', isChanged: true },
    { path: 'nested.list.1', before: '2', after: undefined, isChanged: true },
    { path: 'kept', before: 'x', after: 'x', isChanged: false },
    { path: 'nested.list.0', before: '1', after: '1', isChanged: false },
  ]);
});

it('nothing recorded is nothing to show; empty containers are values', () => {
  expect(changesOf(null, null)).toEqual([]);
  expect(changesOf({ filter: {} }, { filter: [] })).toEqual([
    { path: 'filter', before: '{}', after: '[]', isChanged: true },
  ]);
});
