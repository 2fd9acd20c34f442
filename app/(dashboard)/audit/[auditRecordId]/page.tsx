import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { AuditChanges } from '#components/audit/audit-changes.tsx';
import { AuditFacts } from '#components/audit/audit-facts.tsx';
import { AuditPlace } from '#components/audit/audit-place.tsx';
import { OutcomeBadge } from '#components/audit/outcome-badge.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { getAuditRecord } from '#lib/audit/detail-queries.ts';

export async function generateMetadata(props: PageProps<'/audit/[auditRecordId]'>): Promise<Metadata> {
  return { title: `Audit row ${(await props.params).auditRecordId}` };
}

const CRUMBS = [{ href: '/audit', label: 'Audit' }] as const;

export default async function AuditRecordPage(props: PageProps<'/audit/[auditRecordId]'>) {
  const ctx = await guardPage('audit.read');
  const { auditRecordId } = await props.params;
  const row = orNotFound(() => getAuditRecord(ctx, auditRecordId));
  return (
    <Patiently
      subject={row}
      fallback={
        <SkeletonOfOne
          crumbs={CRUMBS}
          title="Audit row"
          lead={null}
          label="Reading the audit row"
          main={[
            [null, 6],
            ['What changed', 4],
            ['Place in the chain', 5],
          ]}
        />
      }
    >
      {drawAuditRecord(row)}
    </Patiently>
  );
}

async function drawAuditRecord(reading: ReturnType<typeof getAuditRecord>): Promise<ReactNode> {
  const row = await reading;
  return (
    <div className="page">
      <PageHead
        crumbs={CRUMBS}
        title={
          <>
            {row.action} <OutcomeBadge outcome={row.outcome} />
          </>
        }
      />
      <AuditFacts row={row} />
      <Section
        id="changes"
        title={row.outcome === 'refused' ? 'Why it was refused' : 'What changed'}
        lead={row.outcome === 'refused' ? 'Nothing was changed by this attempt.' : undefined}
      >
        <AuditChanges before={row.before} after={row.after} />
      </Section>
      <Section
        id="chain"
        title="Place in the chain"
        lead="Each row carries the hash of the one before it, so none can be altered, moved or taken out unseen."
      >
        <AuditPlace row={row} />
      </Section>
    </div>
  );
}
