import Link from 'next/link';
import type { AuditDetail } from '#lib/audit/types.ts';
import type { PanelSteps } from '../data-table/panel-steps.ts';
import { SidePanel } from '../data-table/side-panel.tsx';
import { AuditChanges } from './audit-changes.tsx';
import { AuditFacts } from './audit-facts.tsx';
import { AuditPlace } from './audit-place.tsx';
import { OutcomeBadge } from './outcome-badge.tsx';

/** One row of the record beside its list: who did what, what changed, and where it stands in the chain. */
export function AuditPanel({ row, steps }: { row: AuditDetail; steps: PanelSteps }) {
  return (
    <SidePanel what="row" label={`Audit row ${row.auditRecordId}`} steps={steps}>
      <h2>{row.action}</h2>
      <p>
        <OutcomeBadge outcome={row.outcome} />
      </p>
      <AuditFacts row={row} />
      <h3>{row.outcome === 'refused' ? 'Why it was refused' : 'What changed'}</h3>
      <AuditChanges before={row.before} after={row.after} />
      <h3>Place in the chain</h3>
      <AuditPlace row={row} />
      <p>
        <Link
          href={`/audit/${row.auditRecordId}`}
          prefetch={false}
          className="btn btn-plain"
          data-panel-page=""
        >
          Open the row alone
        </Link>
      </p>
    </SidePanel>
  );
}
