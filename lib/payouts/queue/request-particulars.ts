import { sql, type SQL } from 'drizzle-orm';
import { isStrongLock } from '../../holds/rules/strong-lock.ts';
import { wasPaidBefore } from '../paid-before.ts';
import { reasonInShort, sentenceInShort } from '../rules/reason-in-short.ts';
import { rejectedInShort } from '../rules/rejected-before.ts';
import type { Gone } from '../review/gone-destination.ts';
import { NEW_DESTINATION_DAYS } from './request-priority.ts';
import type { Particular, ParticularCode, PayoutRequestRow } from './request-types.ts';

/** Of the newest payouts of an account so many are looked at for what is usual; fewer than three of them say nothing. */
const USUAL_AMONG = 30;
const USUAL_LEAST = 3;
/** Below twice its usual amount a payout is one like the others. */
const UNUSUAL_TENTHS = 20;

/** What sets one request apart, beside its own columns. */
export type FoundParticulars = {
  /** How its destination is not what it was asked for with; null where it is, or does not matter any more. */
  gone: Gone | null;
  destination_changed_days: number | null;
  is_first_payout: boolean;
  /** Tenths of the average of what was paid before; null when too little was. */
  usual_tenths: number | null;
  file_name: string | null;
  file_line: number | null;
};

/** When another bank account or card was seen to be its destination shortly before it was asked for, or since. */
function destinationChanges(alias: string): SQL {
  const request = sql.raw(alias);
  return sql`from external_account_changes as change
    where change.connected_account_id = ${request}.connected_account_id
      and change.external_account_id = ${request}.destination_id
      and change.seen_at > ${request}.requested_at - make_interval(days => ${NEW_DESTINATION_DAYS}::int)
      and change.is_new_destination`;
}

/** Whether its destination changed shortly before it was asked for. @param alias of `payout_requests` in the statement */
export const isDestinationNew = (alias: string): SQL => sql`exists (select ${destinationChanges(alias)})`;

/** Whether its account was never paid before. @param alias of `payout_requests` in the statement */
export const isFirstPayout = (alias: string): SQL =>
  sql`not ${wasPaidBefore(sql.raw(`${alias}.connected_account_id`))}`;

/** Columns of `FoundParticulars`. @param alias of `payout_requests` in the statement */
export function particularsSql(alias: string): SQL {
  const request = sql.raw(alias);
  return sql`
    (select floor(extract(epoch from now() - max(change.seen_at)) / 86400)::int ${destinationChanges(alias)}) as destination_changed_days,
    ${isFirstPayout(alias)} as is_first_payout,
    (select case when count(*) >= ${USUAL_LEAST}::int and avg(usual.amount) > 0
        then least(round(${request}.amount * 10 / avg(usual.amount)), 9990)::int end
      from (select recent.amount, recent.currency, recent.status from payouts as recent
        where recent.connected_account_id = ${request}.connected_account_id and recent.occurred_at < ${request}.requested_at
        order by recent.occurred_at desc, recent.payout_id desc limit ${USUAL_AMONG}::int) as usual
      where usual.currency = ${request}.currency and usual.status = 'paid') as usual_tenths,
    (select file.name from payout_file_lines as line join payout_files as file using (payout_file_id)
      where line.payout_request_id = ${request}.payout_request_id) as file_name,
    (select line.line_number from payout_file_lines as line
      where line.payout_request_id = ${request}.payout_request_id) as file_line`;
}

/** What makes it undecidable, then whose no it has against it; of the others the shortest first. */
const FIRST: readonly ParticularCode[] = ['destination_gone', 'rejected_before'];

/**
 * Why people look at this one and not at the one beside it, in a few words each: what is `FIRST`, then the shortest. Pure.
 * @param reasons of the policy, as they are stored
 */
export function particularsOf(
  request: Pick<PayoutRequestRow, 'origin' | 'askedBy' | 'method'>,
  found: FoundParticulars,
  reasons: readonly string[],
): Particular[] {
  const own = [
    ...destinationOf(found),
    ...(found.is_first_payout ? [{ code: 'first_payout', words: 'First payout' } as const] : []),
    ...(found.usual_tenths !== null && found.usual_tenths >= UNUSUAL_TENTHS
      ? [{ code: 'unusual', words: `${times(found.usual_tenths)} × its usual` } as const]
      : []),
    ...(request.method === 'instant' ? [{ code: 'instant', words: 'Instant' } as const] : []),
    ...askedBy(request, found),
    ...reasons.flatMap((reason): Particular[] => {
      const rejected = rejectedInShort(reason);
      if (rejected !== null) return [{ code: 'rejected_before', words: rejected }];
      return reasonInShort(reason).map((words) => ({ code: 'policy', words }));
    }),
  ];
  const byWords = new Map(own.map((particular) => [particular.words, particular]));
  return [...byWords.values()].sort(
    (left, right) =>
      rankOf(left) - rankOf(right) ||
      left.words.length - right.words.length ||
      (left.words < right.words ? -1 : 1),
  );
}

const rankOf = ({ code }: Particular): number => {
  const place = FIRST.indexOf(code);
  return place === -1 ? FIRST.length : place;
};

function destinationOf({ gone, destination_changed_days: days }: FoundParticulars): Particular[] {
  if (gone !== null)
    return [
      {
        code: 'destination_gone',
        words: gone === 'errored' ? 'Destination takes no payouts' : 'Destination gone',
      },
    ];
  return days === null ? [] : [{ code: 'destination_changed', words: changed(days) }];
}

function askedBy(
  { origin, askedBy: name }: Pick<PayoutRequestRow, 'origin' | 'askedBy'>,
  { file_name: file }: FoundParticulars,
): Particular[] {
  switch (origin) {
    case 'cadence':
      return [];
    case 'person':
      return [{ code: 'asked_by', words: name === null ? 'By hand' : `By hand: ${name}` }];
    case 'file':
      return [{ code: 'asked_by', words: `In ${file ?? 'a file'}${name === null ? '' : `: ${name}`}` }];
    case 'owner':
      return [{ code: 'asked_by', words: 'Asked by the owner' }];
  }
}

/** What is so of most requests: said of one only where nothing sets it apart. Pure. */
export function commonplaceOf(lockStrength: string, reasons: readonly string[]): string {
  if (!isStrongLock(lockStrength)) return 'Weak lock';
  return reasons.flatMap(sentenceInShort)[0] ?? 'By the policy';
}

function changed(days: number): string {
  if (days === 0) return 'Destination changed today';
  return `Destination changed ${days === 1 ? 'a day' : `${String(days)} days`} ago`;
}

/** `2.4`, and from ten on whole. */
const times = (tenths: number): string =>
  tenths < 100 ? (tenths / 10).toFixed(1) : String(Math.round(tenths / 10));
