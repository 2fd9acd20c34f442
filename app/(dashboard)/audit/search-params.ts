import { dayEnd, dayStart } from '#app/_edge/day-start.ts';
import { presentParams, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { ACTOR_KINDS, AUDIT_OUTCOMES, type AuditFilter } from '#lib/audit/types.ts';

export type AuditListRequest = {
  filter: AuditFilter;
  /** The parts of the address that were understood, for links. */
  params: Readonly<Record<string, string>>;
  /** What was not understood, in words. */
  notices: string[];
};

const ACTION = /^[a-z_]+\.[a-z_]+$/;
const JOB = /^[a-z]+(?:-[a-z]+)+$/;

/** Reads the address of `/audit` and of its exports. What it does not understand it leaves out and says so. */
export function readAuditListRequest(raw: RawSearchParams, zone: string): AuditListRequest {
  const notices: string[] = [];
  const oneOf = <Value extends string>(name: string, known: readonly Value[]): Value | undefined => {
    const value = readParam(raw, name);
    const found = known.find((candidate) => candidate === value);
    if (value !== undefined && found === undefined)
      notices.push(`There is no ${name} “${value}”; it is left out.`);
    return found;
  };
  const dayOf = (name: string): string | undefined => {
    const day = readParam(raw, name);
    if (day === undefined || dayStart(day, 'UTC') !== null) return day;
    notices.push(`“${day}” is no day such as 2026-11-13; it is left out.`);
    return undefined;
  };
  const outcome = oneOf('outcome', AUDIT_OUTCOMES);
  const by = oneOf('by', ACTOR_KINDS);
  const from = dayOf('from');
  const to = dayOf('to');
  const text = readParam(raw, 'q');
  const named = {
    actor: readParam(raw, 'actor'),
    action: readParam(raw, 'action'),
    subject: readParam(raw, 'subject'),
    account: readParam(raw, 'account'),
  };
  const filter: AuditFilter = {
    outcome,
    actorKind: by,
    actorId: named.actor,
    action: named.action,
    subject: named.subject,
    connectedAccountId: named.account,
    recordedFrom: from === undefined ? undefined : dayStart(from, zone)?.toISOString(),
    recordedBefore: to === undefined ? undefined : dayEnd(to, zone)?.toISOString(),
    ...readSearch(text),
  };
  const params = presentParams({ outcome, by, from, to, ...named, q: text, size: readParam(raw, 'size') });
  return { filter, params, notices };
}

/** What was typed: who, what, or about what. */
function readSearch(
  text: string | undefined,
): Pick<AuditFilter, 'actorId' | 'action' | 'connectedAccountId' | 'subject'> {
  if (text === undefined) return {};
  if (text.startsWith('opr_') || JOB.test(text)) return { actorId: text };
  if (text === 'platform' || text.startsWith('acct_')) return { connectedAccountId: text };
  return ACTION.test(text) ? { action: text } : { subject: text };
}
