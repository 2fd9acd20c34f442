import type { Metadata } from 'next';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { ExportProgress } from '#components/data-table/export-progress.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Time } from '#components/ui/time.tsx';
import { getListExport } from '#lib/tables/export-queries.ts';

export const metadata: Metadata = { title: 'Export' };

export default async function ExportPage(props: PageProps<'/exports/[listExportId]'>) {
  const ctx = await guardPage('lists.export');
  const { listExportId } = await props.params;
  const found = await orNotFound(() => getListExport(ctx, listExportId));
  return (
    <div className="page">
      <PageHead
        title={`Export of ${found.list}`}
        lead={
          <>
            Asked for <Time at={found.createdAt} seconds />, kept until <Time at={found.expiresAt} />.
          </>
        }
        crumbs={[{ href: '/payouts', label: 'Payouts' }]}
      />
      <ExportProgress
        state={found.state}
        rowsWritten={found.rowsWritten}
        rowsExpected={found.rowsExpected}
        failure={found.failure}
        fileHref={`/api/exports/files/${listExportId}`}
      />
    </div>
  );
}
