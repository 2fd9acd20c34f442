import { invalid } from './api-error.ts';
import type { Params } from './params.ts';
import type { Created, Row } from './table.ts';
import { upperBound } from './table.ts';

export type ListBody<T> = { object: 'list'; data: T[]; has_more: boolean; url: string };

export const PAGE_PARAMS = ['limit', 'starting_after', 'ending_before'];

/** `created` as a moment or as a window. */
export function createdOf(params: Params, name = 'created'): Created | undefined {
  const value = params.values[name];
  if (value === undefined) return undefined;
  if (value === null || typeof value !== 'object') {
    const moment = params.requiredInteger(name);
    return { gte: moment, lte: moment };
  }
  const window = params.hash(name)?.only('gt', 'gte', 'lt', 'lte');
  const created: Created = {};
  for (const bound of ['gt', 'gte', 'lt', 'lte'] as const) {
    const at = window?.integer(bound);
    if (at !== undefined) created[bound] = at;
  }
  return created;
}

/**
 * One page of `rows` (oldest first), answered newest first.
 * @param keep further filters
 */
export function listPage<T extends Row>(
  rows: readonly T[],
  params: Params,
  url: string,
  keep: (row: T) => boolean = () => true,
): ListBody<T> {
  const limit = params.integer('limit') ?? 10;
  if (limit < 1 || limit > 100) throw invalid('Limit must be between 1 and 100', 'limit');
  const startingAfter = params.text('starting_after');
  const endingBefore = params.text('ending_before');
  if (startingAfter !== undefined && endingBefore !== undefined) {
    throw invalid(
      'Use only one of starting_after and ending_before.',
      'ending_before',
      'parameters_exclusive',
    );
  }
  const window = createdOf(params) ?? {};
  const above = Math.max(window.gt ?? -1, (window.gte ?? 0) - 1);
  const upTo = Math.min((window.lt ?? Infinity) - 1, window.lte ?? Infinity);
  const low = upperBound(rows, above);
  const high = upTo === Infinity ? rows.length : upperBound(rows, upTo);
  if (endingBefore !== undefined) {
    const from = Math.max(low, positionOf(rows, endingBefore, 'ending_before') + 1);
    const page = collect(rows, from, high, 1, limit, keep);
    return { object: 'list', data: page.data.reverse(), has_more: page.more, url };
  }
  const to =
    startingAfter === undefined ? high : Math.min(high, positionOf(rows, startingAfter, 'starting_after'));
  const page = collect(rows, to - 1, low - 1, -1, limit, keep);
  return { object: 'list', data: page.data, has_more: page.more, url };
}

function collect<T>(
  rows: readonly T[],
  from: number,
  end: number,
  step: 1 | -1,
  limit: number,
  keep: (row: T) => boolean,
): { data: T[]; more: boolean } {
  const data: T[] = [];
  for (let index = from; step === 1 ? index < end : index > end; index += step) {
    const row = rows[index];
    if (row === undefined || !keep(row)) continue;
    if (data.length === limit) return { data, more: true };
    data.push(row);
  }
  return { data, more: false };
}

function positionOf(rows: readonly Row[], id: string, param: string): number {
  const position = rows.findIndex((row) => row.id === id);
  if (position < 0) throw invalid(`No such object: '${id}'`, param, 'resource_missing');
  return position;
}
