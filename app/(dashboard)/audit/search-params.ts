import type { Calendar } from '#app/_edge/day-bounds.ts';
import type { RawSearchParams } from '#app/_edge/list-params.ts';
import { AUDIT_TABLE } from '#lib/audit/audit-table.ts';
import type { ActorKind, AuditColumn, AuditFilter, AuditOutcome, AuditSort } from '#lib/audit/types.ts';
import type { Condition, FilterLine, FilterProblem, FilterWord } from '#lib/tables/types.ts';
import type { ListRequest } from '../_lists/list-screen.ts';
import { instantsOf, readListRequest, type ReadWords } from '../_lists/read-list-request.ts';

const ACTION = /^[a-z_]+\.[a-z_]+$/;
const JOB = /^[a-z]+(?:-[a-z]+)+$/;

/** Reads the address of `/audit` and of its exports. */
export function readAuditListRequest(
  raw: RawSearchParams,
  calendar: Calendar,
): ListRequest<AuditColumn, AuditSort, AuditFilter> {
  return readListRequest<AuditColumn, AuditSort, AuditFilter>(
    raw,
    AUDIT_TABLE,
    (condition) => filterOf(condition, calendar),
    readWords,
  );
}

function filterOf(condition: Condition, calendar: Calendar): AuditFilter {
  const { field, value } = condition;
  switch (field) {
    // The table's own definition lets no other value through.
    case 'outcome':
      return { outcome: value as AuditOutcome };
    case 'by':
      return { actorKind: value as ActorKind };
    case 'actor':
      return { actorId: value };
    case 'action':
      return { action: value };
    case 'subject':
      return { subject: value };
    case 'account':
      return { connectedAccountId: value };
    case 'recorded':
      return instantsOf(condition, calendar, ['recordedFrom', 'recordedBefore']);
    default:
      throw new Error(`No condition of audit records is called ${field}.`);
  }
}

/** Free words: who, what, or about what. Words that are none of these are one subject, as a subject may have several. */
function readWords({ words }: FilterLine, said: AuditFilter): ReadWords<AuditFilter> {
  const problems: FilterProblem[] = [];
  const found: Record<string, string> = {};
  const subject: FilterWord[] = [];
  for (const word of words) {
    const meant = meaningOf(word.text);
    if (meant === 'subject') {
      subject.push(word);
      continue;
    }
    if (said[meant] !== undefined || found[meant] !== undefined)
      problems.push({ ...word, message: `“${word.text}” says for a second time which. Keep one of them.` });
    found[meant] = word.text;
  }
  const [first] = subject;
  if (first !== undefined && said.subject !== undefined)
    problems.push({ ...first, message: 'Two subjects stand here. Keep one of them.' });
  const text = subject.map((word) => word.text).join(' ');
  return { filter: { ...found, ...(first === undefined ? {} : { subject: text }) }, problems };
}

function meaningOf(text: string): 'actorId' | 'connectedAccountId' | 'action' | 'subject' {
  if (text.startsWith('opr_') || JOB.test(text)) return 'actorId';
  if (text === 'platform' || text.startsWith('acct_')) return 'connectedAccountId';
  return ACTION.test(text) ? 'action' : 'subject';
}
