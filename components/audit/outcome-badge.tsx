import type { AuditOutcome } from '#lib/audit/types.ts';
import { Badge } from '../ui/badge.tsx';
import { OUTCOME_WORDS } from './audit-words.ts';

/** A refusal stands out; what was done is the rule and stays quiet. */
export function OutcomeBadge({ outcome }: { outcome: AuditOutcome }) {
  return (
    <Badge tone={outcome === 'refused' ? 'failed' : undefined} dot={outcome === 'refused'}>
      {OUTCOME_WORDS[outcome]}
    </Badge>
  );
}
