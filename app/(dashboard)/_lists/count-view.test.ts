import { expect, it } from 'vitest';
import type { Context } from '#lib/context.ts';
import { DomainError } from '#lib/errors.ts';
import { countView } from './count-view.ts';

const viewer: Context = {
  actor: { kind: 'operator', operatorId: 'op_1', name: 'Vera', role: 'viewer' },
  requestId: 'test',
  now: new Date('2026-11-21T12:00:00Z'),
};

it.each([
  ['fails in the database', () => Promise.reject(new Error('timestamp out of range'))],
  ['is refused', () => Promise.reject(new DomainError('precondition_failed', 'Too many.'))],
])('a saved view that %s has no count, and takes no page from anybody', async (_what, count) => {
  const screen = { readRequest: () => ({ problems: [], filter: {} }) as never, count };
  expect(await countView(viewer, screen, {}, { zone: 'UTC', today: '2026-11-21' })).toBeNull();
});
