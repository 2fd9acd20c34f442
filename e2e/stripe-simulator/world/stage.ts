import type { Core } from '../core.ts';
import type { AccountRecord } from '../entities.ts';
import { accountOf } from '../resources/accounts.ts';
import type { Member } from './cast.ts';

export const DAY = 86_400;
export const HOUR = 3_600;
export const MINUTE = 60;

/** The days that the story covers before the anchor. */
export const DAYS_TOLD = 90;

/** Mark in the store: events happened before any endpoint existed, and were never delivered. */
export const UNTOLD = 'untold until';

/** What scenes act on. All instants are Unix seconds. */
export type Stage = {
  readonly core: Core;
  readonly seed: number;
  readonly anchor: number;
  /** Midnight UTC of the anchor's day: "day 0". */
  readonly anchorDay: number;
  /** Connected account ids by the key of the cast. */
  readonly accountIds: Map<string, string>;
};

/** One thing that happens once. `name` is unique: the ids of what it makes are drawn from it. */
export type Scene = { at: number; name: string; play: () => void };

export function accountIdOf(stage: Stage, key: string): string {
  const id = stage.accountIds.get(key);
  if (id === undefined) throw new Error(`${key} is not on the stage yet.`);
  return id;
}

export function recordOf(stage: Stage, member: Member | string): AccountRecord {
  return accountOf(stage.core, accountIdOf(stage, typeof member === 'string' ? member : member.key));
}

/** The instant `secondOfDay` seconds into the UTC day `day`; 0 is the anchor's day, -1 the day before. */
export function instantOf(stage: Stage, day: number, secondOfDay: number): number {
  return stage.anchorDay + day * DAY + secondOfDay;
}
